import fc from "fast-check";
import { expect, test } from "vitest";
import type { Range, Region } from "../core/image/dataset.ts";
import { wholeStack } from "../core/image/tiledPrediction.ts";
import type { Shape3 } from "../core/image/volume.ts";
import { createRandom } from "../core/random.ts";
import { openDevice } from "../engine/devices.ts";
import { createModel } from "../engine/model.ts";
import { predictRegion } from "../engine/predicting.ts";
import { smallUnet } from "../engine/testTasks.ts";
import { encodeWeights } from "../engine/weights.ts";
import { aboutSeeing } from "../engine/wholeImages.ts";
import { areSlicesApart, predictSlabs, slabsFor, type Slab } from "./predictSlabs.ts";
import type { Prediction } from "./predictWith.ts";
import type { Threads } from "./threads.ts";
import type { SeenImage } from "./trainerApi.ts";
import type { TrainerThread } from "./trainerThread.ts";

const predictorOf = (...networks: readonly ReturnType<typeof smallUnet>[]) => ({
  networks: networks.map((network) => ({ network, weights: encodeWeights([], {}), count: 1 })),
  combination: "mean" as const,
});
const [flat, deep] = [smallUnet(), smallUnet({ base: 4, depth: 1 }, [8, 8, 8])];

test("slices are apart for 2D networks that see patches, and for no others", () => {
  expect(areSlicesApart(predictorOf(flat, flat))).toBe(true);
  expect(areSlicesApart(predictorOf(flat, deep))).toBe(false);
  const weights = encodeWeights([], aboutSeeing({ input: "wholeImage", patch: [1, 16, 16] }));
  const whole = { networks: [{ network: flat, weights, count: 1 }], combination: "mean" as const };
  expect(areSlicesApart(whole)).toBe(false);
  expect(slabsFor(whole, { slices: { from: 0, to: 2 }, shape: [2, 16, 16], workers: 2 })).toBeNull();
});

test("slabs of slices cover every slice once, and keep all workers busy", () => {
  const slices = fc.record({
    from: fc.nat(20),
    length: fc.integer({ min: 1, max: 60 }),
    plane: fc.integer({ min: 1, max: 8_000_000 }),
    workers: fc.integer({ min: 1, max: 8 }),
  });
  fc.assert(
    fc.property(slices, ({ from, length, plane, workers }) => {
      const range = { from, to: from + length };
      const slabs = slabsFor(predictorOf(flat), { slices: range, shape: [100, plane, 1], workers })!;
      const covered = slabs.flatMap(({ slices: { from, to } }) =>
        Array.from({ length: to - from }, (_, at) => from + at),
      );
      expect(covered).toEqual(Array.from({ length }, (_, at) => from + at));
      for (const { slices, reads } of slabs) {
        expect(reads).toEqual(slices);
        expect(slices.to === slices.from + 1 || (slices.to - slices.from) * plane <= 1_500_000).toBe(true);
      }
      expect(slabs.length).toBeGreaterThanOrEqual(Math.min(length, workers) / 2);
    }),
  );
});

/** A box as a stack that begins at a slice counts it. */
const lowered = ({ z, y, x }: Region, by: number): Region => ({ y, x, z: { from: z.from - by, to: z.to - by } });

