import { expect, test } from "vitest";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySearch, toySpec } from "../../testing/toyStudy.ts";
import { intervalOf } from "../statistics.ts";
import { comparisonsOf, intervalText } from "./comparison.ts";
import { runStudy } from "../run/runStudy.ts";
import { createStopper } from "../run/signal.ts";
import type { Stage } from "../stages/index.ts";

test("an interval says how many values it is of, and has no width for one", () => {
  expect(intervalText(intervalOf([0.5]))).toBe("0.500 (1)");
  expect(intervalText(intervalOf([0.6, 0.7, 0.8]))).toBe("0.700 ± 0.248 (3)");
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
