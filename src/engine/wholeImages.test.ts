import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test, vi } from "vitest";
import { sumOf } from "../core/statistics.ts";
import { valueOf } from "../core/judging/scores.ts";
import { createRandom } from "../core/random.ts";
import { createStopper } from "../core/run/signal.ts";
import type { Range } from "../core/image/dataset.ts";
import type { Shape3 } from "../core/image/volume.ts";
import { openDevice } from "./devices.ts";
import { createKeptImages } from "./keptImages.ts";
import { createModel } from "./model.ts";
import { evaluateNetwork, predictTogether, predictRegion } from "./predicting.ts";
import { discs, smallUnet, testRecipe } from "./testTasks.ts";
import { trainNetwork, trainingSource } from "./training.ts";
import { aboutSeeing, seeing, seenSize } from "./wholeImages.ts";

beforeAll(() => openDevice("simd"));

const data = discs(6, 40);
const box = (z: Range, y: Range = { from: 0, to: 40 }) => ({ z, y, x: { from: 0, to: 40 } });
const model = (size: Shape3) => {
  const network = smallUnet({ base: 4, depth: 1 }, size);
  return createModel(network, { spatial: size.slice(3 - network.dimension), channels: 1 }, createRandom("model"));
};

test("at the images' own size whole images are predicted as ever", async () => {
  const network = model([1, 40, 40]);
  const plain = await predictRegion(network, data, box({ from: 3, to: 5 }), { probabilities: true });
  const seen = seeing(network, [1, 40, 40]);
  const whole = await predictRegion(seen, data, box({ from: 3, to: 5 }), { probabilities: true });
  expect(whole.labels).toEqual(plain.labels);
  whole.probabilities!.forEach((value, at) => expect(value).toBeCloseTo(plain.probabilities![at]!, 5));
  network.dispose();
});

test.each([
  ["a slice", [1, 16, 16]],
  ["a volume", [4, 16, 16]],
] as const)("a piece of %s is predicted from the whole of it", async (_, size) => {
  const network = model(size);
  const seen = seeing(network, size);
  const alone = { models: [{ model: seen, count: 1 }], combination: "mean" } as const;
  const whole = await predictTogether(alone, data, box({ from: 0, to: 6 }));
  const piece = await predictTogether(alone, data, box({ from: 3, to: 5 }, { from: 10, to: 20 }));
  const cut = [3, 4].flatMap((z) => [...whole.labels.subarray((z * 40 + 10) * 40, (z * 40 + 20) * 40)]);
  expect([...piece.labels]).toEqual(cut);
  network.dispose();
});

test("a volume is predicted once for all of its slices where its prediction is kept", async () => {
  const network = model([4, 16, 16]);
  const predict = vi.spyOn(network, "predict");
  const kept = { ...seeing(network, [4, 16, 16]), keptImages: createKeptImages(1e6) };
  const slices = [];
  for (const z of [3, 4]) slices.push((await predictRegion(kept, data, box({ from: z, to: z + 1 }))).labels);
  const calls = predict.mock.calls.length;
  const whole = await predictRegion(seeing(network, [4, 16, 16]), data, box({ from: 3, to: 5 }));
  expect(predict.mock.calls.length).toBe(2 * calls);
  expect([...slices[0]!, ...slices[1]!]).toEqual([...whole.labels]);
  network.dispose();
});

test("what is kept stays within its bytes, and what was asked for longest ago goes first", async () => {
  const kept = createKeptImages(80);
  const predicted: string[] = [];
  const ask = (key: string) =>
    kept.once(key, () => {
      predicted.push(key);
      return Promise.resolve(new Float32Array(10));
    });
  for (const key of ["a", "b", "a", "c", "a", "b"]) await ask(key);
  expect(predicted).toEqual(["a", "b", "c", "b"]);
  kept.clear();
  await ask("a");
  expect(predicted).toHaveLength(5);
});

test("probabilities sum to 1 on the images' own grid", async () => {
  const network = model([4, 16, 16]);
  const { probabilities } = await predictRegion(seeing(network, [4, 16, 16]), data, box({ from: 2, to: 5 }), {
    probabilities: true,
  });
  expect(probabilities).toHaveLength(3 * 40 * 40 * 2);
  for (let at = 0; at < probabilities!.length; at += 2)
    expect(probabilities![at]! + probabilities![at + 1]!).toBeCloseTo(1, 4);
  network.dispose();
});

test("a training on whole images sees all of each, and is scored on their own grid", async () => {
  const recipe = { ...testRecipe, input: "wholeImage", steps: 60, evaluateEvery: 60 } as const;
  expect(trainingSource(data, recipe).shape).toEqual([4, 16, 16]);
  const before = memory().numTensors;
  const network = smallUnet({ base: 4, depth: 1 }, recipe.patch);
  const trained = await trainNetwork(
    { network, data, recipe, seed: 1 },
    { report: () => undefined, signal: createStopper().signal },
  );
  expect(memory().numTensors).toBe(before);
  expect(sumOf(trained.evaluation.confusion)).toBe(40 * 40);
  expect(valueOf(trained.evaluation.scores, "meanIou")).toBeGreaterThan(0.7);

  const kept = model(recipe.patch);
  kept.importWeights(trained.weights);
  const again = await evaluateNetwork(seeing(kept, seenSize(aboutSeeing(recipe))), data, "validation");
  expect([...again.confusion.counts]).toEqual(trained.evaluation.confusion);
  kept.dispose();
});

test("weights say what they were trained on only where that is whole images", () => {
  expect(aboutSeeing(testRecipe)).toEqual({});
  expect(seenSize({})).toBeUndefined();
  expect(seenSize(aboutSeeing({ input: "wholeImage", patch: [32, 64, 64] }))).toEqual([32, 64, 64]);
});
