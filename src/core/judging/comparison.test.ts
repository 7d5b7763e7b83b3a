import { describe, expect, test } from "vitest";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySearch, toySpec } from "../../testing/toyStudy.ts";
import { comparisonsOf, intervalOf, intervalText } from "./comparison.ts";
import { runStudy } from "../run/runStudy.ts";
import { createStopper } from "../run/signal.ts";
import type { Stage } from "../stages/index.ts";

describe("an interval of a mean", () => {
  test("is Student's t times the standard error: 4.303 · 0.1 / √3 for three values of deviation 0.1", () => {
    const { mean, margin, count } = intervalOf([0.6, 0.7, 0.8]);
    expect([mean, count]).toEqual([expect.closeTo(0.7, 12), 3]);
    expect(margin).toBeCloseTo((4.303 * 0.1) / Math.sqrt(3), 12);
  });

  test("has no width for one value, and the normal one for many", () => {
    expect(intervalText(intervalOf([0.5]))).toBe("0.500 (1)");
    const many = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 0.4 : 0.6));
    expect(intervalOf(many).margin).toBeCloseTo((1.96 * 0.1 * Math.sqrt(200 / 199)) / Math.sqrt(200), 12);
  });
});

const stages: readonly Stage[] = [
  { ...toySearch, trials: 2 },
  { kind: "retrain", source: { bestOf: 0 }, times: 3, baselines: [{ id: "unet", options: { depth: 2 } }], controls: 4 },
  { kind: "test", from: [1] },
];

test("a table has one row for the source, one for each baseline and one for all random members, on both parts", async () => {
  const study = await runStudy(newStudy({ ...toySpec(), stages }), toyParts(toyEvaluator(), arrayLog()), {
    interrupt: createStopper().signal,
  }).done;
  const [table] = comparisonsOf(study);
  expect(table!.stage).toBe(1);
  expect(table!.rows.map(({ isFound, trials }) => [isFound, trials.length]).sort()).toEqual([
    [false, 3],
    [false, 4],
    [true, 3],
  ]);
  const means = table!.rows.map(({ validation }) => validation.mean);
  expect(means).toEqual([...means].sort((a, b) => b - a));
  for (const { test, trials } of table!.rows) expect(test!.count).toBe(trials.length);
});

test("a study that compares nothing has no table", () => {
  expect(
    comparisonsOf(
      newStudy({ ...toySpec(), stages: [toySearch, { kind: "retrain", source: { bestOf: 0 }, times: 3 }] }),
    ),
  ).toEqual([]);
});
