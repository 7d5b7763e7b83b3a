import { valueOf } from "../core/judging/scores.ts";
import { addN, conv2d, div, memory, relu, reshape, tensor, tidy, type Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createNetworkBuilder } from "../core/network/builder.ts";
import type { SegArch } from "../catalog/spaces/autosegnet/genotype.ts";
import { hybridDilated } from "../catalog/spaces/autosegnet/layer.ts";
import { presets } from "../catalog/spaces/autosegnet/settings.ts";
import autosegnet from "../catalog/spaces/autosegnet/space.ts";
import type { Network } from "../core/network/network.ts";
import { createRandom } from "../core/random.ts";
import { createStopper } from "../core/run/signal.ts";
import { openDevice } from "./devices.ts";
import { createModel } from "./model.ts";
import { NORM_EPSILON } from "../core/network/semantics.ts";
import { discs, testRecipe } from "./testTasks.ts";
import { trainNetwork } from "./training.ts";

const recipe = { ...testRecipe, patch: [1, 32, 32] as const, steps: 3, evaluateEvery: 3 };
const space = autosegnet.bind(
  { ...presets[0]!.settings, channels: 4 },
  { channels: 1, classes: 2, patch: recipe.patch },
);

function networkOf(arch: SegArch): Network {
  const decoded = space.decode(arch);
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return decoded.network;
}

const train = (network: Network, steps = recipe.steps) =>
  trainNetwork(
    { network, data: discs(), recipe: { ...recipe, steps, evaluateEvery: steps }, seed: 3 },
    { report: () => undefined, signal: createStopper().signal },
  );

describe.each(["cpu", "simd"] as const)("networks of searched layers on %s", (device) => {
  beforeAll(() => openDevice(device));

  test.each([0, 1])("member %i trains, and leaves no tensor behind", async (seed) => {
    const before = memory().numTensors;
    const { evaluation } = await train(networkOf(space.views.random.sample(createRandom("member", seed))));
    expect(evaluation.confusion.reduce((sum, count) => sum + count, 0)).toBe(32 * 32);
    expect(memory().numTensors).toBe(before);
  });

  test("a cell may add the same map to itself", async () => {
    const twice = Array.from({ length: 3 }, () => ({ in1: 1, op1: 3, in2: 1, op2: 3 }));
    const { evaluation } = await train(networkOf({ down: twice, bridge: twice, up: twice, skips: [1] }));
    expect(valueOf(evaluation.scores, "meanIou")).toBeGreaterThan(0);
  });
});

test("such a network learns to find discs", async () => {
  await openDevice("simd");
  const cells = [0, 2, 1].map((op) => ({ in1: 0, op1: op, in2: 1, op2: 3 }));
  const { evaluation } = await train(networkOf({ down: cells, bridge: cells, up: cells, skips: [1] }), 40);
  expect(valueOf(evaluation.scores, "meanIou")).toBeGreaterThan(0.7);
});

test("SGD at rate 1 moves the weights by 0.5 at most where the gradient is clipped there (spec 3.9)", async () => {
  await openDevice("simd");
  const network = networkOf(space.views.random.sample(createRandom("clipped")));
  const afterOneStep = async (learningRate: number) => {
    const optimiser = { id: "sgd", options: { learningRate, momentum: 0, clipNorm: 0.5 } };
    const { weights } = await trainNetwork(
      { network, data: discs(), recipe: { ...recipe, optimiser, steps: 1, evaluateEvery: 1 }, seed: 3 },
      { report: () => undefined, signal: createStopper().signal },
    );
    return weights.flatMap(({ name, values }) => (/(mean|variance)$/.test(name) ? [] : [...values]));
  };
  const [unmoved, moved] = [await afterOneStep(1e-6), await afterOneStep(1)];
  const distance = Math.hypot(...moved.map((value, index) => value - unmoved[index]!));
  expect(distance).toBeGreaterThan(0.49);
  expect(distance).toBeLessThan(0.501);
});

test("the hybrid dilated convolution is the sum of three native ones (spec 3.9)", async () => {
  await openDevice("cpu");
  const [channels, extent] = [3, 12];
  const graph = createNetworkBuilder({ channels, classes: 2, patch: [1, extent, extent] });
  const network = graph.finish(hybridDilated(graph, { id: "hdc", key: "hdc", channels }, "parallel", "input"));
  const model = createModel(network, { spatial: [extent, extent], channels }, createRandom("hdc"));
  const values = Float32Array.from({ length: extent * extent * channels }, (_, index) => Math.sin(index));
  const [ours, native] = [
    tidy(() => model.predict(tensor(values, [1, 1, extent, extent, channels])).dataSync()),
    tidy(() => {
      const x = relu(tensor(values, [1, extent, extent, channels]));
      const rates = [1, 2, 3].map((rate) =>
        conv2d(
          x as Tensor4D,
          reshape(model.trainable.get(`hdc/rate${rate}/kernel`), [3, 3, channels, channels]),
          1,
          "same",
          "NHWC",
          rate,
        ),
      );
      return div(addN(rates), Math.sqrt(1 + NORM_EPSILON)).dataSync();
    }),
  ];
  native.forEach((value, index) => expect(Math.abs(value - ours[index]!)).toBeLessThan(1e-4));
  expect(Math.max(...ours)).toBeGreaterThan(0.1);
  model.dispose();
});
