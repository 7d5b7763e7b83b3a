import { pipelines, stagesOf } from "../../src/catalog/pipelines/index.ts";
import { usualSearch } from "../../src/catalog/pipelines/usualSearch.ts";
import { recipes } from "../../src/catalog/recipes/index.ts";
import { presetOf } from "../../src/catalog/spaces/index.ts";
import { headlineScore } from "../../src/core/judging/headline.ts";
import { twoStageResult } from "../../src/core/judging/retrainingControl.ts";
import { intervalOf, type Interval } from "../../src/core/statistics.ts";
import type { Recipe } from "../../src/core/space/recipe.ts";
import type { Stage } from "../../src/core/stages/index.ts";
import type { Study } from "../../src/core/study/study.ts";
import type { Trial } from "../../src/core/study/trial.ts";
import { sharedData } from "./data.ts";
import { MEMORY_CAP, type Paper } from "./paper.ts";
import { runSeeds } from "./runPlan.ts";

const SEEDS = 3;

/** 30 trees, 25 retrainings, 60 tunings, the winner 25 times again; a few of each where it is tiny. */
export function twoStagePlan(isTiny: boolean): readonly Stage[] {
  const steps = isTiny ? 4 : 200;
  const recipe: Recipe = { ...recipes.get("guay2019").recipe, steps, evaluateEvery: Math.ceil(steps / 3) };
  const search = {
    ...usualSearch({ space: presetOf("module-tree", "tiny"), recipe, memoryCap: MEMORY_CAP }),
    trials: isTiny ? 2 : 30,
    baselines: [],
  };
  const sizes = isTiny ? { retrainings: 2, tunings: 16, again: 5 } : { retrainings: 25, tunings: 60, again: 25 };
  return stagesOf(pipelines.get("two-stage"), search, sizes);
}

/** One study: what two trainings of the same network differ by, and what tuning gained over that. */
export interface TwoStageFigures {
  readonly seed: number;
  readonly original: number;
  readonly retrained: Interval;
  readonly winner: number;
  readonly again: Interval;
  /** Mean of the winner's retrainings above that of the untuned network's. */
  readonly gain: number;
  /** One-sided exact Mann-Whitney. */
  readonly p: number | null;
  readonly isGain: boolean;
  /** Chance that the best tuning beats all retrainings where tuning does nothing. */
  readonly emptyChance: number;
  /** Share of retrainings below the winner's own score: what the paper's figure shows. */
  readonly percentile: number;
}

/** Null before the study has a tuned winner. */
export function readTwoStage(study: Study): TwoStageFigures | null {
  const result = twoStageResult(study);
  if (!result) return null;
  const scoreOf = (trial: Trial) => headlineScore(study, trial) ?? 0;
  const { winner, again, claim, emptyChance, percentile } = result.tuning;
  const [before, after] = [intervalOf(result.retrained.map(scoreOf)), intervalOf(again.map(scoreOf))];
  return {
    seed: study.spec.seed,
    original: scoreOf(result.source),
    retrained: before,
    winner: scoreOf(winner),
    again: after,
    gain: after.mean - before.mean,
    p: claim.test?.p ?? null,
    isGain: claim.isGain,
    emptyChance,
    percentile,
  };
}

export const twoStage: Paper = {
  id: "A",
  title: "Two-stage search on ISBI 2012: what tuning gains over luck with the weights",
  async measure(run) {
    const data = sharedData("em2d_isbi2012/image", "em2d_isbi2012/label");
    const plan = { id: "A", data, stages: twoStagePlan(run.isTiny) };
    const { studies, ...ended } = await runSeeds(plan, SEEDS, run);
    const found = studies.flatMap((study) => readTwoStage(study) ?? []);
    return {
      ...ended,
      figures: { studies: found, gain: intervalOf(found.map(({ gain }) => gain)) },
    };
  },
};
