import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { LayerArch, SegArch } from "../catalog/spaces/autosegnet/genotype.ts";
import { presets } from "../catalog/spaces/autosegnet/settings.ts";
import autosegnet from "../catalog/spaces/autosegnet/space.ts";
import { scoresOf } from "../catalog/metrics/index.ts";
import { valueOf } from "../core/judging/scores.ts";
import { classCounts, createPatchSampler, type PatchBatch } from "../core/image/patches.ts";
import { partRegions } from "../core/image/subjects.ts";
import type { Network } from "../core/network/network.ts";
import { createRandom } from "../core/random.ts";
import { openDevice } from "./devices.ts";
import { createSharedBank } from "./sharedBank.ts";
import { createSupernet, type Supernet } from "./supernet.ts";
import { discs, testRecipe } from "./testTasks.ts";
import type { WeightSet } from "../core/network/weights.ts";
import { decodeWeights, encodeWeights } from "./weights.ts";

const recipe = {
  ...testRecipe,
  patch: [1, 32, 32] as const,
  optimiser: { id: "sgd", options: { learningRate: 0.1, momentum: 0.9, clipNorm: 0.5 } },
};
const space = autosegnet.bind(
  { ...presets[0]!.settings, channels: 4, weightsByInput: true },
  { channels: 1, classes: 2, patch: recipe.patch },
);
const data = discs();
const sourceOf = (part: "train" | "validation") => ({
  shape: data.shape,
  image: data.image,
  labels: data.labels,
  regions: partRegions(data, data.split, part),
});
const sampler = createPatchSampler(sourceOf("train"), recipe);
const batchAt = (step: number): PatchBatch => sampler.draw(createRandom("batch", step));

/** Cells of one operation that read both layers before. */
const plain = (operation: number): LayerArch =>
  Array.from({ length: 3 }, () => ({ in1: 0, op1: operation, in2: 1, op2: operation }));
const [SEP3, HDC, IDENTITY] = [0, 2, 3];

function networkOf(down: number, skips: readonly number[] = [0]): Network {
  const arch: SegArch = { down: plain(down), bridge: plain(IDENTITY), up: plain(IDENTITY), skips };
  const decoded = space.decode(arch);
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return decoded.network;
}

const supernet = (weights?: WeightSet): Supernet =>
  createSupernet({ recipe, classCounts: classCounts(sourceOf("train"), 2), seed: 5 }, weights);
const train = (net: Supernet, network: Network, step: number) =>
  net.train(network, batchAt(step), { step, learningRate: 0.1 });
const tensorsOf = (net: Supernet) => new Map(net.export().map(({ name, values }) => [name, values]));

describe("a bank", () => {
  const weight = (name: string, shape: readonly number[]) => ({
    name,
    shape,
    values: new Float32Array(shape.reduce((size, extent) => size * extent, 1)),
  });

  test("gives one tensor to all networks that know it by the same name, and refuses another shape", () => {
    const bank = createSharedBank([weight("a", [2])]);
    const newer = weight("a", [2]);
    bank.take([newer, weight("b", [1])]);
    expect(bank.known("a")).toBe(newer.values);
    expect(bank.known("c")).toBeUndefined();
    expect(bank.export().map(({ name }) => name)).toEqual(["a", "b"]);
    expect(() => bank.take([weight("b", [3]), weight("d", [1])])).toThrow(/"b" is 1 in one network and 3 in another/);
    expect(bank.known("d")).toBeUndefined();
  });
});

describe.each(["cpu", "simd"] as const)("a supernet on %s (spec 3.5)", (device) => {
  beforeAll(() => openDevice(device));

  test("a step changes the weights of its network alone; another network goes on from those they share", async () => {
    const net = supernet();
    await train(net, networkOf(SEP3), 1);
    const before = tensorsOf(net);
    await train(net, networkOf(HDC, [1]), 2);
    const after = tensorsOf(net);
    const isOwn = (name: string) => name.includes("/sep3/");
    expect([...before.keys()].some(isOwn)).toBe(true);
    for (const [name, values] of before) expect(values === after.get(name)).toBe(isOwn(name));
    expect(
      [...after.keys()].filter((name) => !before.has(name)).some((name) => name.includes("/hdc/in1/rate2/kernel")),
    ).toBe(true);
    expect(after.has("decoder/block0/calibrate1/skip/kernel")).toBe(true);
  });

  test("a weight that is new begins by the seed and its name, whoever was trained before", async () => {
    const kernel = "encoder/block0/cell0/op1/hdc/in0/rate1/kernel";
    const still = (net: Supernet) => net.train(networkOf(HDC), batchAt(9), { step: 9, learningRate: 0 });
    const [fresh, trained] = [supernet(), supernet()];
    await train(trained, networkOf(SEP3), 1);
    await still(fresh);
    await still(trained);
    expect(tensorsOf(trained).get(kernel)).toEqual(tensorsOf(fresh).get(kernel));
  });

  test("scoring leaves the weights as they are, and nothing on the device", async () => {
    const net = supernet();
    await train(net, networkOf(SEP3), 1);
    const [before, tensors] = [net.export(), memory().numTensors];
    const confusion = await net.score(networkOf(HDC), batchAt(2));
    await train(net, networkOf(SEP3), 2);
    expect(confusion!.counts.reduce((sum, count) => sum + count, 0)).toBe(recipe.batch * 32 * 32);
    expect(memory().numTensors).toBe(tensors);
    expect(before.map(({ name }) => name)).toEqual(net.export().map(({ name }) => name));
  });

  test("goes on from its bytes as if it had not stopped, with the optimiser's memory", async () => {
    const networks = [networkOf(SEP3), networkOf(HDC, [1]), networkOf(SEP3, [1]), networkOf(HDC)];
    const whole = supernet();
    let resumed = supernet();
    for (const [step, network] of networks.entries()) {
      if (step === 2) resumed = supernet(decodeWeights(encodeWeights(resumed.export())).weights);
      const losses = [await train(whole, network, step + 1), await train(resumed, network, step + 1)];
      expect(losses[0]).toBe(losses[1]);
    }
    expect(resumed.export()).toEqual(whole.export());
    expect(
      whole.export().some(({ name, values }) => name.startsWith("optimiser/0/") && values.some((value) => value !== 0)),
    ).toBe(true);
  });

  test("a step that diverges leaves nothing behind", async () => {
    const net = supernet();
    await train(net, networkOf(SEP3), 1);
    const before = net.export();
    const broken = batchAt(2);
    broken.image.fill(Number.NaN);
    expect(await net.train(networkOf(SEP3), broken, { step: 2, learningRate: 0.1 })).toBeNaN();
    expect(net.export()).toEqual(before);
    expect(await net.score(networkOf(SEP3), broken)).toBeNull();
  });
});

test("networks that take turns learn to find discs together", async () => {
  await openDevice("simd");
  const net = supernet();
  const networks = [networkOf(SEP3), networkOf(HDC, [1]), networkOf(IDENTITY, [1])];
  for (let step = 1; step <= 45; step++) await train(net, networks[step % networks.length]!, step);
  for (const network of networks)
    expect(valueOf(scoresOf((await net.score(network, batchAt(100)))!), "meanIou")).toBeGreaterThan(0.6);
});
