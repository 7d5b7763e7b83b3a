import { dispose, memory, tensor, tidy, type Tensor } from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import pspnet from "../catalog/networks/pspnet.ts";
import unet from "../catalog/networks/unet.ts";
import { spaces } from "../catalog/spaces/index.ts";
import { analyse, readsImage } from "../core/network/analysis.ts";
import { createNetworkBuilder } from "../core/network/builder.ts";
import { wholeOf } from "../core/network/learning.ts";
import type { Network } from "../core/network/network.ts";
import { MAIN, nodeOf } from "../core/network/outputs.ts";
import { createRandom, type Random } from "../core/random.ts";
import { openDevice } from "./devices.ts";
import { toExtents } from "./kernels/geometry.ts";
import { createModel, type Model } from "./model.ts";
import { applyOperation } from "./operations/operations.ts";
import { planNetwork } from "./plan.ts";
import { planPrediction } from "./predictionPlan.ts";

const shapeOf = (network: Network, extents: readonly number[]) => ({
  spatial: extents.slice(3 - network.dimension),
  channels: 1,
});

/** A model whose normalisations are not the identity, as after a training. */
async function trainedLook(network: Network, extents: readonly number[], random: Random): Promise<Model> {
  const model = createModel(network, shapeOf(network, extents), random);
  const drawn = (name: string, value: number) => {
    if (name.endsWith("/variance")) return random.between(0.5, 2);
    if (/\/(mean|beta|bias)$/.test(name)) return random.between(-0.5, 0.5);
    return name.endsWith("/gamma") ? random.between(0.5, 1.5) : value;
  };
  model.importWeights(
    (await model.exportWeights()).map((weight) => ({
      ...weight,
      values: weight.values.map((value) => drawn(weight.name, value)),
    })),
  );
  return model;
}

/** What a network says by its operations one by one, none taken into another. */
async function stepByStep(network: Network, model: Model, input: Tensor): Promise<Tensor> {
  const weights = new Map(
    (await model.exportWeights()).map(({ name, shape, values }) => {
      const isKernel = shape.length > 1;
      return [name, tensor(values, isKernel ? [...toExtents(shape.slice(0, -2)), ...shape.slice(-2)] : [...shape])];
    }),
  );
  const main = nodeOf(network, MAIN);
  const { steps } = planNetwork(model.analysis, [main], wholeOf(network));
  const result = tidy(() => {
    const maps = new Map<string, Tensor>();
    for (const step of steps) {
      const inputs = readsImage(step.node) ? [input] : step.inputs.map((id) => maps.get(id)!);
      const weight = (name: string) => weights.get(`${step.weightKey}/${name}`)!;
      const biasInFront = step.biasInFront === null ? null : weights.get(`${step.biasInFront}/bias`)!;
      const context = { ...step, weight, biasInFront, training: null, isTaped: false };
      maps.set(step.node.id, applyOperation(step.node, inputs, context));
    }
    return maps.get(main)!;
  });
  dispose([...weights.values()]);
  return result;
}

/** The largest difference of both ways, in deviations of the scores. */
async function difference(network: Network, extents: readonly number[], seed: number): Promise<number> {
  const before = memory().numTensors;
  const random = createRandom(seed);
  const model = await trainedLook(network, extents, random);
  const count = extents.reduce((product, extent) => product * extent, 1);
  const image = Float32Array.from({ length: count }, () => random.normal());
  const input = tensor(image, [1, ...toExtents(extents), 1], "float32");
  const folded = tidy(() => model.predict(input));
  const plain = await stepByStep(network, model, input);
  const [scores, truth] = [folded.dataSync<"float32">(), plain.dataSync<"float32">()];
  expect(folded.shape).toEqual(plain.shape);
  dispose([input, folded, plain]);
  model.dispose();
  expect(memory().numTensors).toBe(before);
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  const deviation = Math.sqrt(truth.reduce((sum, value) => sum + (value - mean) ** 2, 0) / truth.length);
  return truth.reduce((most, value, at) => Math.max(most, Math.abs(value - scores[at]!)), 0) / deviation;
}