test("layers of a volume, each predicted from what it reads, give what all of it at once does", async () => {
  await openDevice("simd");
  const model = createModel(deep, { spatial: [8, 8, 8], channels: 1 }, createRandom(1));
  const cases = fc.record({
    shape: fc.tuple(fc.integer({ min: 1, max: 21 }), fc.integer({ min: 3, max: 19 }), fc.integer({ min: 3, max: 19 })),
    first: fc.nat(6),
    workers: fc.constantFrom(1, 2, 9),
    maxActivations: fc.constantFrom(20_000, 60_000, 1e9),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ shape, first, workers, maxActivations }) => {
      const [depth, height, width]: Shape3 = shape;
      const random = createRandom("stack", depth);
      const image = Float32Array.from({ length: depth * height * width }, () => random.normal());
      const tiling = { maxActivations, overlap: [2, 4, 4] as const };
      const region = { ...wholeStack(shape), z: { from: Math.min(first, depth - 1), to: depth } };
      const whole = await predictRegion(model, { shape, image, classes: 2 }, region, { tiling });
      const slabs = slabsFor(predictorOf(deep), { slices: region.z, shape, workers, tiling })!;
      const labels = new Uint8Array(whole.labels.length).fill(9);
      for (const { reads, parts, within } of slabs) {
        const plane = height * width;
        const read = {
          shape: [reads.to - reads.from, height, width] as const,
          image: image.subarray(reads.from * plane, reads.to * plane),
          classes: 2,
        };
        for (const part of parts) {
          const options = { tiling, within: lowered(within!, reads.from) };
          const found = await predictRegion(model, read, lowered(part, reads.from), options);
          const rows = part.y.to - part.y.from;
          for (let z = part.z.from; z < part.z.to; z++) {
            const from = (z - part.z.from) * rows * width;
            const to = ((z - region.z.from) * height + part.y.from) * width;
            labels.set(found.labels.subarray(from, from + rows * width), to);
          }
        }
      }
      expect(labels).toEqual(whole.labels);
    }),
    { numRuns: 30 },
  );
  model.dispose();
});

/** Threads that say the first grey value of what they see, everywhere. */
function countingThreads() {
  let [busy, most] = [0, 0];
  const threads: Pick<Threads, "use"> = {
    async use(work) {
      let shown = 0;
      most = Math.max(most, ++busy);
      const thread = {
        crashed: new Promise<never>(() => undefined),
        trainer: {
          setImage: ({ volume }: SeenImage) => Promise.resolve(void (shown = volume.data[0]!)),
          predict: async (_: unknown, { z, y, x }: Region) => {
            await new Promise((resolve) => setTimeout(resolve, 1));
            const voxels = (z.to - z.from) * (y.to - y.from) * (x.to - x.from);
            return { labels: new Uint8Array(voxels).fill(shown + y.from), probabilities: null };
          },
        },
      };
      const result = await work(thread as unknown as TrainerThread);
      busy--;
      return result;
    },
  };
  return { threads, most: () => most };
}

const imageOf = ({ from, to }: Range): Promise<SeenImage> =>
  Promise.resolve({
    volume: { shape: [to - from, 4, 1], voxelSizeNm: null, data: new Uint8Array(4).fill(10 + from) },
    ...{ intensity: { mean: 0, deviation: 1 }, classes: 2 },
  });

const jobOf = (slabs: readonly Slab[], keep: (slices: Range, found: Prediction) => void) => ({
  ...{ predictor: predictorOf(flat), slabs, classes: 2, workers: 3, withProbabilities: false, imageOf, keep },
});

test("each slab is predicted on what was given for it, by as many threads as there are workers", async () => {
  const { threads, most } = countingThreads();
  const found: number[] = [];
  const slabs = Array.from({ length: 7 }, (_, from): Slab => {
    const slices = { from, to: from + 1 };
    return {
      slices,
      reads: slices,
      parts: [{ z: slices, y: { from: 0, to: 4 }, x: { from: 0, to: 1 } }],
      within: null,
    };
  });
  await predictSlabs(
    threads,
    jobOf(slabs, ({ from }, { labels }) => void (found[from] = labels[0]!)),
  );
  expect(found).toEqual([10, 11, 12, 13, 14, 15, 16]);
  expect(most()).toBe(3);
});

test("threads share a slab where there are few, and its parts come as one", async () => {
  const { threads, most } = countingThreads();
  const slices = { from: 2, to: 4 };
  const part = (from: number, to: number): Region => ({ z: slices, y: { from, to }, x: { from: 0, to: 1 } });
  const kept: number[][] = [];
  const slab = { slices, reads: slices, parts: [part(0, 3), part(3, 4)], within: null };
  await predictSlabs(
    threads,
    jobOf([slab], (_, { labels }) => void kept.push([...labels])),
  );
  expect(kept).toEqual([[12, 12, 12, 15, 12, 12, 12, 15]]);
  expect(most()).toBe(2);
});
