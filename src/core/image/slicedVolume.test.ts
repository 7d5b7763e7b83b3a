import fc from "fast-check";
import { expect, test } from "vitest";
import type { Range } from "./dataset.ts";
import { believableRange, robustIntensity } from "./intensity.ts";
import { eachPortion, inSlices, readSlices, slicedIntensity } from "./slicedVolume.ts";
import { wholeStack } from "./tiledPrediction.ts";
import type { Shape3, Volume } from "./volume.ts";

const volumeOf = (shape: Shape3, seed: number): Volume => {
  const data = new Float32Array(shape[0] * shape[1] * shape[2]);
  for (let at = 0; at < data.length; at++) data[at] = 100 + ((at * 7919 + seed) % 2521) / 60;
  return { shape, voxelSizeNm: null, data };
};

test("the intensity of a stack read in portions is that of the stack in memory, to the last bit", async () => {
  for (const shape of [
    [3, 1100, 1000],
    [1, 7, 3],
    [40, 400, 500],
  ] as const) {
    const volume = volumeOf(shape, shape[0]);
    let seen = 0;
    const found = await slicedIntensity(inSlices(volume), ({ length }) => void (seen += length));
    expect(found).toEqual(robustIntensity(volume, [wholeStack(shape)]));
    expect(seen).toBe(volume.data.length);
  }
});

test("portions are whole slices, in order, each once", async () => {
  const volume: Volume = { shape: [7, 500, 1000], voxelSizeNm: null, data: new Uint8Array(3_500_000) };
  const portions: Range[] = [];
  await eachPortion(inSlices(volume), (values, first, slices) => {
    expect([values.length, first]).toEqual([(slices.to - slices.from) * 500_000, slices.from * 500_000]);
    portions.push(slices);
  });
  expect(portions).toEqual([
    { from: 0, to: 2 },
    { from: 2, to: 4 },
    { from: 4, to: 6 },
    { from: 6, to: 7 },
  ]);
  expect((await readSlices(inSlices(volume), { from: 2, to: 3 })).shape).toEqual([1, 500, 1000]);
});

test("quantiles found without sorting are those of the sorted values", () => {
  const values = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 })), {
    minLength: 1,
    maxLength: 400,
  });
  fc.assert(
    fc.property(values, (given) => {
      const sorted = Float64Array.from(given).sort();
      const skipped = Math.min(5, Math.floor(sorted.length / 100));
      const [bottom, top] = [sorted[skipped]!, sorted[sorted.length - 1 - skipped]!];
      expect(believableRange(Float64Array.from(given))).toEqual(
        bottom === top ? null : { low: bottom - (top - bottom), high: top + (top - bottom) },
      );
    }),
  );
});
