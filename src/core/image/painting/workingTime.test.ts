import { expect, test } from "vitest";
import { workingSeconds } from "./workingTime.ts";

test("work is what lies between what was done, and a pause of an hour is a minute of it", () => {
  expect(workingSeconds([])).toBe(0);
  expect(workingSeconds([5_000])).toBe(0);
  expect(workingSeconds([0, 3_000, 10_000])).toBe(10);
  expect(workingSeconds([0, 3_000, 3_603_000, 3_604_000])).toBe(64);
});
