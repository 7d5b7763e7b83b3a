import { catalogParts } from "../catalog/parts.ts";
import { DEFAULT_OBJECTIVE } from "../catalog/metrics/index.ts";
import { presets } from "../catalog/spaces/moduleTree/settings.ts";
import { StudioError } from "../core/errors.ts";
import { createRandom } from "../core/random.ts";
import type { Evaluator, RunLog, SharedCandidate } from "../core/run/evaluator.ts";
import { NO_AFFINE } from "../core/image/augment.ts";
import { EVEN_WEIGHTS, type Recipe } from "../core/space/recipe.ts";
import type { RunParts } from "../core/run/runStudy.ts";
import type { DerivedMember, SharedEpoch } from "../core/study/sharedSearch.ts";
import { foldEvents } from "../core/study/fold.ts";
import type { Study } from "../core/study/study.ts";
import { sumOf } from "../core/statistics.ts";
import { STUDY_VERSION, type StudySpec } from "../core/study/spec.ts";
import { type SearchStage } from "../core/stages/search.ts";
import { type StudyEvent } from "../core/study/events.ts";
import type { Evaluation } from "../core/study/trial.ts";

export const toyRecipe: Recipe = {
  loss: { id: "crossEntropy", options: {} },
  optimiser: { id: "adam", options: {} },
  schedule: { id: "constant", options: {} },
  patch: [1, 64, 64],
  batch: 4,
  steps: 40,
  evaluateEvery: 10,
  patchSampling: "uniform",
  voxelWeights: EVEN_WEIGHTS,
  augmentation: { flips: true, quarterTurns: true, intensity: 0, elastic: 0, affine: NO_AFFINE },
  pruners: [],
};

const tiny = presets[0]!.settings;
const range = (from: number, to: number) => ({ from, to });

export const toySearch: SearchStage = {
  kind: "search",
  space: { id: "module-tree", settings: tiny },
  strategy: { id: "hierarchical-random", options: {} },
  recipe: toyRecipe,
  trials: 6,
  objective: DEFAULT_OBJECTIVE,
  memoryCap: 1e9,
  baselines: [],
};

export function toySpec(change: Partial<SearchStage> = {}, seed = 1): StudySpec {
  return {
    version: STUDY_VERSION,
    name: "toy",
    seed,
    task: {
      datasetId: "toy",
      datasetName: "toy",
      shape: [8, 64, 64],
      voxelSizeNm: null,
      classes: [
        { name: "background", color: "none" },
        { name: "cell", color: "#0072B2" },
      ],
      split: { axis: "slices", train: range(0, 5), validation: range(5, 7), test: range(7, 8) },
      intensity: { mean: 128, deviation: 40 },
    },
    stages: [{ ...toySearch, ...change }],
  };
}

export const newStudy = (spec: StudySpec): Study => foldEvents([{ type: "studyCreated", spec }])!;

/** A log that is an array. */
export function arrayLog(): RunLog<StudyEvent> & { readonly events: StudyEvent[] } {
  const events: StudyEvent[] = [];
  return { events, append: (more) => Promise.resolve(void events.push(...more)) };
}

export const toyEvaluation = (meanIou: number, step: number): Evaluation => ({
  step,
  scores: {
    values: {
      meanIou,
      meanDice: meanIou,
      foregroundDice: meanIou,
      logDice: -Math.log(Math.max(1e-4, meanIou)),
      accuracy: meanIou,
    },
    perClass: { iou: [meanIou, meanIou], dice: [meanIou, meanIou] },
  },
  confusion: [1, 0, 0, 1],
});

/** The controller of an untrained space with one choice of two. */
const toyEpoch = (epoch: number, reward: number): SharedEpoch => ({
  epoch,
  rewards: [reward, reward],
  baseline: reward,
  entropy: Math.LN2,
  uniformEntropy: Math.LN2,
  probabilities: [[0.5, 0.5]],
  diverged: 0,
  tooLarge: 0,
  restored: 0,
});

