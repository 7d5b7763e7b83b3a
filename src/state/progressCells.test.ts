import fc from "fast-check";
import { expect, test } from "vitest";
import { scoredStudy } from "../testing/scoredStudy.ts";
import { cellLabel, progressCells } from "./progressCells.ts";

test("a small stage has a cell for each trial and for each that waits", () => {
  const { cells, waiting } = progressCells(scoredStudy([0.5, null, 0.7], 5), 0);
  expect(cells.map(({ shown, isBest }) => [shown.id, isBest])).toEqual([
    [0, false],
    [1, false],
    [2, true],
  ]);
  expect([waiting, cellLabel(cells[1]!)]).toEqual([2, "Trial 2, failed"]);
});

test("a large stage keeps to the cells there are; every trial is in one, and none that failed or is the best goes unseen", () => {
  const scores = fc.array(fc.option(fc.integer({ min: 0, max: 9 }).map((tenth) => tenth / 10)), { maxLength: 60 });
  fc.assert(
    fc.property(scores, fc.nat(30), fc.integer({ min: 1, max: 12 }), (held, unasked, most) => {
      const study = scoredStudy(held, held.length + unasked);
      const { cells, waiting } = progressCells(study, 0, most);
      expect(cells.length + waiting).toBeLessThanOrEqual(most);
      expect(cells.flatMap(({ trials }) => trials.map(({ id }) => id))).toEqual(held.map((_, id) => id));
      for (const { trials, shown, isBest } of cells)
        if (!isBest && trials.some(({ status }) => status === "failed")) expect(shown.status).toBe("failed");
      expect(cells.filter(({ isBest }) => isBest)).toHaveLength(held.some((score) => score !== null) ? 1 : 0);
    }),
  );
});

test("a cell of many says how many of each there are", () => {
  const [cell] = progressCells(scoredStudy([0.5, null, 0.7], 3), 0, 1).cells;
  expect(cellLabel(cell!)).toBe("Trials 1 to 3: 2 finished, 1 failed");
});
