import { valueOf } from "../core/judging/scores.ts";
import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { createStopper } from "../core/run/signal.ts";
import type { Network } from "../core/network/network.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { openDevice } from "./devices.ts";
import { discs, smallUnet, testRecipe as recipe } from "./testTasks.ts";
import { findTestGpu } from "../testing/testGpu.ts";
import { describeOn } from "../testing/skipping.ts";
import { trainingSource, trainNetwork, type TrainingHooks, type TrainingJob, type TrainingReport } from "./training.ts";
import { oneOutput } from "../core/network/outputs.ts";

const job = (changes: Partial<TrainingJob> = {}): TrainingJob => ({
  network: smallUnet(),
  data: discs(),
  recipe,
  seed: 7,
  ...changes,
});
const hooks = (changes: Partial<TrainingHooks> = {}): TrainingHooks => ({
  report: () => undefined,
  signal: createStopper().signal,
  ...changes,
});

const hasGpu = await findTestGpu();

describeOn(["cpu", "simd", "webgpu"], hasGpu)("training on %s", (device) => {
  beforeAll(() => openDevice(device));

  test("a small network learns to find discs, and leaves no tensor behind", async () => {
    const before = memory().numTensors;
    const reports: TrainingReport[] = [];
    const trained = await trainNetwork(
      job({ recipe: { ...recipe, steps: 40, evaluateEvery: 20 } }),
      hooks({ report: (report) => reports.push(report) }),
    );
    expect(valueOf(trained.evaluation.scores, "meanIou")).toBeGreaterThan(0.8);
    const evaluations = reports.filter(({ scores }) => scores);
    expect(evaluations.map(({ step }) => step)).toEqual([20, 40]);
    expect(evaluations[1]!.loss).toBeLessThan(evaluations[0]!.loss);
    expect(memory().numTensors).toBe(before);
  });

  test("voxel weights change what is learnt, and a uniform weight changes nothing", async () => {
    const weightsWith = async (voxelWeights: Recipe["voxelWeights"]) => {
      const { weights } = await trainNetwork(job({ recipe: { ...recipe, voxelWeights } }), hooks());
      return weights.map(({ values }) => [...values]).flat();
    };
    const plain = await weightsWith({ edges: 0, floor: 0 });
    const raised = await weightsWith({ edges: 0, floor: 3 });
    expect(Math.max(...raised.map((value, index) => Math.abs(value - plain[index]!)))).toBeLessThan(1e-3);
    const atEdges = await weightsWith({ edges: 25, floor: 0 });
    expect(Math.max(...atEdges.map((value, index) => Math.abs(value - plain[index]!)))).toBeGreaterThan(1e-2);
  });

  test("weights of the data's own take the place of those of classes, bit for bit where they are the same", async () => {
    const data = discs();
    const counts = [0, 1].map(
      (label) => data.labels.subarray(0, data.labels.length).filter((each) => each === label).length,
    );
    const flatten = ({ weights }: Awaited<ReturnType<typeof trainNetwork>>) =>
      weights.map(({ values }) => [...values]).flat();
    const learn = async (weightOf: (label: number) => number) => {
      const voxelWeights = Float32Array.from(data.labels, weightOf);
      const floor = { edges: 0, floor: 9 };
      return flatten(
        await trainNetwork(
          job({ data: { ...data, voxelWeights }, recipe: { ...recipe, voxelWeights: floor } }),
          hooks(),
        ),
      );
    };
    const plain = flatten(await trainNetwork(job(), hooks()));
    expect(await learn(() => 1)).toEqual(plain);
    expect(await learn((label) => Math.min(...counts) / counts[label]!)).not.toEqual(plain);
  });

  test("a job that was stopped goes on as if it had not been", async () => {
    const whole = await trainNetwork(job(), hooks());
    const stopper = createStopper();
    let checkpoint: Uint8Array<ArrayBuffer> | undefined;
    const keep = (bytes: Uint8Array<ArrayBuffer>, step: number) => {
      checkpoint = bytes;
      if (step === 6) stopper.stop("enough");
    };
    await expect(trainNetwork(job(), hooks({ checkpoint: keep, signal: stopper.signal }))).rejects.toMatchObject({
      name: "Cancelled",
      message: "enough",
    });
    const resumed = await trainNetwork(job({ resume: checkpoint! }), hooks());
    expect(resumed.weights).toEqual(whole.weights);
    expect(resumed.evaluation).toEqual(whole.evaluation);
  });

  test("keeps a checkpoint every half minute between evaluations, from which it goes on bit by bit", async () => {
    const whole = await trainNetwork(job(), hooks());
    // A clock on which every look takes eleven seconds.
    let seconds = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => 1000 * (seconds += 11));
    const kept = new Map<number, Uint8Array<ArrayBuffer>>();
    const keep: TrainingHooks["checkpoint"] = (bytes, step) => void kept.set(step, bytes);
    try {
      expect(await trainNetwork(job(), hooks({ checkpoint: keep }))).toEqual(whole);
    } finally {
      clock.mockRestore();
    }
    const between = [...kept.keys()].filter((step) => step % recipe.evaluateEvery !== 0 && step !== recipe.steps);
    expect(between.length).toBeGreaterThan(0);
    expect(await trainNetwork(job({ resume: kept.get(between[0]!)! }), hooks())).toEqual(whole);
  });

  test("ends with the same weights whether checkpoints are handed out on the way or not", async () => {
    const often: Recipe = { ...recipe, evaluateEvery: 3 };
    const plain = await trainNetwork(job({ recipe: often }), hooks());
    const seen: number[] = [];
    const kept = await trainNetwork(job({ recipe: often }), hooks({ checkpoint: (_, step) => void seen.push(step) }));
    expect(seen).toEqual([3, 6, 9, 12]);
    expect(kept.weights).toEqual(plain.weights);
  });

  describe("whose recipe keeps the best evaluation", () => {
    /** Steps so long that every evaluation lies elsewhere. */
    const keeping: Recipe = {
      ...{ ...recipe, steps: 24, evaluateEvery: 3, bestBy: "meanIou" },
      optimiser: { id: "adam", options: { learningRate: 0.3 } },
    };
    const scored = async (change: Partial<Recipe>) => {
      const scores: (readonly [step: number, score: number])[] = [];
      const report = ({ step, scores: found }: TrainingReport) =>
        found && scores.push([step, valueOf(found, "meanIou")!]);
      return { scores, trained: await trainNetwork(job({ recipe: { ...keeping, ...change } }), hooks({ report })) };
    };

    test("comes to its score, step and weights, and else to those of the last step", async () => {
      const { scores, trained } = await scored({});
      const [step, score] = scores.reduce((best, other) => (other[1] > best[1] ? other : best));
      expect(step).toBeLessThan(24);
      expect([trained.evaluation.step, valueOf(trained.evaluation.scores, "meanIou")]).toEqual([step, score]);
      const short = await scored({ steps: step, bestBy: null });
      expect(trained.weights).toEqual(short.trained.weights);
      expect((await scored({ bestBy: null })).trained.evaluation.step).toBe(24);
    });

    test("goes on from a checkpoint with what was best before it", async () => {
      const { trained } = await scored({});
      const stopper = createStopper();
      let checkpoint: Uint8Array<ArrayBuffer> | undefined;
      const keep = (bytes: Uint8Array<ArrayBuffer>, step: number) => {
        checkpoint = bytes;
        if (step === 21) stopper.stop("enough");
      };
      await trainNetwork(job({ recipe: keeping }), hooks({ checkpoint: keep, signal: stopper.signal })).catch(
        () => null,
      );
      const resumed = await trainNetwork(job({ recipe: keeping, resume: checkpoint! }), hooks());
      expect(resumed).toEqual(trained);
    });
  });

  test("draws patches from a share of the training part alone where the recipe says so", () => {
    const { regions } = trainingSource(discs(6), { ...recipe, trainingShare: 0.5 });
    expect(regions.map(({ z }) => z)).toEqual([{ from: 0, to: 2 }]);
    expect(trainingSource(discs(6), recipe).regions.map(({ z }) => z)).toEqual([{ from: 0, to: 4 }]);
  });

  test("a diverging loss ends the trial and says at which step", async () => {
    const before = memory().numTensors;
    const wild: Recipe = {
      ...recipe,
      optimiser: { id: "sgd", options: { learningRate: 1 } },
      loss: { id: "crossEntropy", options: {} },
    };
    const broken = { ...discs(), image: discs().image.map(() => NaN) };
    await expect(trainNetwork(job({ recipe: wild, data: broken }), hooks())).rejects.toMatchObject({
      name: "NotANumber",
      message: expect.stringContaining("step 1") as string,
    });
    expect(memory().numTensors).toBe(before);
  });

  test("weights of another network are refused with the name of what is missing", async () => {
    const stopper = createStopper();
    let checkpoint: Uint8Array<ArrayBuffer> | undefined;
    stopper.stop("at once");
    await trainNetwork(
      job(),
      hooks({ signal: stopper.signal, checkpoint: (bytes) => void (checkpoint = bytes) }),
    ).catch(() => undefined);
    await expect(
      trainNetwork(job({ network: smallUnet({ base: 4, depth: 2 }), resume: checkpoint! }), hooks()),
    ).rejects.toMatchObject({ name: "BadStudyFile" });
  });

  test.each([
    ["2D", { base: 8, depth: 1 }, [1, 16, 16] as const],
    ["3D", { base: 4, depth: 1 }, [4, 12, 12] as const],
  ])("a %s network learns one batch by heart", async (_, options, patch) => {
    const data = discs(patch[0] + 4, patch[1]);
    const losses: number[] = [];
    const still = { flips: false, quarterTurns: false, intensity: 0, elastic: 0, affine: recipe.augmentation.affine };
    const byHeart: Recipe = { ...recipe, patch, batch: 1, steps: 60, evaluateEvery: 10, augmentation: still };
    const split = { ...data.split, train: { from: 0, to: patch[0] } };
    await trainNetwork(
      job({ network: smallUnet(options, patch), data: { ...data, split }, recipe: byHeart }),
      hooks({ report: ({ loss, scores }) => scores && losses.push(loss) }),
    );
    expect(losses.at(-1)).toBeLessThan(0.05);
  });

  test("watches the training on the validation part, and scores the end on another where it is asked to", async () => {
    const data = discs(8);
    const scattered = {
      axis: "slices",
      train: [
        { from: 0, to: 2 },
        { from: 5, to: 7 },
      ],
      validation: [{ from: 2, to: 3 }],
      test: [
        { from: 3, to: 5 },
        { from: 7, to: 8 },
      ],
    } as const;
    const watched: number[] = [];
    const count = (counts: Iterable<number>) => [...counts].reduce((sum, value) => sum + value, 0);
    const trained = await trainNetwork(
      job({ data: { ...data, split: scattered }, scoredOn: "test" }),
      hooks({ report: ({ confusion }) => confusion && watched.push(count(confusion.counts)) }),
    );
    expect(watched).toEqual([32 * 32, 32 * 32]);
    expect(count(trained.evaluation.confusion)).toBe(3 * 32 * 32);
  });

  test("a network without padding learns from the middle of its patches and predicts the whole part", async () => {
    const params = {
      kernels: 8,
      size: [3, 3],
      stride: [1, 1],
      dilation: [1, 1],
      padding: "valid",
      bias: true,
      initial: "he",
    } as const;
    const nodes: Network["nodes"] = [
      { id: "input", kind: "input", params: { channels: 1 }, inputs: [] },
      { id: "a", kind: "conv", params, inputs: ["input"] },
      { id: "relu", kind: "activation", params: { name: "relu" }, inputs: ["a"] },
      { id: "b", kind: "conv", params: { ...params, kernels: 2, dilation: [2, 2] }, inputs: ["relu"] },
    ];
    const trained = await trainNetwork(
      job({
        network: { dimension: 2, nodes, outputs: oneOutput("b") },
        recipe: { ...recipe, steps: 40, evaluateEvery: 40 },
      }),
      hooks(),
    );
    expect(trained.evaluation.confusion.reduce((sum, count) => sum + count, 0)).toBe(32 * 32);
    expect(valueOf(trained.evaluation.scores, "meanIou")).toBeGreaterThan(0.8);
  });

  test("every kind of operation, loss, optimiser and penalty trains together", async () => {
    const before = memory().numTensors;
    const trained = await trainNetwork(
      job({
        network: everything(),
        recipe: {
          ...recipe,
          steps: 4,
          evaluateEvery: 4,
          loss: { id: "crossEntropyDice", options: { classWeights: "balanced" } },
          optimiser: { id: "nadam", options: { clipNorm: 1 } },
        },
      }),
      hooks(),
    );
    expect(trained.evaluation.confusion.reduce((sum, count) => sum + count, 0)).toBe(32 * 32);
    expect(memory().numTensors).toBe(before);
  });
});

