import fc from "fast-check";
import { expect, test } from "vitest";
import { foldEvents, type Study } from "../core/study/study.ts";
import type { StudyEvent } from "../core/study/events.ts";
import { toyEvaluation, toySpec } from "../testing/toyStudy.ts";
import { cellLabel, progressCells } from "./progressCells.ts";

/** One stage; a trial of no score failed. */
function studyOf(scores: readonly (number | null)[], planned: number): Study {
  const events = scores.flatMap((score, trial): readonly StudyEvent[] => [
    {
      type: "trialAsked",
      trial,
      stage: 0,
      label: String(trial + 1),
      architecture: { kind: "genotype", genotype: trial },
      key: String(trial),
      reason: { text: "." },
      cost: null,
      isPinned: false,
    },
    {
      type: "trialEnded",
      trial,
      seconds: 1,
      outcome:
        score === null
          ? { status: "failed", error: { name: "TrainingDiverged", message: "NaN" } }
          : { status: "finished", evaluation: toyEvaluation(score, 10) },
    },
  ]);
  return foldEvents([{ type: "studyCreated", spec: toySpec({ trials: planned }) }, ...events])!;
}

test("a small stage has a cell for each trial and for each that waits", () => {
  const { cells, waiting } = progressCells(studyOf([0.5, null, 0.7], 5), 0);
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
      const study = studyOf(held, held.length + unasked);
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
  const [cell] = progressCells(studyOf([0.5, null, 0.7], 3), 0, 1).cells;
  expect(cellLabel(cell!)).toBe("Trials 1 to 3: 2 finished, 1 failed");
});
