import { expect, test } from "vitest";
import { isColumnShown, withColumn } from "./boardChoice.ts";

const [time, memory, trial] = [
  { id: "time", usually: "shown" },
  { id: "memory", usually: "hidden" },
  { id: "trial", usually: "always" },
] as const;

test("columns are as usual until one is chosen, and what is as usual again is not kept", () => {
  expect([time, memory, trial].map((column) => isColumnShown(column, {}))).toEqual([true, false, true]);
  const both = withColumn(withColumn({}, time, false), memory, true);
  expect([time, memory].map((column) => isColumnShown(column, both))).toEqual([false, true]);
  expect(withColumn(withColumn(both, time, true), memory, false)).toEqual({});
  expect(isColumnShown(trial, { trial: false })).toBe(true);
});
