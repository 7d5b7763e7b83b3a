import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { believableRange, countBeyond, fitsIntensity, regionIntensities, robustIntensity } from "./intensity.ts";
import type { Region } from "./dataset.ts";

const shape = [4, 32, 32] as const;
const whole: Region = { z: { from: 0, to: 4 }, y: { from: 0, to: 32 }, x: { from: 0, to: 32 } };
const noise = (seed: number, scale: number, offset: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from(
    { length: 4096 },
    () => offset + scale * (random.float() + random.float() + random.float() - 1.5),
  );
};
const volumeOf = (data: Float32Array | Uint16Array) => ({ shape, data, voxelSizeNm: null });

describe("the intensity that images are normalised by", () => {
  test("hardly moves for hot and dead voxels, whatever their value", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.array(fc.tuple(fc.nat(4095), fc.constantFrom(1e7, -1e7, 65535, -1, 3.4e38)), { minLength: 1, maxLength: 3 }),
        (seed, broken) => {
          const clean = noise(seed, 20, 120);
          const { mean, deviation } = robustIntensity(volumeOf(clean), [whole]);
          const damaged = clean.slice();
          for (const [at, value] of broken) damaged[at] = value;
          const found = robustIntensity(volumeOf(damaged), [whole]);
          expect(Math.abs(found.mean - mean)).toBeLessThan(0.1 * deviation);
          expect(found.deviation / deviation).toBeGreaterThan(0.9);
          expect(found.deviation / deviation).toBeLessThan(1.2);
        },
      ),
    );
  });

  test("is the plain mean and deviation of an image without such voxels, and leaves none of them out", () => {
    const volume = volumeOf(noise(3, 40, 500));
    const robust = robustIntensity(volume, [whole]);
    expect({ mean: robust.mean, deviation: robust.deviation }).toEqual(regionIntensities(volume, [whole]));
    expect(countBeyond(volume, robust)).toBe(0);
  });

  test("takes an image that is nearly empty as it is: a rare structure is no broken voxel", () => {
    const sparse = new Uint16Array(4096).fill(7);
    sparse.set([900, 901, 902], 100);
    expect(believableRange(sparse)).toBeNull();
    expect(robustIntensity(volumeOf(sparse), [whole])).not.toHaveProperty("low");
    const structured = Uint16Array.from(noise(5, 10, 100)).map((value, index) => (index % 200 === 0 ? 4000 : value));
    expect(countBeyond(volumeOf(structured), believableRange(structured)!)).toBe(0);
  });

  test("leaves a rare labelled class its grey values, and holds a hot voxel within it", () => {
    const data = noise(4, 4, 100);
    const labels = {
      data: new Uint8Array(4096),
      classes: [
        { name: "a", color: "none" },
        { name: "b", color: "none" },
        { name: "c", color: "none" },
      ],
    };
    for (const [index, grey] of [
      [1, 160],
      [2, 250],
    ] as const)
      for (let at = 0; at < 3; at++) [data[200 * index + at], labels.data[200 * index + at]] = [grey + at, index];
    expect(countBeyond(volumeOf(data), robustIntensity(volumeOf(data), [whole]))).toBe(3);
    expect(countBeyond(volumeOf(data), robustIntensity(volumeOf(data), [whole], labels))).toBe(0);
    data[201] = 1e7;
    const hot = robustIntensity(volumeOf(data), [whole], labels);
    expect(countBeyond(volumeOf(data), hot)).toBe(1);
    expect(hot.high).toBeLessThan(400);
  });

  test("reads only the boxes it is given", () => {
    const data = noise(1, 20, 120);
    data.fill(5000, 2048);
    const first = { ...whole, z: { from: 0, to: 2 } };
    expect(robustIntensity(volumeOf(data), [first]).high).toBeLessThan(400);
    expect(robustIntensity(volumeOf(data), [first]).mean).toBeCloseTo(
      robustIntensity(volumeOf(noise(1, 20, 120)), [first]).mean,
      6,
    );
  });
});

test("an image fits where mean and deviation are near those of the training", () => {
  const trained = { mean: 120, deviation: 20 };
  for (const found of [
    { mean: 120, deviation: 20 },
    { mean: 140, deviation: 30 },
    { mean: 95, deviation: 11 },
  ])
    expect(fitsIntensity(trained, found), JSON.stringify(found)).toBe(true);
  for (const found of [
    { mean: 120 * 257, deviation: 20 * 257 },
    { mean: 0.47, deviation: 0.08 },
    { mean: 120, deviation: 45 },
    { mean: 160, deviation: 20 },
  ])
    expect(fitsIntensity(trained, found), JSON.stringify(found)).toBe(false);
});
