import { memory, ones, tensor, tidy, valueAndGrads, type Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { Network, NetworkNode } from "../core/network/network.ts";
import { oneOutput } from "../core/network/outputs.ts";
import type { WeightSet } from "../core/network/weights.ts";
import { createRandom } from "../core/random.ts";
import { openDevice } from "./devices.ts";
import { createModel, type Model } from "./model.ts";
import { crossEntropy } from "./ops/losses.ts";

const CHANNELS = 5;
const SHAPE = { spatial: [8, 8], channels: 1 };

/** A convolution with a bias and a normalisation; with something in between, the bias is added as it stands. */
function network(per: "batch" | "instance", isApart: boolean): Network {
  const conv = {
    kernels: CHANNELS,
    size: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: "same",
    bias: true,
    initial: "he",
  } as const;
  const apart: NetworkNode = { id: "apart", kind: "activation", params: { name: "identity" }, inputs: ["conv"] };
  return {
    dimension: 2,
    nodes: [
      { id: "input", kind: "input", params: { channels: 1 }, inputs: [] },
      { id: "conv", kind: "conv", params: conv, inputs: ["input"] },
      ...(isApart ? [apart] : []),
      { id: "norm", kind: "norm", params: { per }, inputs: [isApart ? "apart" : "conv"] },
      { id: "elu", kind: "activation", params: { name: "elu" }, inputs: ["norm"] },
      { id: "head", kind: "conv", params: { ...conv, kernels: 2, size: [1, 1] }, inputs: ["elu"] },
    ],
    outputs: oneOutput("head"),
  };
}

const random = createRandom("model");
const image = Float32Array.from({ length: 2 * 64 }, () => random.normal());

/** What one step of training makes of a network whose bias is far from 0. */
async function afterOneStep(net: Network) {
  const model = createModel(net, SHAPE, createRandom(1));
  const biased = (await model.exportWeights()).map((weight) =>
    weight.name === "conv/bias" ? { ...weight, values: weight.values.map((_, at) => 3 + at) } : weight,
  );
  model.importWeights(biased);
  const gradients = biasGradient(model);
  model.absorbStatistics();
  const predicted = tidy(() => model.predict(input()).dataSync());
  const weights = await model.exportWeights();
  model.dispose();
  return { gradients, predicted, weights };
}

const input = (): Tensor => tensor(image, [2, 1, 8, 8, 1]);

function biasGradient(model: Model): readonly number[] {
  const at = model.trainable.parameters.findIndex(({ name }) => name === "conv/bias");
  return tidy(() => {
    const labels = tensor(
      image.map((value) => Number(value > 0)),
      [2, 1, 8, 8],
    );
    const loss = () => crossEntropy(model.train(input(), createRandom(2)).get("main")!, labels, ones([2, 1, 8, 8]));
    const { grads } = valueAndGrads(loss)(model.trainable.tensors() as Tensor[]);
    return [...grads[at]!.dataSync()];
  });
}

const valuesOf = (weights: WeightSet, wanted: string) => [...weights.find(({ name }) => name === wanted)!.values];

describe("a bias in front of a normalisation", () => {
  beforeAll(() => openDevice("simd"));

  test.each(["batch", "instance"] as const)("changes nothing whether it is added or not: %s", async (per) => {
    const [left, added] = [await afterOneStep(network(per, false)), await afterOneStep(network(per, true))];
    expect(left.gradients).toEqual(Array(CHANNELS).fill(0));
    added.gradients.forEach((slope) => expect(Math.abs(slope)).toBeLessThan(1e-3));
    left.predicted.forEach((value, at) => expect(value).toBeCloseTo(added.predicted[at]!, 4));
  });

  test("is in the running mean, which files of weights hold", async () => {
    const [left, added] = [await afterOneStep(network("batch", false)), await afterOneStep(network("batch", true))];
    const means = valuesOf(added.weights, "norm/mean");
    valuesOf(left.weights, "norm/mean").forEach((mean, at) => expect(mean).toBeCloseTo(means[at]!, 5));
    expect(Math.abs(means[4]!)).toBeGreaterThan(0.05);
  });

  test("leaves no tensor behind", async () => {
    await afterOneStep(network("batch", false));
    const before = memory().numTensors;
    await afterOneStep(network("batch", false));
    expect(memory().numTensors).toBe(before);
  });
});
