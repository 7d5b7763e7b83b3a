import { expect, test } from "vitest";
import { regionShare } from "./regionShare.ts";

const range = (from: number, to: number) => ({ from, to });

test("half of the training data are the first half of the slices, of one slice the first half of its rows", () => {
  const stack = { z: range(4, 14), y: range(0, 8), x: range(0, 8) };
  const section = { z: range(0, 1), y: range(2, 8), x: range(0, 8) };
  expect(regionShare([stack, section], 0.5)).toEqual([
    { ...stack, z: range(4, 9) },
    { ...section, y: range(2, 5) },
  ]);
});

test("all of it is all of it, and never nothing is left", () => {
  const regions = [{ z: range(0, 2), y: range(0, 8), x: range(0, 8) }];
  expect(regionShare(regions, 1)).toBe(regions);
  expect(regionShare(regions, 0.01)).toEqual([{ ...regions[0]!, z: range(0, 1) }]);
});
