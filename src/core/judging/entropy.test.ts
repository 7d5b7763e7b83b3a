import { expect, test } from "vitest";
import { normalisedEntropy } from "./entropy.ts";

test("entropy is 0 where one class is sure, 1 where all are alike, and in between by its formula", () => {
  expect([...normalisedEntropy(Float32Array.of(1, 0, 0.5, 0.5), 2)]).toEqual([0, 1]);
  const [one] = normalisedEntropy(Float32Array.of(0.75, 0.25, 0), 3);
  expect(one).toBeCloseTo((0.75 * Math.log(4 / 3) + 0.25 * Math.log(4)) / Math.log(3), 6);
  expect([...normalisedEntropy(Float32Array.of(1, 1), 1)]).toEqual([0, 0]);
});
