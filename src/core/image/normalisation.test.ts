import { describe, expect, test } from "vitest";
import { NORMALISATION_IDS, scaleBehind, scaleOf, type Normalisation } from "./normalisation.ts";
import { wholeStack } from "./tiledPrediction.ts";
import type { VoxelArray, Volume } from "./volume.ts";

const volume = (data: VoxelArray): Volume => ({ shape: [1, 1, data.length], data, voxelSizeNm: null });
const scale = (how: Normalisation, data: VoxelArray) => scaleOf(how, volume(data), [wholeStack([1, 1, data.length])]);
const ramp = Float32Array.from({ length: 1001 }, (_, index) => index);

test("leaves grey values, or shifts and scales them", () => {
  expect(scale("none", ramp)).toEqual({ mean: 0, deviation: 1 });
  expect(scale("percentile", ramp)).toEqual({ mean: 10, deviation: 988 });
  const { mean, deviation } = scale("zscore", ramp);
  expect(mean).toBeCloseTo(500, 6);
  expect(deviation).toBeCloseTo(Math.sqrt((1001 ** 2 - 1) / 12), 6);
});

test("takes the range of whole numbers by their type, that of real ones as it is", () => {
  expect(scale("unit", Uint8Array.of(7, 9))).toEqual({ mean: 0, deviation: 255 });
  expect(scale("unit", Uint16Array.of(7, 9))).toEqual({ mean: 0, deviation: 65_535 });
  expect(scale("unit", Float32Array.of(-2, 6))).toEqual({ mean: -2, deviation: 8 });
});

test.each(NORMALISATION_IDS)("does not divide by nothing where all grey values are alike: %s", (how) => {
  expect(scale(how, new Float32Array(100).fill(5)).deviation).toBeGreaterThan(0);
});

describe("a scale behind another", () => {
  test("does the same to values that the other has changed", () => {
    const [own, done] = [
      { mean: 100, deviation: 4 },
      { mean: 60, deviation: 20 },
    ];
    const behind = scaleBehind(own, done);
    const [value, changed] = [170, (170 - done.mean) / done.deviation];
    expect((changed - behind.mean) / behind.deviation).toBeCloseTo((value - own.mean) / own.deviation, 12);
  });
});
