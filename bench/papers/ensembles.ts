import { headlineOf } from "../../src/catalog/metrics/index.ts";
import { usualSearch } from "../../src/catalog/pipelines/usualSearch.ts";
import { recipes } from "../../src/catalog/recipes/index.ts";
import { presetOf } from "../../src/catalog/spaces/index.ts";
import { pairsTogether } from "../../src/core/ensemble/memberChoice.ts";
import { scoreInterval, type ScoreInterval } from "../../src/core/judging/blockBootstrap.ts";
import { differenceOf } from "../../src/core/judging/difference.ts";
import { headlineScore } from "../../src/core/judging/headline.ts";
import type { MeanInterval } from "../../src/core/judging/seedInterval.ts";
import { valueOf } from "../../src/core/judging/scores.ts";
import { intervalOf, sumOf, type Interval } from "../../src/core/statistics.ts";
import type { Stage } from "../../src/core/stages/index.ts";
import { othersOf } from "../../src/core/stages/origin.ts";
import { memberTrials } from "../../src/core/stages/stages.ts";
import { membersOf } from "../../src/core/study/architecture.ts";
import type { Study } from "../../src/core/study/study.ts";
import { sharedData } from "./data.ts";
import { MEMORY_CAP, type Paper } from "./paper.ts";
import { runSeeds } from "./runPlan.ts";

const SEEDS = 3;
/** Who is tested, in the order of the stages that find them. */
const NAMES = ["Single best", "Four best", "Greedy"] as const;

/** 20 module trees; the best four together, and those that greedy selection takes from all 20; the test part opened for all three. */
export function ensemblesPlan(isTiny: boolean): readonly Stage[] {
  const steps = isTiny ? 4 : 200;
  const search = {
    ...usualSearch({
      space: presetOf("module-tree", "tiny"),
      recipe: { ...recipes.get("guay2019").recipe, steps, evaluateEvery: Math.ceil(steps / 2) },
      memoryCap: MEMORY_CAP,
    }),
    trials: isTiny ? 4 : 20,
    baselines: [],
  };
  return [
    search,
    { kind: "ensemble", from: [0], members: 4 },
    { kind: "ensemble", from: [0], members: 8, choose: "greedy", among: search.trials },
    { kind: "test", from: [0, 1, 2] },
  ];
}

/** One network, or several together, on the slices that nothing was chosen by. */
export interface TestedTogether {
  readonly name: string;
  /** Members, each as often as it counts; and how many different networks they are. */
  readonly members: number;
  readonly networks: number;
  readonly validation: number | null;
  readonly test: number | null;
  /** By the bootstrap over blocks of the test part. */
  readonly interval: ScoreInterval | null;
  /** By how much it scores more than the single best, block by block. */
  readonly above: { readonly mean: number; readonly interval: MeanInterval | null; readonly p: number | null } | null;
}

export interface EnsembleFigures {
  readonly seed: number;
  readonly rows: readonly TestedTogether[];
  /** Of all pairs of candidates: share of voxels on which they differ, what two gain over the better one, and how these correlate. */
  readonly pairs: ReturnType<typeof pairsTogether> | null;
}

/** Null before the test part was opened. */
export function readEnsembles(study: Study): EnsembleFigures | null {
  const trials = NAMES.map((_, stage) => othersOf(study).best(stage));
  const [single] = trials;
  const metric = headlineOf(study);
  const rows = trials.flatMap((trial, at) => {
    if (!trial?.test || !single?.test) return [];
    const above = trial === single ? null : differenceOf([trial.test], [single.test], metric, NAMES.length - 1);
    return {
      name: NAMES[at]!,
      members: sumOf(membersOf(trial).map(({ count }) => count)) || 1,
      networks: memberTrials(study, trial).length,
      validation: headlineScore(study, trial),
      test: valueOf(trial.test.scores, metric.id),
      interval: scoreInterval(trial.test, metric),
      above: above && { mean: above.mean, interval: above.interval, p: above.p },
    };
  });
  if (rows.length < NAMES.length) return null;
  const pairs = trials.at(-1)?.pairs ?? [];
  return { seed: study.spec.seed, rows, pairs: pairs.length > 0 ? pairsTogether(pairs) : null };
}

/** By how much ensembles score more than the single best of their study on the test part, over the studies. */
export const gainsOverSingle = (studies: readonly EnsembleFigures[]): Readonly<Record<string, Interval>> =>
  Object.fromEntries(
    NAMES.slice(1).map((name) => [
      name,
      intervalOf(studies.flatMap(({ rows }) => rows.find((row) => row.name === name)?.above?.mean ?? [])),
    ]),
  );

export const ensembles: Paper = {
  id: "E",
  title: "Ensembles of module trees on ISBI 2012: single best, four best, greedy selection",
  async measure(run) {
    const data = sharedData("em2d_isbi2012/image", "em2d_isbi2012/label");
    const plan = { id: "E", data, stages: ensemblesPlan(run.isTiny) };
    const { studies, ...ended } = await runSeeds(plan, SEEDS, run);
    const found = studies.flatMap((study) => readEnsembles(study) ?? []);
    return {
      ...ended,
      figures: { studies: found, gains: gainsOverSingle(found) },
    };
  },
};
