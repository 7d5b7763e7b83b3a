import { join } from "node:path";
import { catalogParts } from "../../src/catalog/parts.ts";
import { recipes } from "../../src/catalog/recipes/index.ts";
import { presetOf } from "../../src/catalog/spaces/index.ts";
import { parseSettings, type SegnasSettings } from "../../src/catalog/spaces/segnas/settings.ts";
import { withOption } from "../../src/core/options.ts";
import { networkKey } from "../../src/core/network/analysis.ts";
import { shortHash } from "../../src/core/random.ts";
import { valueOf } from "../../src/core/judging/scores.ts";
import type { Recipe } from "../../src/core/space/recipe.ts";
import { sharedData } from "./data.ts";
import { seedsFrom, type Paper, type PaperFigures, type PaperRun } from "./paper.ts";
import { searchTable, type SearchTable, type TableCell } from "./tableSearch.ts";
import { trainAll, type FinishedTraining, type PlannedTraining } from "./trainings.ts";
import { withPool } from "./withPool.ts";

/** SegNAS4 in ranges that 40 volumes of the hippocampus and an hour allow: 7 × 3 × 2 × 2 configurations. */
const settings = parseSettings({
  ...(presetOf("segnas", "segnas4").settings as SegnasSettings),
  n: [4, 10],
  p: [1, 3],
});

const AXES = ["n", "p", "sup", "res"] as const;
const axes = AXES.map((name) => ({ name, from: settings[name][0], to: settings[name][1] }));

/**
 * That of the paper, with a rate and a batch for few steps. After 80 of them the ranks of 27 networks correlated by 0.17 between two
 * seeds: luck.
 */
const published = recipes.get("segnas3d").recipe;
const recipe: Recipe = {
  ...published,
  optimiser: withOption(published.optimiser, "learningRate", 3e-3),
  batch: 1,
  steps: 300,
  evaluateEvery: 300,
};

const [BUDGET, RUNS, SEEDS] = [60, 1000, 2];
/** Subjects to train on and to score by; a test part has no part in it. */
const SPLIT = { train: "0:30", val: "30:36" };

/** Every point of the ranges, the last axis fastest. */
const points = axes.reduce<readonly (readonly number[])[]>(
  (before, { from, to }) =>
    before.flatMap((at) => Array.from({ length: to - from + 1 }, (_, index) => [...at, from + index])),
  [[]],
);

interface Planned extends PlannedTraining {
  readonly at: readonly number[];
  readonly seed: number;
}

/** All trainings of the table; those of equal networks, such as supervision where there is one level alone, have equal keys. */
function plannedTrainings(classes: number, seeds: readonly number[], steps: number): readonly Planned[] {
  const space = catalogParts.bind({ id: "segnas", settings }, { channels: 1, classes, patch: recipe.patch });
  return points.flatMap((at) => {
    const decoded = space.decode(at);
    if ("illegal" in decoded) throw new Error(`A configuration of SegNAS4 is illegal: ${at.join(", ")}`);
    const { network } = decoded;
    return seeds.map((seed) => ({
      at,
      seed,
      key: `${shortHash(networkKey(network))}/${seed}/${steps}`,
      candidate: {
        network,
        recipe: { ...recipe, steps, evaluateEvery: steps },
        seed: `papers/C/${seed}`,
        dataSeed: `papers/C/${seed}/data`,
      },
    }));
  });
}

function cellsOf(planned: readonly Planned[], ended: ReadonlyMap<string, FinishedTraining>): readonly TableCell[] {
  return points.flatMap((at) => {
    const trainings = planned.filter((one) => one.at === at).flatMap(({ key }) => ended.get(key) ?? []);
    return trainings.length < planned.length / points.length
      ? []
      : [
          {
            at,
            parameters: trainings[0]!.parameters,
            dice: trainings.map(({ scores }) => rounded(valueOf(scores, "foregroundDice"))),
          },
        ];
  });
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e4) / 1e4);

async function trainTable(run: PaperRun, seeds: readonly number[]): Promise<SearchTable> {
  const data = sharedData("mr3d_hippocampus/images", "mr3d_hippocampus/labels", SPLIT);
  const cells = await withPool(data, run, async (evaluator, { classes }) => {
    const planned = plannedTrainings(classes.length, seeds, run.isTiny ? 2 : recipe.steps);
    const asked = run.isTiny ? planned.slice(0, 2 * seeds.length) : planned;
    const file = join(run.out, `C-seed${seeds[0]!}.jsonl`);
    return cellsOf(planned, await trainAll(asked, { ...run, evaluator, file }));
  });
  return { axes, seeds, cells };
}

/** Trains the whole table, then searches it a thousand times by CRS and by uniform draws. */
export const segnasTable: Paper = {
  id: "C",
  title: "SegNAS4 on the hippocampus as a table: CRS against random",
  async measure(run): Promise<PaperFigures> {
    const table = await trainTable(run, seedsFrom(run.seed, SEEDS));
    const isComplete = table.cells.length === points.length;
    return { isComplete, figures: { table, search: isComplete ? searchTable(table, BUDGET, RUNS) : null } };
  },
};
