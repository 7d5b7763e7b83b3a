import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import hybrid from "../catalog/networks/hybrid/hybrid.ts";
import { createNetworkBuilder } from "../core/network/builder.ts";
import { buildHybrid, type PyramidLook } from "../catalog/networks/hybrid/pyramid.ts";
import { predictionPart, weightsOfNodes } from "../core/network/outputs.ts";
import type { WeightSet } from "../core/network/weights.ts";
import { createRandom } from "../core/random.ts";
import { createStopper } from "../core/run/signal.ts";
import { phasesOver, withPhases, type Phase } from "../core/space/phases.ts";
import { openDevice } from "./devices.ts";
import { learningRateAt } from "../catalog/learningRate.ts";
import { createModel } from "./model.ts";
import { evaluateNetwork } from "./predicting.ts";
import { discs, testRecipe } from "./testTasks.ts";
import { trainNetwork, type TrainingHooks, type TrainingJob } from "./training.ts";

const patch = [2, 16, 16] as const;
const base = { ...testRecipe, patch, batch: 2, evaluateEvery: 1 };
const phases: readonly Phase[] = [
  { name: "2D alone", steps: 3, losses: [{ output: "slices", weight: 1 }] },
  {
    name: "3D on it",
    steps: 3,
    losses: [{ output: "main", weight: 1 }],
    frozen: ["slices"],
    optimiser: { id: "sgd", options: { learningRate: 0.05, momentum: 0.9 } },
  },
  { name: "all, slowly", steps: 2, optimiser: { id: "adam", options: { learningRate: 1e-4 } } },
];
const recipe = withPhases(base, phases);

function network() {
  const decoded = hybrid.decode(
    { base: 2, blocks: 1, convolutions: 1, pyramid: "1,1" },
    { channels: 1, classes: 2, patch },
  );
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return decoded.network;
}

const job = (changes: Partial<TrainingJob> = {}): TrainingJob => ({
  ...{ network: network(), data: discs(24, 32), recipe, seed: 7 },
  ...changes,
});
const hooks = (changes: Partial<TrainingHooks> = {}): TrainingHooks => ({
  report: () => undefined,
  signal: createStopper().signal,
  ...changes,
});
const below = (weights: WeightSet, folder: string) =>
  new Map(weights.filter(({ name }) => name.startsWith(`${folder}/`)).map(({ name, values }) => [name, [...values]]));
/** The first steps of the training alone: its first phases whole. */
const upTo = (count: number) => withPhases(base, phases.slice(0, count));

