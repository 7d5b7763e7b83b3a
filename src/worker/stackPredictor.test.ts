import { expect, test } from "vitest";
import type { Range } from "../core/image/dataset.ts";
import type { Volume } from "../core/image/volume.ts";
import { smallUnet } from "../engine/testTasks.ts";
import { inSlices } from "../core/image/slicedVolume.ts";
import { encodeWeights } from "../engine/weights.ts";
import { aboutSeeing } from "../engine/wholeImages.ts";
import { fakeThread } from "../testing/fakeThreads.ts";
import type { Prediction } from "./predictWith.ts";
import type { SeenImage } from "./trainerApi.ts";
import { createStackPredictor } from "./stackPredictor.ts";
import type { TrainerThread } from "./trainerThread.ts";

const DEPTH = 5;
/** Slice z has the grey value 100 + 10 z everywhere. */
const volume: Volume = {
  ...{ shape: [DEPTH, 2, 2], voxelSizeNm: null },
  data: Uint8Array.from({ length: DEPTH * 4 }, (_, at) => 100 + 10 * Math.floor(at / 4)),
};
const intensity = { mean: 100, deviation: 10 };
const predictorOf = (network: ReturnType<typeof smallUnet>, weights = encodeWeights([], {})) => ({
  networks: [{ network, weights, count: 1 }],
  combination: "mean" as const,
});

/** Threads that predict the grey value as it is normalised, and how many slices each was given. */
function echoing() {
  const held: number[] = [];
  let ended = 0;
  const spawn = (): TrainerThread => {
    let image: SeenImage | null = null;
    const thread = fakeThread(() => Promise.reject(new Error("Nothing is trained here.")));
    const { trainer } = thread;
    return {
      ...thread,
      end() {
        ended++;
      },
      trainer: {
        ...trainer,
        setImage(next) {
          image = next;
          held.push(next.volume.shape[0]);
          return Promise.resolve();
        },
        predict(_, { z, y }) {
          const { volume, intensity } = image!;
          const grey = volume.data
            .slice(z.from * 4, z.to * 4)
            .filter((_value, at) => (at >> 1) % 2 >= y.from && (at >> 1) % 2 < y.to);
          const labels = Uint8Array.from(grey, (value) => (value - intensity.mean) / intensity.deviation);
          return Promise.resolve({ labels, probabilities: null });
        },
      },
    };
  };
  return { spawn, held, ended: () => ended };
}

async function predicted(
  network: ReturnType<typeof smallUnet>,
  slices: Range,
  isDone?: (slices: Range) => boolean,
  weights?: Uint8Array<ArrayBuffer>,
) {
  const { spawn, held, ended } = echoing();
  const stack = createStackPredictor(
    { predictor: predictorOf(network, weights), volume: inSlices(volume), intensity, classes: 2 },
    { spawn, device: "cpu", workers: 2 },
  );
  const found: Record<number, number> = {};
  const keep = ({ from, to }: Range, { labels }: Prediction) => {
    for (let z = from; z < to; z++) found[z] = labels[(z - from) * 4]!;
  };
  await stack.predict(slices, false, keep, isDone);
  stack.close();
  return { found, held, ended: ended() };
}

test("slices that are apart are each given to a thread alone, normalised as in the training", async () => {
  const { found, held, ended } = await predicted(smallUnet(), { from: 1, to: 4 });
  expect(found).toEqual({ 1: 1, 2: 2, 3: 3 });
  expect(Math.max(...held)).toBeLessThan(DEPTH);
  expect(ended).toBe(2);
});

test("a network that reads beyond a slice has what it reads for those that were asked for", async () => {
  const { found, held } = await predicted(smallUnet({ base: 4, depth: 1 }, [4, 8, 8]), { from: 2, to: 4 });
  expect(found).toEqual({ 2: 2, 3: 3 });
  expect(held.every((slices) => slices === 2)).toBe(true);
});

test("what is done is not predicted again", async () => {
  const { found } = await predicted(smallUnet(), { from: 0, to: 4 }, ({ from }) => from === 0);
  expect(found).toEqual({ 2: 2, 3: 3 });
});

test("a network that sees whole images has the whole stack", async () => {
  const weights = encodeWeights([], aboutSeeing({ input: "wholeImage", patch: [1, 16, 16] }));
  const { found, held } = await predicted(smallUnet(), { from: 1, to: 3 }, undefined, weights);
  expect(found).toEqual({ 1: 1, 2: 2 });
  expect(held).toEqual([DEPTH]);
});