/** Of what papers train, most is more of the same. */
const isLarge = (network: Network): boolean => analyse(network, shapeOf(network, [1, 32, 32])).parameters > 1e6;

const TOLERANCE = 1e-4;
const architectures = spaces.list.filter(({ searches }) => searches === "architecture");

describe.each(["simd", "cpu"] as const)("layers of a prediction on %s give what their operations give", (device) => {
  beforeAll(() => openDevice(device));
  const members = device === "simd" ? [0, 1] : [0];

  test.each(architectures.map(({ id }) => id))("in members of the space %s", async (id) => {
    const space = spaces.get(id);
    for (const preset of space.presets.slice(0, device === "simd" ? undefined : 1)) {
      const bound = space.bind(preset.settings, { channels: 1, classes: 3, patch: [1, 32, 32] });
      for (const member of members) {
        const decoded = bound.decode(bound.views.random.sample(createRandom(id, member)));
        if ("illegal" in decoded || isLarge(decoded.network)) continue;
        expect(await difference(decoded.network, [1, 32, 32], member)).toBeLessThan(TOLERANCE);
      }
    }
  });

  const shapes = fc.record({
    base: fc.constantFrom(7, 8, 11, 18),
    norm: fc.constantFrom("batch", "instance", "none"),
    up: fc.constantFrom("nearest", "transposed"),
    extents: fc.tuple(fc.integer({ min: 9, max: 45 }), fc.integer({ min: 9, max: 45 })),
    seed: fc.nat(99),
  });
  test("in U-Nets of odd widths on odd extents", async () => {
    const check = async ({ extents, seed, ...options }: typeof shapes extends fc.Arbitrary<infer T> ? T : never) => {
      const decoded = unet.decode({ ...options, depth: 2 }, { channels: 1, classes: 2, patch: [1, 32, 32] });
      if ("illegal" in decoded) throw new Error(decoded.illegal.because);
      expect(await difference(decoded.network, [1, ...extents], seed)).toBeLessThan(TOLERANCE);
    };
    await fc.assert(fc.asyncProperty(shapes, check), { numRuns: device === "simd" ? 40 : 2 });
  });

  test.each([7, 8])("in a 3D U-Net of width %i", async (base) => {
    const decoded = unet.decode({ base, depth: 1 }, { channels: 1, classes: 2, patch: [8, 16, 16] });
    if ("illegal" in decoded) throw new Error(decoded.illegal.because);
    for (const extents of [
      [6, 16, 20],
      [7, 17, 13],
    ] as const)
      expect(await difference(decoded.network, extents, base)).toBeLessThan(TOLERANCE);
  });
});

test("a layer takes in what only it reads, and leaves alone what others read too", () => {
  const { layer, concat, enlarge, pool, conv, finish } = createNetworkBuilder({
    ...{ channels: 1, classes: 2, patch: [1, 16, 16] },
  });
  const one = layer("one", { kernels: 8, size: 3, norm: "batch" }, "input");
  const below = layer("below", { kernels: 8, size: 3, norm: "batch" }, pool("pool", "max", 2, one));
  const up = enlarge("up", "nearest", 2, below);
  const merged = layer("merged", { kernels: 8, size: 3, norm: "batch" }, concat("merge", [one, up]));
  const network = finish(conv("head", { kernels: 2, size: 1 }, concat("again", [merged, one])));
  const analysis = analyse(network, { spatial: [16, 16], channels: 1 });
  const steps = planPrediction(analysis, nodeOf(network, MAIN), wholeOf(network));
  expect(steps.map(({ inputs }) => inputs)).toEqual([[], ["input"], [one], ["pool"], [one, below], [merged, one]]);
  expect(steps[4]!.layer!.factors).toEqual([
    [1, 1, 1],
    [1, 2, 2],
  ]);
});

test("PSPNet, whose maps are enlarged smoothly, predicts the same", async () => {
  await openDevice("simd");
  const decoded = pspnet.decode({}, { channels: 1, classes: 2, patch: [1, 64, 64] });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  expect(await difference(decoded.network, [1, 64, 64], 1)).toBeLessThan(TOLERANCE);
});
