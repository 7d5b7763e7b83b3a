import { expect, test } from "vitest";
import { densestDifference, disagreementPeaks, nextDisagreement } from "./disagreement.ts";

const profile = [0.1, 0.3, 0.2, 0.2, 0.5, 0.1, 0.4];

test("peaks of disagreement come largest first", () => {
  expect(disagreementPeaks(profile)).toEqual([4, 6, 1]);
});

test("the next disagreement goes down the peaks and begins again", () => {
  expect([0, 4, 6, 1].map((shown) => nextDisagreement(profile, shown))).toEqual([4, 6, 1, 4]);
  expect(nextDisagreement([0, 0], 0)).toBeNull();
});

test("the next disagreement within a part never leaves it", () => {
  const within = { from: 1, to: 4 };
  expect([0, 1, 3, 4].map((shown) => nextDisagreement(profile, shown, within))).toEqual([1, 3, 1, 1]);
  expect(nextDisagreement(profile, 4, { from: 3, to: 3 })).toBeNull();
});

test("the eye is led to where most pixels differ", () => {
  const first = new Uint8Array(64 * 64);
  const second = first.slice();
  second[40 * 64 + 50] = 1;
  expect(densestDifference(first, second, 64)).toEqual([48, 48]);
  expect(densestDifference(first, first, 64)).toBeNull();
});
