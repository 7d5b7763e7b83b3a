import { describe, expect, test } from "vitest";
import { fitTo } from "./fitting.ts";
import { robustIntensity } from "./intensity.ts";
import { wholeStack } from "./tiledPrediction.ts";
import type { Volume } from "./volume.ts";

const trained = {
  intensity: { mean: 100, deviation: 20, low: 0, high: 255 },
  voxelSizeNm: [40, 5, 5] as const,
};
/** Alternating between two grey values, so that mean and deviation are plain. */
function imageOf(mean: number, deviation: number, voxelSizeNm: Volume["voxelSizeNm"] = [40, 5, 5]) {
  const data = Float32Array.from({ length: 800 }, (_, at) => mean + (at % 2 === 0 ? deviation : -deviation));
  const shape = [2, 20, 20] as const;
  return { voxelSizeNm, intensity: robustIntensity({ shape, voxelSizeNm, data }, [wholeStack(shape)]) };
}
const wish = { image: "new.tif", matchIntensity: false, howToMatch: "Match them." };

describe("an image that was not trained on", () => {
  test("is normalised as in the training where it looks alike, and nothing is said", () => {
    expect(fitTo(trained, imageOf(110, 18), wish)).toEqual({
      intensity: trained.intensity,
      warnings: [],
      isGreyAlike: true,
    });
  });

  test("of other grey values says by how much, and how they are brought over; then it is normalised by its own", () => {
    const { intensity, warnings, isGreyAlike } = fitTo(trained, imageOf(200, 5), wish);
    expect([intensity, isGreyAlike]).toEqual([trained.intensity, false]);
    expect(warnings).toEqual([
      "The grey values of new.tif (mean 200, deviation 5) are not those of the training (mean 100, deviation 20): the prediction may mean nothing. Match them.",
    ]);
    const matched = fitTo(trained, imageOf(200, 5), { ...wish, matchIntensity: true });
    expect(matched).toMatchObject({ intensity: { mean: 200, deviation: 5 }, warnings: [], isGreyAlike: false });
  });

  test("of another voxel size says so, also where grey values are brought over; a size that nobody knows says nothing", () => {
    const other = fitTo(trained, imageOf(100, 20, [40, 10, 10]), { ...wish, matchIntensity: true });
    expect(other.warnings).toEqual([
      "The voxels of new.tif are 40 × 10 × 10 nm, those of the training were 40 × 5 × 5 nm: what the network looks for has another size here.",
    ]);
    expect(fitTo(trained, imageOf(100, 20, null), wish).warnings).toEqual([]);
    // 1.2 times as large is near enough.
    expect(fitTo(trained, imageOf(100, 20, [40, 6, 6]), wish).warnings).toEqual([]);
  });

  test("is normalised by itself where each subject of the training was", () => {
    const own = { ...trained, intensity: { ...trained.intensity, isPerSubject: true } };
    expect(fitTo(own, imageOf(200, 5), wish)).toMatchObject({ intensity: { mean: 200, deviation: 5 }, warnings: [] });
  });
});
