import { expect, test } from "vitest";
import type { Range } from "../core/image/dataset.ts";
import type { Volume } from "../core/image/volume.ts";
import { smallUnet } from "../engine/testTasks.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import { encodeWeights } from "../engine/weights.ts";
import { fakeThread } from "../testing/fakeThreads.ts";
import { createStackPredictor } from "./stackPredictor.ts";
import type { TrainerThread } from "./trainerThread.ts";

const DEPTH = 5;
/** Slice z has the grey value 100 + 10 z everywhere. */
const volume: Volume = {
  ...{ shape: [DEPTH, 2, 2], voxelSizeNm: null },
  data: Uint8Array.from({ length: DEPTH * 4 }, (_, at) => 100 + 10 * Math.floor(at / 4)),
};
const intensity = { mean: 100, deviation: 10 };
const predictorOf = (network: ReturnType<typeof smallUnet>) => ({
  networks: [{ network, weights: encodeWeights([], {}), count: 1 }],
  combination: "mean" as const,
});

/** Threads that predict the normalised grey value, and how many slices each was given. */
function echoing() {
  const held: number[] = [];
  let ended = 0;
  const spawn = (): TrainerThread => {
    let data: TrainingData | null = null;
    const thread = fakeThread(() => Promise.reject(new Error("Nothing is trained here.")));
    const { trainer } = thread;
    return {
      ...thread,
      end() {
        ended++;
      },
      trainer: {
        ...trainer,
        setData(next) {
          data = next;
          held.push(next.shape[0]);
          return Promise.resolve();
        },
        predict: (_, { z }) =>
          Promise.resolve({ labels: Uint8Array.from(data!.image.subarray(z.from * 4, z.to * 4)), probabilities: null }),
      },
    };
  };
  return { spawn, held, ended: () => ended };
}

async function predicted(network: ReturnType<typeof smallUnet>, slices: Range) {
  const { spawn, held, ended } = echoing();
  const stack = createStackPredictor(
    { predictor: predictorOf(network), volume, intensity, classes: 2 },
    { spawn, device: "cpu", workers: 2 },
  );
  const found: Record<number, number> = {};
  await stack.predict(slices, false, ({ from, to }, { labels }) => {
    for (let z = from; z < to; z++) found[z] = labels[(z - from) * 4]!;
  });
  stack.close();
  return { found, held, ended: ended() };
}

test("slices that are apart are each given to a thread alone, normalised as in the training", async () => {
  const { found, held, ended } = await predicted(smallUnet(), { from: 1, to: 4 });
  expect(found).toEqual({ 1: 1, 2: 2, 3: 3 });
  expect(Math.max(...held)).toBeLessThan(DEPTH);
  expect(ended).toBe(2);
});

test("a network that reads beyond a slice has the whole stack, and predicts what was asked for", async () => {
  const { found, held } = await predicted(smallUnet({ base: 4, depth: 1 }, [4, 8, 8]), { from: 2, to: 4 });
  expect(found).toEqual({ 2: 2, 3: 3 });
  expect(held).toEqual([DEPTH]);
});
