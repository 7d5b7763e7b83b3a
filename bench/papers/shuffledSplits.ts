import { join } from "node:path";
import { catalogParts } from "../../src/catalog/parts.ts";
import { pipelines, stagesOf } from "../../src/catalog/pipelines/index.ts";
import { usualSearch } from "../../src/catalog/pipelines/usualSearch.ts";
import { recipes } from "../../src/catalog/recipes/index.ts";
import { presetOf } from "../../src/catalog/spaces/index.ts";
import { splitResult } from "../../src/core/judging/shuffledSplits.ts";
import { valueOf } from "../../src/core/judging/scores.ts";
import { withOption, type Choice } from "../../src/core/options.ts";
import { intervalOf, meanOf, type Interval } from "../../src/core/statistics.ts";
import { kindOf, type Stage } from "../../src/core/stages/index.ts";
import { plannedRecipe } from "../../src/core/stages/stages.ts";
import type { Study } from "../../src/core/study/study.ts";
import { evaluationOf } from "../../src/core/study/trial.ts";
import { sharedData } from "./data.ts";
import { MEMORY_CAP, seedsFrom, type Paper, type PaperRun } from "./paper.ts";
import { isComplete, runPlan } from "./runPlan.ts";
import { trainAll, type FinishedTraining, type PlannedTraining } from "./trainings.ts";
import { withPool } from "./withPool.ts";

const [SEEDS, SPLITS] = [3, 3];
const SHUFFLE_STAGE = 1;
const METRIC = "foregroundDice";

/** Networks of the literature, each at two sizes. */
const RIVALS: readonly Choice[] = [
  { id: "unet3d", options: { base: 4, depth: 3 } },
  { id: "unet3d", options: { base: 8, depth: 3 } },
  { id: "vnet", options: { base: 4, depth: 3, width: 3, norm: "batch" } },
  { id: "vnet", options: { base: 8, depth: 3, width: 3, norm: "batch" } },
];

const nameOf = ({ id, options }: Choice): string =>
  `${catalogParts.networkLabel({ id, options })}, base ${options.base!}`;

/** A search for SegNAS by CRS, then its best on three shuffled splits. */
export function shuffledPlan(isTiny: boolean): readonly Stage[] {
  const published = recipes.get("segnas3d").recipe;
  const steps = isTiny ? 2 : 150;
  const optimiser = withOption(published.optimiser, "learningRate", 3e-3);
  const recipe = { ...published, optimiser, batch: 1, steps, evaluateEvery: steps };
  const search = {
    ...usualSearch({ space: presetOf("segnas", "segnas-small"), recipe, memoryCap: MEMORY_CAP }),
    trials: isTiny ? 2 : 20,
    baselines: [],
  };
  return stagesOf(pipelines.get("shuffled-splits"), search, { splits: SPLITS });
}

/** The trainings of the rivals on the splits that the study of a seed deals out, by the recipe of its search. */
export function rivalTrainings(stages: readonly Stage[], seed: number, classes: number): readonly PlannedTraining[] {
  const [recipe, stage] = [plannedRecipe(stages, 0)!, stages[SHUFFLE_STAGE]!];
  return RIVALS.flatMap((rival) => {
    const decoded = catalogParts.decodeNetwork(rival, { channels: 1, classes, patch: recipe.patch });
    if ("illegal" in decoded) throw new Error(`${nameOf(rival)} does not fit patches of ${recipe.patch.join(" x ")}.`);
    return Array.from({ length: SPLITS }, (_, split) => ({
      key: rivalKey(rival, seed, split, recipe.steps),
      candidate: {
        network: decoded.network,
        recipe,
        seed: `papers/D/${seed}/${split}`,
        dataSeed: `papers/D/${seed}/${split}/data`,
        shuffled: kindOf(stage).splitOf(stage, split, seed)!,
      },
    }));
  });
}

const rivalKey = (rival: Choice, seed: number, split: number, steps: number): string =>
  `${nameOf(rival)}, seed ${seed}, split ${split}, ${steps} steps`;

/** What one network scores on what the splits of all seeds hold out. */
export interface SplitScores {
  readonly name: string;
  /** Mean over the seeds, which find networks of unlike sizes. */
  readonly parameters: number;
  readonly scores: readonly number[];
}

/** Of the best of each study. Scores of the same seed and split stand at the same place as those of the rivals. */
function foundScores(studies: readonly Study[]): SplitScores {
  const trials = studies.flatMap((study) => splitResult(study, SHUFFLE_STAGE)?.trials ?? []);
  return {
    name: "SegNAS",
    parameters: Math.round(meanOf(trials.map(({ cost }) => cost?.parameters ?? 0))),
    scores: trials.map((trial) => valueOf(evaluationOf(trial)?.scores, METRIC) ?? 0),
  };
}

function rivalScores(
  ended: ReadonlyMap<string, FinishedTraining>,
  seeds: readonly number[],
  steps: number,
): readonly SplitScores[] {
  return RIVALS.map((rival) => {
    const trainings = seeds.flatMap((seed) =>
      Array.from({ length: SPLITS }, (_, split) => ended.get(rivalKey(rival, seed, split, steps)) ?? []).flat(),
    );
    return {
      name: nameOf(rival),
      parameters: trainings[0]?.parameters ?? 0,
      scores: trainings.map(({ scores }) => valueOf(scores, METRIC) ?? 0),
    };
  });
}

/** Means, and by how much the first scores more than each of the others, split by split where both have them all. */
export function splitFigures(networks: readonly SplitScores[]): readonly (SplitScores & {
  readonly mean: Interval;
  readonly below: Interval | null;
})[] {
  const [first] = networks;
  return networks.map((network) => ({
    ...network,
    mean: intervalOf(network.scores),
    below:
      network === first || network.scores.length !== first!.scores.length
        ? null
        : intervalOf(first!.scores.map((score, index) => score - network.scores[index]!)),
  }));
}

async function trainRivals(
  stages: readonly Stage[],
  seed: number,
  run: PaperRun,
  data: Parameters<typeof withPool>[0],
): Promise<ReadonlyMap<string, FinishedTraining>> {
  const file = join(run.out, "D-rivals.jsonl");
  return withPool(data, run, (evaluator, { classes }) =>
    trainAll(rivalTrainings(stages, seed, classes.length), { ...run, evaluator, file }),
  );
}

export const shuffledSplits: Paper = {
  id: "D",
  title: "SegNAS on three shuffled splits of the hippocampus, beside 3D U-Net and V-Net at two sizes",
  /** Seed by seed, each with its rivals, so that what is interrupted has figures of the seeds before. */
  async measure(run) {
    const data = sharedData("mr3d_hippocampus/images", "mr3d_hippocampus/labels");
    const [seeds, stages] = [seedsFrom(run.seed, run.isTiny ? 1 : SEEDS), shuffledPlan(run.isTiny)];
    const [studies, ended] = [[] as Study[], new Map<string, FinishedTraining>()];
    for (const seed of seeds) {
      const [study] = await runPlan({ id: "D", data, stages }, [seed], run);
      if (!study || !isComplete([study], [seed])) break;
      const rivals = await trainRivals(stages, seed, run, data);
      if (run.stop.aborted) break;
      studies.push(study);
      for (const [key, training] of rivals) ended.set(key, training);
    }
    const [done, { steps }] = [seeds.slice(0, studies.length), plannedRecipe(stages, 0)!];
    return {
      isComplete: studies.length === seeds.length,
      figures: {
        seeds: done,
        networks: splitFigures([foundScores(studies), ...rivalScores(ended, done, steps)]),
      },
    };
  },
};
