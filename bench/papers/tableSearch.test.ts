import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import segnas4Table from "../../src/catalog/testFunctions/segnas4Table.ts";
import { cellAt, cellValue, searchTable, type SearchTable, type TableFigures } from "./tableSearch.ts";

/** A bowl over 10 x 10 cells, so that a search that learns from what it saw has something to learn. */
const bowl: SearchTable = {
  axes: [
    { name: "n", from: 1, to: 10 },
    { name: "p", from: 1, to: 10 },
  ],
  seeds: [0, 1],
  cells: Array.from({ length: 100 }, (_, index) => {
    const at = [1 + Math.floor(index / 10), 1 + (index % 10)];
    const dice = 0.9 - 0.02 * Math.abs(at[0]! - 7) - 0.03 * Math.abs(at[1]! - 3);
    return { at, parameters: 1, dice: [dice, dice] };
  }),
};

test("a point of the box lies in the cell of its whole numbers; the upper bound in the last", () => {
  expect(cellAt(bowl, [1, 3.99])).toEqual([1, 3]);
  expect(cellAt(bowl, [11, 10.5])).toEqual([10, 10]);
});

test("a cell is worth the mean of -ln Dice over its seeds; a failed training as one without overlap", () => {
  expect(cellValue({ at: [], parameters: 1, dice: [0.5, 0.25] })).toBeCloseTo(1.5 * Math.LN2, 12);
  expect(cellValue({ at: [], parameters: 1, dice: [null] })).toBeCloseTo(9.2103, 4);
});

test("uniform draws find the best cell as often as counting says; CRS, where there is a slope, more often", () => {
  const { searches, gain, chanceOfDraws } = searchTable(bowl, 40, 300);
  const [crs, random] = searches;
  expect(chanceOfDraws).toBeCloseTo(1 - 0.99 ** 40, 12);
  expect(random!.foundBest.low).toBeLessThan(chanceOfDraws);
  expect(random!.foundBest.high).toBeGreaterThan(chanceOfDraws);
  expect(crs!.foundBest.low).toBeGreaterThan(random!.foundBest.high);
  expect(gain.mean - gain.margin!).toBeGreaterThan(0);
  expect(gain.mean).toBeCloseTo(crs!.foundBest.share - random!.foundBest.share, 12);
  expect(crs!.regret.mean).toBeLessThan(random!.regret.mean);
});

test("the same runs come to the same figures, and a table that two seeds agree on has rank correlation 1", () => {
  const found = searchTable(bowl, 30, 5);
  expect(searchTable(bowl, 30, 5)).toEqual(found);
  expect(found.seedCorrelation).toBeCloseTo(1, 12);
});

test("equal networks in two cells are both the best", () => {
  const twins: SearchTable = {
    ...bowl,
    axes: [{ name: "n", from: 1, to: 4 }],
    cells: [0.5, 0.7, 0.7, 0.2].map((dice, index) => ({ at: [index + 1], parameters: 1, dice: [dice, dice] })),
  };
  expect(searchTable(twins, 6, 10).chanceOfDraws).toBeCloseTo(1 - 0.5 ** 6, 12);
});

const { table, search } = (
  JSON.parse(readFileSync(new URL("figures/C.json", import.meta.url), "utf8")) as {
    readonly figures: { readonly table: SearchTable; readonly search: TableFigures };
  }
).figures;

test("on the kept table of study C the searches come to the figures that are reported, and CRS finds the best cell more often", () => {
  const found = searchTable(table, search.budget, search.runs);
  expect(found).toEqual(search);
  expect(found.gain.mean - found.gain.margin!).toBeGreaterThan(0);
});

test("the Learn room's function is that table", () => {
  for (const cell of table.cells)
    expect(segnas4Table.value(cell.at.map((one) => one + 0.3))).toBeCloseTo(cellValue(cell), 5);
});