/** Random members, the first with the highest reward. */
function toyMembers({ space, task, seed, samples }: SharedCandidate): readonly DerivedMember[] {
  const { random } = catalogParts.bind(space, task).views;
  return Array.from({ length: samples }, (_, index) => ({
    genotype: random.sample(createRandom(seed, index)),
    reward: 1 / (index + 2),
  }));
}

/**
 * "Trains" by drawing a score from the candidate's seed: a point every 10 steps, one macrotask each. Checkpoints are kept at every
 * point, so an aborted candidate goes on from there. `misbehave` may throw at a step.
 */
export function toyEvaluator(
  slots = 1,
  misbehave: (trial: number, step: number, attempt: number) => void = () => undefined,
  /** Trials whose weights are gone, until they are trained again. */
  forgotten = new Set<number>(),
): Evaluator & { readonly trained: number[] } {
  const checkpoints = new Map<number, number>();
  const attempts = new Map<number, number>();
  const trained: number[] = [];
  return {
    slots,
    device: "toy",
    trained,
    async evaluate(candidate, hooks, signal) {
      const { trial, recipe, seed } = candidate;
      const goal = 0.3 + 0.6 * createRandom(seed).float();
      const attempt = (attempts.get(trial) ?? 0) + 1;
      attempts.set(trial, attempt);
      const from = checkpoints.get(trial) ?? 0;
      trained.push(trial);
      hooks.started("toy", from);
      for (let step = from + recipe.evaluateEvery; step <= recipe.steps; step += recipe.evaluateEvery) {
        await new Promise((resolve) => setTimeout(resolve));
        if (signal.aborted) throw new StudioError("Cancelled", "stopped");
        misbehave(trial, step, attempt);
        const meanIou = goal * (step / recipe.steps);
        checkpoints.set(trial, step);
        const point = { step, loss: 1 - meanIou, learningRate: 1e-3, scores: toyEvaluation(meanIou, step).scores };
        if ("space" in candidate) await hooks.epochEnded?.(point, toyEpoch(step / recipe.evaluateEvery, meanIou));
        else await hooks.reported(point);
      }
      if ("space" in candidate) hooks.membersDerived?.(toyMembers(candidate));
      forgotten.delete(trial);
      return toyEvaluation(goal, recipe.steps);
    },
    score({ members }, _part, signal) {
      if (signal.aborted) return Promise.reject(new StudioError("Cancelled", "stopped"));
      const sum = members.reduce((total, { trial, count }) => total + count * (0.5 + trial / 1000), 0);
      return Promise.resolve(toyEvaluation(sum / sumOf(members.map(({ count }) => count)), 0));
    },
    /** The later a candidate was asked for, the better it is; all of them together are better yet. */
    async choose(candidates, { method, rounds, before }, hooks, signal) {
      const trials = candidates.map(({ trial }) => trial).sort((one, other) => other - one);
      const all =
        method === "distinct"
          ? trials.slice(0, rounds)
          : Array.from({ length: rounds }, (_, at) => trials[at % trials.length]!);
      for (const [at, member] of all.entries()) {
        if (at < before.length) continue;
        await new Promise((resolve) => setTimeout(resolve));
        if (signal.aborted) throw new StudioError("Cancelled", "stopped");
        hooks.added({ member, score: 0.5 + Math.min(at, 3) / 10 });
      }
    },
    isKept: ({ trial }) => Promise.resolve(!forgotten.has(trial)),
    settle: (trial) => Promise.resolve(void checkpoints.delete(trial)),
  };
}

/** Everything a run needs around the spec, with the toys where the machine would be. */
export const toyParts = (evaluator: Evaluator, log: RunLog<StudyEvent>): RunParts => ({
  catalog: catalogParts,
  evaluator,
  log,
  now: () => 0,
});
