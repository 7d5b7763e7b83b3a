import { valueOf } from "../core/judging/scores.ts";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { dispose, engine, memory, scalar, setBackend } from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test } from "vitest";
import { createRandom } from "../core/random.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { createStopper } from "../core/run/signal.ts";
import type { DeviceId } from "./deviceIds.ts";
import { openDevice } from "./devices.ts";
import { createModel } from "./model.ts";
import { sumOfTerms } from "./ops/losses.ts";
import { readTensor } from "./reading.ts";
import { simdBackend } from "./simd/backend.ts";
import { registerSimdBackend } from "./simd/register.ts";
import { describeOn, WITHOUT_GPU } from "../testing/skipping.ts";
import { findTestGpu } from "../testing/testGpu.ts";
import { discs, smallUnet, testRecipe } from "./testTasks.ts";
import { trainNetwork } from "./training.ts";
import { createTrainer } from "./trainStep.ts";

const hasGpu = await findTestGpu();

/** Losses of 20 steps on one batch: the same network, seed and data on any device. */
async function losses(device: DeviceId): Promise<readonly number[]> {
  await openDevice(device);
  return trainOnOneBatch();
}

async function trainOnOneBatch(): Promise<readonly number[]> {
  const random = createRandom("devices");
  const patch = [1, 16, 16] as const;
  const model = createModel(smallUnet({ base: 8, depth: 1 }), { spatial: [16, 16], channels: 1 }, random);
  const trainer = createTrainer(model, { recipe: { ...testRecipe, patch, batch: 2 }, classCounts: [1, 1] }, random);
  const data = discs(4, 16);
  const batch = { image: data.image.slice(0, 512), labels: data.labels.slice(0, 512) };
  const values: number[] = [];
  for (let step = 1; step <= 20; step++) {
    const loss = trainer.step(batch, { step, learningRate: 1e-3 }, random);
    values.push((await loss.data())[0]!);
    loss.dispose();
  }
  trainer.dispose();
  model.dispose();
  return values;
}

const relative = (one: number, other: number): number => Math.abs(one - other) / Math.abs(other);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function expectClose(values: readonly number[], truth: readonly number[]): void {
  expect(relative(values[0]!, truth[0]!)).toBeLessThan(1e-5);
  for (let step = 0; step < 5; step++) expect(relative(values[step]!, truth[step]!)).toBeLessThan(5e-3);
  expect(relative(mean(values.slice(15)), mean(truth.slice(15)))).toBeLessThan(1e-2);
}

describe("devices agree as closely as rounding lets them", () => {
  test("simd and cpu", async () => {
    expectClose(await losses("simd"), await losses("cpu"));
  });

  test.runIf(hasGpu)("webgpu and simd", WITHOUT_GPU, async () => {
    expectClose(await losses("webgpu"), await losses("simd"));
  });

  test("the plain and the relaxed flavour", async () => {
    const relaxed = await losses("simd");
    expect(await registerSimdBackend({ flavour: "plain" })).toBe("plain");
    await setBackend("simd");
    expectClose(await trainOnOneBatch(), relaxed);
  });
});

const trial = (
  index: number,
  change: Partial<Recipe> = {},
  network = smallUnet({ base: 4 + (index % 3) * 3, depth: 1 }),
) =>
  trainNetwork(
    {
      network,
      data: discs(),
      recipe: { ...testRecipe, steps: 2, evaluateEvery: 2, batch: 1 + (index % 2), ...change },
      seed: index,
    },
    { report: () => undefined, signal: createStopper().signal },
  );

const gpuBackend = () => engine().backend as unknown as WebGPUBackend;

describeOn(["simd", "webgpu"], hasGpu)("a network's final score on %s", (device) => {
  test("is within the spread of three seeds on the CPU", async () => {
    const scoreOf = async (on: DeviceId, seed: number) => {
      await openDevice(on);
      const { evaluation } = await trial(seed, { steps: 30, evaluateEvery: 30, batch: 2 }, smallUnet());
      return valueOf(evaluation.scores, "meanIou")!;
    };
    const plain = [await scoreOf("cpu", 1), await scoreOf("cpu", 2), await scoreOf("cpu", 3)];
    const spread = Math.max(...plain) - Math.min(...plain);
    expect(spread).toBeGreaterThan(0);
    expect(Math.abs((await scoreOf(device, 1)) - plain[0]!)).toBeLessThanOrEqual(spread);
  });
});

describe.runIf(hasGpu)("the webgpu device", WITHOUT_GPU, () => {
  test("trains a network to a score and leaves no tensor behind", async () => {
    await openDevice("webgpu");
    const before = memory().numTensors;
    const { evaluation } = await trial(0);
    expect(valueOf(evaluation.scores, "accuracy")).toBeGreaterThan(0);
    expect(memory().numTensors).toBe(before);
  });

  test("fails the trial with the GPU's own words when a shader is wrong, and works again once opened anew", async () => {
    await openDevice("webgpu");
    gpuBackend().device.createShaderModule({ code: "fn broken( {" });
    await expect(trial(0)).rejects.toMatchObject({
      name: "DeviceError",
      message: expect.stringContaining("WGSL") as string,
    });
    await openDevice("webgpu");
    await trial(0);
  });

  test("fails the trial when the GPU is lost, and works again once opened anew", async () => {
    await openDevice("webgpu");
    gpuBackend().device.destroy();
    await expect(trial(0)).rejects.toMatchObject({ name: "DeviceLost" });
    await openDevice("webgpu");
    await trial(0);
  });

  test("tells a loss in the midst of training from any other failure to read", async () => {
    await openDevice("webgpu");
    const { device } = gpuBackend();
    setTimeout(() => device.destroy(), 200);
    await expect(trial(0, { steps: 1000, evaluateEvery: 2 })).rejects.toMatchObject({ name: "DeviceLost" });
  });

  test("adds more terms of a loss than a shader has buffers", async () => {
    await openDevice("webgpu");
    const terms = Array.from({ length: 40 }, (_, term) => scalar(term));
    const total = sumOfTerms(terms);
    expect(await readTensor(total)).toEqual(Float32Array.of(780));
    dispose([...terms, total]);
  });
});

describe("memory of the simd device", () => {
  afterEach(() => openDevice("simd"));

  test("after 50 trials is what it was after the first six", async () => {
    await openDevice("simd");
    const { heap } = simdBackend();
    for (let index = 0; index < 6; index++) await trial(index);
    const [size, used, tensors] = [heap.size, heap.used, memory().numTensors];
    for (let index = 6; index < 50; index++) await trial(index);
    expect([heap.size, heap.used, memory().numTensors]).toEqual([size, used, tensors]);
  });

  test("that runs out is a typed error, leaves nothing behind and does not end the device", async () => {
    await registerSimdBackend({ maximumBytes: 16 * 2 ** 20 });
    await setBackend("simd");
    const before = memory().numTensors;
    const large = trainNetwork(
      {
        network: smallUnet({ base: 32, depth: 1 }),
        data: discs(6, 128),
        recipe: { ...testRecipe, patch: [1, 128, 128], batch: 4 },
        seed: 1,
      },
      { report: () => undefined, signal: createStopper().signal },
    );
    await expect(large).rejects.toMatchObject({
      name: "OutOfMemory",
      message: expect.stringContaining("16 MiB") as string,
    });
    expect([memory().numTensors, simdBackend().heap.used]).toEqual([before, 0]);
    await trial(0);
  });
});
