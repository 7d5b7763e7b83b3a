import { onesLike, tensor, tidy, valueAndGrads, type Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import hybrid from "../catalog/networks/hybrid/hybrid.ts";
import { createPatchSampler } from "../core/image/patches.ts";
import { createNetworkBuilder } from "../core/network/builder.ts";
import { wholeOf, type Learning } from "../core/network/learning.ts";
import { MAIN } from "../core/network/outputs.ts";
import type { OptionValues } from "../core/options.ts";
import { createRandom } from "../core/random.ts";
import { openDevice } from "./devices.ts";
import { createModel, type Model } from "./model.ts";
import { crossEntropy } from "./ops/losses.ts";
import { readTensor } from "./reading.ts";
import { discs, testRecipe } from "./testTasks.ts";
import { createTrainer, termsOf, type LossTerm } from "./trainStep.ts";
import { trainingSource } from "./training.ts";

const patch = [3, 16, 16] as const;
const recipe = { ...testRecipe, patch, batch: 2 };
const data = discs(24, 32);
const shape = { spatial: patch, channels: 1 };
const small: OptionValues = { base: 2, blocks: 1, pyramid: "1,1", convolutions: 1 };

const networkOf = (options: OptionValues = {}) => {
  const decoded = hybrid.decode({ ...small, ...options }, { channels: 1, classes: 2, patch });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return decoded.network;
};
const modelOf = (options: OptionValues = {}, learning?: Learning) => {
  const network = networkOf(options);
  return createModel(network, shape, createRandom(1), { learning: learning ?? wholeOf(network) });
};
const batchOf = (seed = 1) => createPatchSampler(trainingSource(data, recipe), recipe).draw(createRandom(seed));

async function weightsOf(model: Model): Promise<ReadonlyMap<string, Float32Array>> {
  return new Map((await model.exportWeights()).map(({ name, values }) => [name, values]));
}

/** Names of weights that three steps change. */
async function changed(model: Model, terms: readonly LossTerm[]): Promise<readonly string[]> {
  const before = await weightsOf(model);
  const trainer = createTrainer(model, { recipe, classCounts: [1, 1], terms }, createRandom(1));
  for (let step = 1; step <= 3; step++)
    trainer.step(batchOf(step), { step, learningRate: 0.01 }, createRandom(step)).dispose();
  const after = await weightsOf(model);
  trainer.dispose();
  model.dispose();
  return [...after]
    .filter(([name, values]) => values.some((value, at) => value !== before.get(name)![at]))
    .map(([name]) => name);
}

const all = (names: readonly string[], folder: string) => names.filter((name) => name.startsWith(`${folder}/`)).length;
const term = (output: string, weight = 1): LossTerm => ({ output, weight, loss: recipe.loss });

describe("a network with two outputs", () => {
  beforeAll(() => openDevice("simd"));

  test("is trained by the weighted sum of the losses of both", async () => {
    const lossBy = async (terms: readonly LossTerm[]) => {
      const model = modelOf({}, { outputs: terms.map(({ output }) => output) });
      const trainer = createTrainer(model, { recipe, classCounts: [1, 1], terms }, createRandom(1));
      const loss = trainer.step(batchOf(), { step: 1, learningRate: 0.01 }, createRandom(1));
      const [value] = await readTensor(loss);
      loss.dispose();
      trainer.dispose();
      model.dispose();
      return value!;
    };
    const [both, main, slices] = [
      await lossBy(termsOf(networkOf(), recipe.loss)),
      await lossBy([term(MAIN)]),
      await lossBy([term("slices")]),
    ];
    expect(both).toBeCloseTo(main + 0.33 * slices, 5);
  });

  test("sends a gradient to its slices by either loss", async () => {
    const byMain = await changed(modelOf(), [term(MAIN)]);
    expect(all(byMain, "slices")).toBeGreaterThan(0);
    expect(byMain).toContain("slices/encoder/block0/conv0/conv/kernel");
    const bySlices = await changed(modelOf({}, { outputs: ["slices"] }), [term("slices")]);
    expect(bySlices).toContain("slices/encoder/block0/conv0/conv/kernel");
    expect(all(bySlices, "volume")).toBe(0);
  });

  test("has no second loss where that counts nothing", () => {
    expect(termsOf(networkOf({ c2d: 0 }), recipe.loss).map(({ output }) => output)).toEqual([MAIN]);
  });

  test("scores slices one by one where nothing reaches across them: exchanged slices are exchanged in the output", async () => {
    const model = modelOf({ insert: "none" }, { outputs: ["slices"] });
    const plane = 16 * 16;
    const values = Float32Array.from({ length: 3 * plane }, (_, at) => Math.sin(at * at));
    const exchanged = Float32Array.of(
      ...values.subarray(2 * plane),
      ...values.subarray(plane, 2 * plane),
      ...values.subarray(0, plane),
    );
    const scoresOf = async (image: Float32Array) => {
      const scores = tidy(() => model.train(tensor(image, [1, ...patch, 1]), createRandom(1)).get("slices")!);
      const read = await readTensor(scores);
      scores.dispose();
      return read;
    };
    const [straight, turned] = [await scoresOf(values), await scoresOf(exchanged)];
    expect([...turned.subarray(0, 2 * plane)]).toEqual([...straight.subarray(4 * plane)]);
    expect(straight).not.toEqual(turned);
    model.dispose();
  });

  test("gives one score everywhere once the last layer of its pyramid is zero", async () => {
    const model = modelOf();
    const zeroed = (await model.exportWeights()).map((weight) =>
      weight.name === "volume/predictor/kernel" ? { ...weight, values: weight.values.map(() => 0) } : weight,
    );
    model.importWeights(zeroed);
    const scores = tidy(() => model.predict(tensor(batchOf().image.slice(0, 3 * 16 * 16), [1, ...patch, 1])));
    expect(new Set(await readTensor(scores)).size).toBe(1);
    scores.dispose();
    model.dispose();
  });
});

describe("frozen paths", () => {
  beforeAll(() => openDevice("simd"));

  test("stay bit for bit as they are, running statistics too, while the rest learns", async () => {
    const builder = createNetworkBuilder({ channels: 1, classes: 2, patch });
    const first = builder.layer("front", { kernels: 2, size: 3, norm: "batch" }, "input");
    const second = builder.layer("back", { kernels: 2, size: 3, norm: "batch" }, first);
    const network = builder.finish(builder.conv("predictor", { kernels: 2, size: 1 }, second));
    const names = async (learning: Omit<Learning, "outputs">) =>
      (
        await changed(createModel(network, shape, createRandom(1), { learning: { outputs: [MAIN], ...learning } }), [
          term(MAIN),
        ])
      ).toSorted();
    const everything = await names({});
    expect(everything).toContain("front/norm/mean");
    expect(await names({ frozen: ["front"] })).toEqual(everything.filter((name) => !name.startsWith("front/")));
    expect(await names({ frozen: ["back"] })).toEqual(everything.filter((name) => !name.startsWith("back/")));
    expect(await names({ trains: ["predictor"] })).toEqual(everything.filter((name) => name.startsWith("predictor/")));
    await expect(names({ trains: ["nothing"] })).rejects.toThrow("Nothing is left to learn");
  });

  test("leave gradients of what learns in front of them as they were", async () => {
    const gradients = (learning: Learning) => {
      const model = modelOf({ variant: "pytorch" }, learning);
      const found = tidy(() => {
        const input = tensor(batchOf().image, [2, ...patch, 1]);
        const truth = tensor(Float32Array.from(batchOf().labels), [2, ...patch]);
        const loss = () => crossEntropy(model.train(input, createRandom(1)).get(MAIN)!, truth, onesLike(truth));
        return valueAndGrads(loss)(model.trainable.tensors() as Tensor[]).grads;
      });
      const names = model.trainable.parameters.map(({ name }) => name);
      model.dispose();
      return { names, found };
    };
    const whole = gradients({ outputs: [MAIN] });
    const part = gradients({ outputs: [MAIN], frozen: ["volume"] });
    expect(part.names).toEqual(whole.names.filter((name) => name.startsWith("slices/")));
    for (const [at, name] of part.names.entries()) {
      const wanted = await readTensor(whole.found[whole.names.indexOf(name)]!);
      expect(await readTensor(part.found[at]!)).toEqual(wanted);
    }
    for (const each of [...whole.found, ...part.found]) each.dispose();
  });
});