describe("a training in phases", () => {
  beforeAll(() => openDevice("simd"));

  test("goes on bit for bit from wherever it was stopped: within a phase, at its end, at its beginning", async () => {
    const whole = await trainNetwork(job(), hooks());
    const before = memory().numTensors;
    for (let killed = 1; killed < recipe.steps; killed++) {
      const stopper = createStopper();
      let checkpoint: Uint8Array<ArrayBuffer> | undefined;
      const keep = (bytes: Uint8Array<ArrayBuffer>, step: number) => {
        checkpoint = bytes;
        if (step === killed) stopper.stop("killed");
      };
      await expect(trainNetwork(job(), hooks({ checkpoint: keep, signal: stopper.signal }))).rejects.toThrow("killed");
      const resumed = await trainNetwork(job({ resume: checkpoint! }), hooks());
      expect([killed, resumed]).toEqual([killed, whole]);
    }
    expect(memory().numTensors).toBe(before);
  });

  test("changes the slices alone, then the pyramid alone, then both", async () => {
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map(async (count) => (await trainNetwork(job({ recipe: upTo(count) }), hooks())).weights),
    );
    expect(below(second!, "slices")).toEqual(below(first!, "slices"));
    expect(below(second!, "volume")).not.toEqual(below(first!, "volume"));
    expect(below(third!, "slices")).not.toEqual(below(second!, "slices"));
    expect(below(third!, "volume")).not.toEqual(below(second!, "volume"));
  });

  test("is judged by the slices while they learn alone, by the main output from then on and in the end", async () => {
    const alone = { ...upTo(1), evaluateEvery: 3 };
    const reports: unknown[] = [];
    let seen: unknown;
    const trained = await trainNetwork(
      job({ recipe: alone }),
      hooks({
        report: ({ confusion }) => {
          if (confusion) reports.push(confusion);
        },
        evaluated: async (model) => {
          seen = (await evaluateNetwork(model, discs(24, 32), "validation")).confusion;
        },
      }),
    );
    const by = async (output: string) => {
      const part = predictionPart(network(), output);
      const model = createModel(part, { spatial: patch, channels: 1 }, createRandom(1));
      model.importWeights(weightsOfNodes(part, trained.weights));
      const { confusion } = await evaluateNetwork(model, discs(24, 32), "validation");
      model.dispose();
      return confusion;
    };
    expect(await by("slices")).not.toEqual(await by("main"));
    expect(reports).toEqual([await by("slices")]);
    expect(seen).toEqual(await by("slices"));
    expect(trained.evaluation.confusion).toEqual([...(await by("main")).counts]);
  });

  test("keeps the best evaluation of the output that it ends with, and after a kill too", async () => {
    // The slices learn, and what follows does not: by scores alone an evaluation of the slices would be kept.
    const still = { id: "adam", options: { learningRate: 1e-6 } };
    const best = {
      ...withPhases(base, [
        { ...phases[0]!, steps: 20 },
        { ...phases[1]!, optimiser: still },
      ]),
      bestBy: "meanIou",
    };
    const fast = { ...best, optimiser: { id: "adam", options: { learningRate: 0.02 } } };
    let checkpoint: Uint8Array<ArrayBuffer> | undefined;
    const whole = await trainNetwork(
      job({ recipe: fast }),
      hooks({
        checkpoint: (bytes, step) => {
          if (step === 20) checkpoint = bytes;
        },
      }),
    );
    expect(whole.evaluation.step).toBeGreaterThan(20);
    expect(await trainNetwork(job({ recipe: fast, resume: checkpoint! }), hooks())).toEqual(whole);
  });

  test("lays a schedule out over its own steps, at the rate of its own optimiser", () => {
    const falling = withPhases(
      { ...base, schedule: { id: "cosine", options: {} } },
      phases.map((phase) => ({ ...phase, optimiser: { id: "adam", options: { learningRate: 0.1 } } })),
    );
    expect([1, 4, 7].map((step) => learningRateAt(falling, step))).toEqual([0.1, 0.1, 0.1]);
    expect(learningRateAt(falling, 3)).toBeLessThan(0.1);
  });

  test("of more or fewer steps keeps the shares of its phases, none of which vanishes", () => {
    expect(phasesOver(phases, 80).map(({ steps }) => steps)).toEqual([30, 30, 20]);
    expect(phasesOver(phases, 3).map(({ steps }) => steps)).toEqual([1, 1, 1]);
  });

  test("is refused where a phase has a loss of an output that the network lacks", async () => {
    const wrong = withPhases(base, [{ name: "a", steps: 1, losses: [{ output: "third", weight: 1 }] }]);
    await expect(trainNetwork(job({ recipe: wrong }), hooks())).rejects.toMatchObject({
      name: "BadInput",
      message: 'A phase has a loss of the output "third"; this network has "main", "slices".',
    });
  });
});

describe("a phase that begins from the weights of a trial", () => {
  beforeAll(() => openDevice("simd"));

  const look: PyramidLook = {
    ...{ convolutions: [1], kernels: () => 2, combine: "sum", feed: "features", readsProbabilities: false },
    ...{ rectifies: false, sharesKernels: false, doublesZ: false, upBias: true, auxiliaryWeight: 0.33 },
    field: null,
  };
  const slices = () => {
    const { layer, conv, finish } = createNetworkBuilder({ channels: 1, classes: 2, patch: [1, 16, 16] });
    const features = layer("encoder/block0/conv0", { kernels: 2, size: 3, norm: "none" }, "input");
    return finish(conv("predictor", { kernels: 2, size: 1 }, features));
  };

  test("takes those of a 2D network below the path it is told, and trains on them", async () => {
    const flat = await trainNetwork(
      job({ network: slices(), recipe: { ...base, patch: [1, 16, 16], steps: 3 } }),
      hooks(),
    );
    const on = withPhases(base, [
      {
        ...{ name: "3D", steps: 2, frozen: ["slices"], losses: [{ output: "main", weight: 1 }] },
        from: { trial: "7", paths: { "": "slices" } },
      },
    ]);
    const network = buildHybrid(slices(), look, { channels: 1, classes: 2, patch });
    const { weights } = await trainNetwork(job({ network, recipe: on, beginnings: { 7: flat.weights } }), hooks());
    expect(below(weights, "slices")).toEqual(
      new Map(flat.weights.map(({ name, values }) => [`slices/${name}`, [...values]])),
    );
  });

  test("is refused where none of them fits, saying what both are called", async () => {
    const flat: WeightSet = [{ name: "cell/kernel", shape: [3, 3, 1, 2], values: new Float32Array(18) }];
    const on = withPhases(base, [{ name: "3D", steps: 2, from: { trial: "7", paths: { cell: "slices" } } }]);
    await expect(trainNetwork(job({ recipe: on, beginnings: { 7: flat } }), hooks())).rejects.toMatchObject({
      name: "BadInput",
      message: expect.stringContaining(
        'moved by "cell" to "slices", they are called such as "slices/kernel"',
      ) as string,
    });
    await expect(trainNetwork(job({ recipe: on }), hooks())).rejects.toMatchObject({ name: "NotFound" });
  });
});
