import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeWeights } from "../engine/weights.ts";
import { aboutSeeing } from "../engine/wholeImages.ts";
import { smallUnet } from "../engine/testTasks.ts";
import { fakeData } from "../testing/fakeThreads.ts";
import { areSlicesApart, predictSlabs, slabsOf } from "./predictSlabs.ts";
import type { Threads } from "./threads.ts";
import type { TrainerThread } from "./trainerThread.ts";

const predictorOf = (...networks: readonly ReturnType<typeof smallUnet>[]) => ({
  networks: networks.map((network) => ({ network, weights: encodeWeights([], {}), count: 1 })),
  combination: "mean" as const,
});

test("slices are apart for 2D networks that see patches, and for no others", () => {
  const [flat, deep] = [smallUnet(), smallUnet({ base: 4, depth: 1 }, [8, 8, 8])];
  expect(areSlicesApart(predictorOf(flat, flat))).toBe(true);
  expect(areSlicesApart(predictorOf(flat, deep))).toBe(false);
  const weights = encodeWeights([], aboutSeeing({ input: "wholeImage", patch: [1, 16, 16] }));
  expect(areSlicesApart({ networks: [{ network: flat, weights, count: 1 }], combination: "mean" })).toBe(false);
});

test("slabs cover every slice once, and keep all workers busy", () => {
  const slices = fc.record({
    from: fc.nat(20),
    length: fc.integer({ min: 1, max: 60 }),
    plane: fc.integer({ min: 1, max: 8_000_000 }),
    workers: fc.integer({ min: 1, max: 8 }),
  });
  fc.assert(
    fc.property(slices, ({ from, length, plane, workers }) => {
      const slabs = slabsOf({ from, to: from + length }, plane, workers, true);
      const covered = slabs.flatMap((slab) => Array.from({ length: slab.to - slab.from }, (_, at) => slab.from + at));
      expect(covered).toEqual(Array.from({ length }, (_, at) => from + at));
      expect(slabs.every((slab) => slab.to > slab.from)).toBe(true);
      expect(slabs.every((slab) => slab.to === slab.from + 1 || (slab.to - slab.from) * plane <= 8_000_000)).toBe(true);
      expect(slabs.length).toBeGreaterThanOrEqual(Math.min(length, workers) / 2);
    }),
  );
  expect(slabsOf({ from: 3, to: 9 }, 1, 4, false)).toEqual([{ from: 3, to: 9 }]);
});

test("each slab is predicted on what was given for it, by as many threads as there are workers", async () => {
  let [busy, most] = [0, 0];
  const threads: Pick<Threads, "use"> = {
    async use(work) {
      let shown = 0;
      most = Math.max(most, ++busy);
      const thread = {
        crashed: new Promise<never>(() => undefined),
        trainer: {
          setData: ({ image }: typeof fakeData) => Promise.resolve(void (shown = image[0]!)),
          predict: async () => {
            await new Promise((resolve) => setTimeout(resolve, 1));
            return { labels: Uint8Array.of(shown), probabilities: null };
          },
        },
      };
      const result = await work(thread as unknown as TrainerThread);
      busy--;
      return result;
    },
  };
  const labels = new Uint8Array(7);
  await predictSlabs(threads as Threads, {
    predictor: predictorOf(smallUnet()),
    slabs: Array.from({ length: 7 }, (_, from) => ({ from, to: from + 1 })),
    workers: 3,
    withProbabilities: false,
    dataOf: ({ from }) => ({ ...fakeData, image: Float32Array.of(10 + from) }),
    keep: ({ from }, found) => labels.set(found.labels, from),
  });
  expect([...labels]).toEqual([10, 11, 12, 13, 14, 15, 16]);
  expect(most).toBe(3);
});
