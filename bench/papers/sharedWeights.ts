import { pipelines, stagesOf } from "../../src/catalog/pipelines/index.ts";
import { usualSearch } from "../../src/catalog/pipelines/usualSearch.ts";
import { recipes } from "../../src/catalog/recipes/index.ts";
import { presetOf } from "../../src/catalog/spaces/index.ts";
import { comparisonsOf, type ComparisonRow } from "../../src/core/judging/comparison.ts";
import { sharedScoresOf } from "../../src/core/judging/sharedScores.ts";
import { intervalOf, meanOf, type Interval } from "../../src/core/statistics.ts";
import type { Stage } from "../../src/core/stages/index.ts";
import { isBaseline, isControl } from "../../src/core/study/architecture.ts";
import type { Study } from "../../src/core/study/study.ts";
import { sharedData } from "./data.ts";
import { MEMORY_CAP, type Paper } from "./paper.ts";
import { runSeeds } from "./runPlan.ts";

const SEEDS = 3;
const FOUND = "Found";
/** The stage that trains the best on half of the data; the one before it trains everything else. */
const HALF_DATA_STAGE = 2;

/** Shared weights, then the best three times beside random members, U-Net and PSPNet, itself without HDC, and on half of the data. */
export function sharedWeightsPlan(isTiny: boolean): readonly Stage[] {
  const search = usualSearch({
    space: presetOf("autosegnet", "autosegnet-browser"),
    recipe: recipes.get("autosegnet").recipe,
    memoryCap: MEMORY_CAP,
  });
  const tiny = { epochs: 2, stepsPerEpoch: 2, warmUp: 1, updates: 1, samples: 2, keep: 1, retrainings: 1 };
  const sizes = isTiny ? { ...tiny, retrainSteps: 2, controls: 2 } : { retrainSteps: 400 };
  return stagesOf(pipelines.get("autosegnet"), search, { ...sizes, halfData: true });
}

/** What was trained alike in one study, by its name in the table: the mean of its trainings. */
export interface TrainedAlike {
  readonly name: string;
  readonly parameters: number;
  /** On the test part, or on the validation part before that was opened. */
  readonly score: number;
  readonly trainings: number;
}

export interface SharedFigures {
  readonly seed: number;
  readonly rows: readonly TrainedAlike[];
  /** What scores by shared weights are worth; null before members were trained by themselves. */
  readonly shared: {
    readonly correlation: number | null;
    readonly spread: number | null;
    readonly seeds: number | null;
    readonly entropy: number | null;
    readonly gain: number | null;
  } | null;
}

function nameOf({ name, isFound, trials: [first] }: ComparisonRow, stage: number): string {
  if (isFound) return stage === HALF_DATA_STAGE ? `${FOUND}, half the data` : FOUND;
  if (isControl(first!)) return "Random members";
  return isBaseline(first!) ? name : `${FOUND}, without HDC`;
}

export function readShared(study: Study): SharedFigures {
  const rows = comparisonsOf(study).flatMap(({ stage, rows: compared }) =>
    compared.map((row) => ({
      name: nameOf(row, stage),
      parameters: row.parameters,
      score: (row.test ?? row.validation).mean,
      trainings: row.trials.length,
    })),
  );
  const found = sharedScoresOf(study, 0);
  const shared = found && {
    correlation: found.correlation,
    spread: found.spread,
    seeds: found.seeds,
    entropy: found.entropy,
    gain: found.gain,
  };
  return { seed: study.spec.seed, rows, shared };
}

/** By how much what was found scores more than each of the others, study by study. */
export function gainsOver(studies: readonly SharedFigures[]): Readonly<Record<string, Interval>> {
  const names = new Set(studies.flatMap(({ rows }) => rows.map(({ name }) => name)));
  const scoresOf = (name: string) =>
    studies.flatMap(({ rows }) => {
      const [found, other] = [FOUND, name].map((one) => rows.filter((row) => row.name === one));
      return found!.length * other!.length === 0 ? [] : [meanScore(found!) - meanScore(other!)];
    });
  return Object.fromEntries(
    [...names].filter((name) => name !== FOUND).map((name) => [name, intervalOf(scoresOf(name))]),
  );
}

const meanScore = (rows: readonly TrainedAlike[]): number => meanOf(rows.map(({ score }) => score));

export const sharedWeights: Paper = {
  id: "B",
  title: "AutoSegNet on EPFL, seven classes: what shared weights find, beside random members, U-Net and PSPNet",
  async measure(run) {
    const data = sharedData("em2d_epfl6/train/slices", "em2d_epfl6/train/labels7_derived");
    const plan = { id: "B", data, stages: sharedWeightsPlan(run.isTiny) };
    const { studies, ...ended } = await runSeeds(plan, SEEDS, run);
    const found = studies.map(readShared);
    return {
      ...ended,
      figures: { studies: found, gains: gainsOver(found) },
    };
  },
};
