import { evaluationAt, scoresOf } from "../catalog/metrics/index.ts";
import type { ComparedPart } from "../core/image/comparePart.ts";
import type { ConfusionMatrix } from "../core/image/confusion.ts";
import type { Scores } from "../core/judging/scores.ts";
import type { Part, Region } from "../core/image/dataset.ts";
import { partRegions } from "../core/image/subjects.ts";
import { DIFFUSION, edgeWeights } from "../core/image/edgeWeights.ts";
import { classCounts, createPatchSampler, type PatchBatch, type PatchSource } from "../core/image/patches.ts";
import type { Network } from "../core/network/network.ts";
import { createRandom, type Random } from "../core/random.ts";
import type { Pace } from "../core/judging/pace.ts";
import { phaseAt, watchedOutput } from "../core/space/phases.ts";
import type { Recipe } from "../core/space/recipe.ts";
import type { StopSignal } from "../core/run/signal.ts";
import type { Evaluation } from "../core/study/trial.ts";
import { createBestKeeper, type BestKeeper } from "./bestWeights.ts";
import { cancelled } from "./cancelled.ts";
import { saveCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { learningRateAt } from "../catalog/learningRate.ts";
import { createLossCurve, type LossCurve } from "./lossCurve.ts";
import { trimDevice } from "./devices.ts";
import { createPendingLosses, type PendingLosses } from "./pendingLosses.ts";
import { evaluateNetwork } from "./predicting.ts";
import { createScoredPart, isWhole } from "./scoredPart.ts";
import { createStepQueue, type StepQueue } from "./stepQueue.ts";
import { trainingRegions, type TrainingData } from "./trainingData.ts";
import { createPhaseRun, type PhaseRun } from "./phaseRun.ts";
import { seenSource, type SeeingModel } from "./wholeImages.ts";
import type { WeightSet } from "../core/network/weights.ts";
import { nextTurn } from "./yielding.ts";

/** All that one candidate's training depends on: the same job gives the same result on the same device. */
export interface TrainingJob {
  readonly network: Network;
  readonly data: TrainingData;
  readonly recipe: Recipe;
  /** Root of the random streams of weights and dropout. */
  readonly seed: string | number;
  /** Root of the random streams of data order and augmentation; the seed above where not given. */
  readonly dataSeed?: string | number;
  readonly resume?: Checkpoint;
  /** Weights of the trials that phases of the recipe begin from, by label. */
  readonly beginnings?: Readonly<Record<string, WeightSet>>;
  /** What the trained network is scored on; the validation part, which watches the training, where not given. */
  readonly scoredOn?: Part;
}

/** One point of the curve. `scores` and `confusion` are there at evaluations, whose steps and numbers follow from the job alone. */
export interface TrainingReport {
  readonly step: number;
  /** Mean since the evaluation before; of reports in between, since the report before. */
  readonly loss: number;
  readonly learningRate: number;
  readonly stepsPerSecond: number;
  readonly scores?: Scores;
  readonly confusion?: ConfusionMatrix;
  /** Share of the validation part that they are of; missing where they are of all of it. */
  readonly share?: number;
}

export interface TrainingHooks {
  report(report: TrainingReport): void;
  /** Called after each evaluation, every half minute between two, and when training is stopped. */
  checkpoint?(bytes: Checkpoint, step: number): void | Promise<void>;
  /** Called after each evaluation, with the model as it stands, predicting by the output that the phase is judged by. */
  evaluated?(model: SeeingModel, step: number): void | Promise<void>;
  /** Asked at every step; full speed where it is not given. */
  pace?(): Pace;
  readonly signal: StopSignal;
}

export interface TrainedNetwork {
  readonly weights: WeightSet;
  /** At the step that the weights are of: the last, or that of the best evaluation where the recipe keeps that. */
  readonly evaluation: Evaluation;
}

/** Shortest time between two reports that are not evaluations. */
const REPORT_SECONDS = 0.25;

/**
 * Trains a network on the training part and scores it on the validation part every `evaluateEvery` steps and at the end, in between on a
 * share of it where the recipe says so. Batch `s`
 * depends on the seed and `s` alone, so a resumed job draws what the whole one would have drawn.
 * Throws StudioError "NotANumber" when the loss diverges, "Cancelled" when stopped (after handing out a checkpoint).
 */
export async function trainNetwork(job: TrainingJob, hooks: TrainingHooks): Promise<TrainedNetwork> {
  const owned: { dispose(): void }[] = [];
  try {
    return await runSteps(prepare(job, hooks, (made) => (owned.push(made), made)));
  } finally {
    for (const made of owned.reverse()) made.dispose();
    trimDevice();
  }
}

/** Builds what a run needs; `own` sees to it that it is freed in the end, also when something after it cannot be built. */
function prepare(
  job: TrainingJob,
  hooks: TrainingHooks,
  own: <Made extends { dispose(): void }>(made: Made) => Made,
): Run {
  const random = createRandom(job.seed);
  const dataOrder = createRandom(job.dataSeed ?? job.seed);
  const { data, recipe } = job;
  const source = trainingSource(data, recipe);
  const phases = own(
    createPhaseRun({
      ...job,
      classCounts: classCounts(source, data.classes),
      areVoxelsWeighed: data.voxelWeights !== undefined,
      random,
    }),
  );
  const { from } = phases;
  const sampler = createPatchSampler(source, recipe);
  const draw = (step: number) => sampler.draw(dataOrder.fork("data", step));
  return {
    job,
    hooks,
    phases,
    from: from.step,
    curve: createLossCurve(from.step, from.losses),
    keeper: createBestKeeper(recipe.bestBy ?? null, from.best, (step) =>
      watchedOutput(job.network, phaseAt(recipe, step)),
    ),
    losses: own(createPendingLosses()),
    queue: createStepQueue(),
    random,
    draw,
    scoredPart: createScoredPart(data, job.network, recipe),
  };
}

/** The training part as patches or whole images are drawn from it, with the weights of its voxels or those of boundaries where the recipe has them. */
export function trainingSource(
  data: TrainingData,
  recipe: Pick<Recipe, "voxelWeights" | "trainingShare" | "input" | "patch">,
): PatchSource {
  const { edges } = recipe.voxelWeights;
  const regions = trainingRegions(data, recipe);
  const weights = data.voxelWeights ?? (edges > 0 ? boundaryWeights(data, edges) : null);
  return seenSource({ ...data, regions, ...(weights && { weights }) }, recipe);
}

/** The weights last computed of each stack, with which all candidates of a search train; they go when the stack goes. */
const knownWeights = new WeakMap<TrainingData, { readonly largest: number; readonly weights: Float32Array }>();

function boundaryWeights(data: TrainingData, largest: number): Float32Array {
  const known = knownWeights.get(data);
  if (known?.largest === largest) return known.weights;
  const { labels, shape, split } = data;
  const weights = edgeWeights(labels, shape, partRegions(data, split, "train"), { ...DIFFUSION, largest });
  knownWeights.set(data, { largest, weights });
  return weights;
}

/** No more training than this is lost with a machine. */
const CHECKPOINT_SECONDS = 30;

interface Run {
  readonly job: TrainingJob;
  readonly hooks: TrainingHooks;
  readonly phases: PhaseRun;
  readonly from: number;
  readonly curve: LossCurve;
  readonly keeper: BestKeeper;
  readonly losses: PendingLosses;
  readonly queue: StepQueue;
  readonly random: Random;
  readonly draw: (step: number) => PatchBatch;
  readonly scoredPart: () => readonly Region[];
}

async function runSteps(run: Run): Promise<TrainedNetwork> {
  const { job, hooks, from, curve, losses, queue } = run;
  const { steps, evaluateEvery } = job.recipe;
  let found: ComparedPart | null = null;
  let savedAt = performance.now();
  for (let step = from + 1; step <= steps; step++) {
    await stopIfAsked(run, step - 1);
    await run.phases.enter(step);
    const learningRate = learningRateAt(job.recipe, step);
    takeStep(run, step, learningRate);
    await queue.next(hooks.pace?.() ?? "full");
    const isEvaluation = step % evaluateEvery === 0 || step === steps;
    if (isEvaluation || losses.isFull()) await losses.read(curve);
    if (isEvaluation) found = await evaluateStep(run, step, learningRate);
    else if (losses.isEmpty() && curve.secondsSinceReport() >= REPORT_SECONDS)
      hooks.report({ step, learningRate, ...curve.report(step) });
    if (!isEvaluation && performance.now() - savedAt >= 1000 * CHECKPOINT_SECONDS) {
      await losses.read(curve);
      await handOutCheckpoint(run, step);
    } else if (!isEvaluation) continue;
    savedAt = performance.now();
  }
  return counted(run, found, Math.max(from, steps));
}

/** What counts of a training: its last step, or its best evaluation, whose weights are scored once more. */
async function counted(run: Run, last: ComparedPart | null, lastStep: number): Promise<TrainedNetwork> {
  const { keeper } = run;
  const { model, watched } = run.phases.current;
  const best = keeper.best && keeper.best.step !== lastStep ? keeper.best : null;
  if (best) model.importWeights(best.weights);
  const { scoredOn } = run.job;
  // Whatever the last phase was judged by, predictions are made of the main output.
  const found = best || !last || scoredOn || watched !== model ? await evaluate(run, model, scoredOn) : last;
  return {
    weights: await model.exportWeights(),
    evaluation: evaluationAt(best?.step ?? lastStep, found),
  };
}

async function evaluateStep(run: Run, step: number, learningRate: number): Promise<ComparedPart> {
  const { hooks, curve, keeper } = run;
  const { model, watched } = run.phases.current;
  const { recipe } = run.job;
  const part = isWhole(recipe, step) ? null : { boxes: run.scoredPart(), share: recipe.scoredShare! };
  const found = await evaluate(run, watched, "validation", part?.boxes);
  const { confusion } = found;
  const scores = scoresOf(confusion);
  const measured = { scores, confusion, ...(part && { share: part.share }) };
  hooks.report({ step, learningRate, ...curve.evaluation(step), ...measured });
  await keeper.consider(model, step, scores);
  await handOutCheckpoint(run, step);
  await hooks.evaluated?.(watched, step);
  return found;
}

const evaluate = (
  { job, hooks }: Run,
  model: SeeingModel,
  part: Part = "validation",
  boxes?: readonly Region[],
): Promise<ComparedPart> => evaluateNetwork(model, job.data, part, { signal: hooks.signal }, boxes);

/** An optimiser counts the steps of its phase. */
function takeStep({ phases, draw, random, losses }: Run, step: number, learningRate: number): void {
  const { trainer, phase } = phases.current;
  const time = { step: step - phase.before, learningRate };
  losses.push(step, trainer.step(draw(step), time, random.fork("dropout", step)));
}

async function handOutCheckpoint({ hooks, phases, curve, keeper }: Run, step: number): Promise<void> {
  const { model, trainer } = phases.current;
  const progress = { step, losses: curve.sinceEvaluation, best: keeper.best };
  await hooks.checkpoint?.(await saveCheckpoint(model, trainer, progress), step);
}

async function stopIfAsked(run: Run, step: number): Promise<void> {
  const { hooks, curve, losses } = run;
  await nextTurn();
  if (!hooks.signal.aborted) return;
  await losses.read(curve);
  await handOutCheckpoint(run, step);
  throw cancelled(hooks.signal);
}
