import { boxViews } from "../../src/catalog/boxViews.ts";
import crs from "../../src/catalog/strategies/crs/crs.ts";
import randomSampling from "../../src/catalog/strategies/randomSampling.ts";
import { intervalOf, meanOf, rankCorrelationOf, type Interval } from "../../src/core/statistics.ts";
import type { ProposalSpace } from "../../src/core/space/space.ts";
import { runStrategy, seededStreams } from "../../src/core/strategy/runStrategy.ts";
import type { Strategy } from "../../src/core/strategy/strategy.ts";
import { shareOf, type Share } from "./share.ts";

/** Every configuration of a small space, trained with several seeds: a search over it is looked up instead of trained. */
export interface SearchTable {
  /** Closed ranges of whole numbers. */
  readonly axes: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  readonly seeds: readonly number[];
  readonly cells: readonly TableCell[];
}

export interface TableCell {
  /** One whole number an axis. */
  readonly at: readonly number[];
  readonly parameters: number;
  /** Mean Dice of the foreground, one a seed; null where a training failed. */
  readonly dice: readonly (number | null)[];
}

/** What searches over a table came to. */
export interface SearchFigures {
  readonly strategy: string;
  /** Runs that evaluated the best cell. */
  readonly foundBest: Share;
  /** Runs that evaluated one of the three best. */
  readonly foundThree: Share;
  /** By how much the Dice of the best cell evaluated stays below that of the best cell of all. */
  readonly regret: Interval;
  /** Different cells that a run evaluated. */
  readonly distinct: Interval;
}

export interface TableFigures {
  readonly budget: number;
  readonly runs: number;
  readonly searches: readonly SearchFigures[];
  /** How much more often CRS finds the best cell than random draws do, seed by seed. */
  readonly gain: Interval;
  /** The chance of as many uniform draws to meet the best cell, as it follows from counting. */
  readonly chanceOfDraws: number;
  /** Rank correlation of the cells' Dice between the first two seeds: how much of the table is luck with the weights. */
  readonly seedCorrelation: number;
}

const LEAST_DICE = 1e-4;

/** The value of a cell as a search is told it: the mean over the seeds of -ln Dice (spec 4.5); of a failed training that of no overlap. */
export const cellValue = ({ dice }: TableCell): number =>
  meanOf(dice.map((one) => -Math.log(Math.max(LEAST_DICE, one ?? 0))));

const diceOf = ({ dice }: TableCell): number => meanOf(dice.map((one) => one ?? 0));

const keyOf = (at: readonly number[]): string => at.join();

/** The box of a table: whole numbers a to b are the axis [a, b + 1). */
const tableSpace = ({ axes }: SearchTable): ProposalSpace<readonly number[]> => ({
  id: "table",
  views: boxViews(axes.map(({ name, from, to }) => ({ name, label: name, low: from, high: to + 1, isFloored: true }))),
  illegality: () => null,
});

/** The cell at a point of the box. */
export const cellAt = ({ axes }: SearchTable, x: readonly number[]): readonly number[] =>
  axes.map(({ from, to }, axis) => Math.min(to, Math.max(from, Math.floor(x[axis]!))));

/** Cells of one run in the order in which they are evaluated, a cell met again included. */
function searched(table: SearchTable, strategy: Strategy, budget: number, seed: number): readonly TableCell[] {
  const cells = new Map(table.cells.map((cell) => [keyOf(cell.at), cell]));
  const cell = (genotype: unknown) => cells.get(keyOf(cellAt(table, genotype as readonly number[])))!;
  const run = { strategy, options: {}, space: tableSpace(table), budget, streams: seededStreams(seed) };
  const steps = runStrategy(run, (genotype) => ({ status: "finished", value: cellValue(cell(genotype)) }));
  return [...steps].map(({ genotype }) => cell(genotype));
}

/** Searches a table again and again, by CRS and by uniform draws with the same seeds. */
export function searchTable(table: SearchTable, budget: number, runs: number): TableFigures {
  const ranked = table.cells.toSorted((a, b) => cellValue(a) - cellValue(b));
  const searches = [crs, randomSampling].map((strategy) => ({
    strategy,
    evaluated: Array.from({ length: runs }, (_, seed) => searched(table, strategy, budget, seed)),
  }));
  const isBest = bestTest(ranked, 1);
  const found = searches.map(({ evaluated }) => evaluated.map((cells) => (cells.some(isBest) ? 1 : 0)));
  return {
    budget,
    runs,
    searches: searches.map(({ strategy, evaluated }) => figuresOf(strategy.id, evaluated, ranked)),
    gain: intervalOf(found[0]!.map((one, seed) => one - found[1]![seed]!)),
    chanceOfDraws: 1 - (1 - table.cells.filter(isBest).length / table.cells.length) ** budget,
    seedCorrelation: rankCorrelationOf(...seedScores(table)),
  };
}

/** Whether a cell is among the best so many values; equal networks may lie in several cells. */
function bestTest(ranked: readonly TableCell[], count: number): (cell: TableCell) => boolean {
  const worst = [...new Set(ranked.map(cellValue))][count - 1] ?? Infinity;
  return (cell) => cellValue(cell) <= worst;
}

function figuresOf(
  strategy: string,
  evaluated: readonly (readonly TableCell[])[],
  ranked: readonly TableCell[],
): SearchFigures {
  const among = (count: number) => shareOf(evaluated.map((cells) => cells.some(bestTest(ranked, count))));
  const best = diceOf(ranked[0]!);
  const bestFound = (cells: readonly TableCell[]) => cells.reduce((a, b) => (cellValue(b) < cellValue(a) ? b : a));
  return {
    strategy,
    foundBest: among(1),
    foundThree: among(3),
    regret: intervalOf(evaluated.map((cells) => best - diceOf(bestFound(cells)))),
    distinct: intervalOf(evaluated.map((cells) => new Set(cells).size)),
  };
}

const seedScores = ({ cells }: SearchTable): readonly [number[], number[]] => [
  cells.map(({ dice }) => dice[0] ?? 0),
  cells.map(({ dice }) => dice[1] ?? 0),
];