/** A network that has every operation there is, shares a weight and crops. */
function everything(): Network {
  const conv = {
    kernels: 5,
    size: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: "same",
    bias: true,
    initial: "xavier",
  } as const;
  return {
    dimension: 2,
    outputs: oneOutput("head"),
    nodes: [
      { id: "input", kind: "input", params: { channels: 1 }, inputs: [] },
      { id: "stem", kind: "conv", params: { ...conv, penalties: { l1: 1e-4, l2: 1e-3 } }, inputs: ["input"] },
      { id: "stem/elu", kind: "activation", params: { name: "elu" }, inputs: ["stem"] },
      { id: "shared0", kind: "conv", params: conv, inputs: ["stem/elu"], weightKey: "shared" },
      { id: "shared1", kind: "conv", params: conv, inputs: ["shared0"], weightKey: "shared" },
      { id: "pool", kind: "pool", params: { type: "max", factor: [2, 2] }, inputs: ["shared1"] },
      { id: "depthwise", kind: "depthwiseConv", params: { ...conv, dilation: [2, 2], bias: false }, inputs: ["pool"] },
      { id: "norm", kind: "norm", params: { per: "batch" }, inputs: ["depthwise"] },
      { id: "tanh", kind: "activation", params: { name: "tanh" }, inputs: ["norm"] },
      { id: "strided", kind: "conv", params: { ...conv, kernels: 8, stride: [2, 2] }, inputs: ["tanh"] },
      { id: "instance", kind: "norm", params: { per: "instance" }, inputs: ["strided"] },
      { id: "bilinear", kind: "upsample", params: { type: "bilinear", factor: [2, 2] }, inputs: ["instance"] },
      {
        id: "up",
        kind: "convTranspose",
        params: { kernels: 7, factor: [2, 2], bias: true, initial: "he" },
        inputs: ["bilinear"],
      },
      { id: "dropout", kind: "dropout", params: { rate: 0.3 }, inputs: ["up"] },
      { id: "add", kind: "add", params: {}, inputs: ["dropout", "shared1"] },
      { id: "average", kind: "pool", params: { type: "average", factor: [1, 1] }, inputs: ["add"] },
      { id: "concat", kind: "concat", params: {}, inputs: ["average", "stem/elu"] },
      { id: "head", kind: "conv", params: { ...conv, kernels: 2, size: [1, 1] }, inputs: ["concat"] },
    ],
  };
}
