import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { presets } from "../catalog/spaces/autosegnet/settings.ts";
import autosegnet from "../catalog/spaces/autosegnet/space.ts";
import { movedBaseline } from "../catalog/strategies/reinforce/learner.ts";
import reinforce from "../catalog/strategies/reinforce/reinforce.ts";
import { meanOf } from "../core/statistics.ts";
import { createRandom } from "../core/random.ts";
import type { SharedEpoch } from "../core/study/sharedSearch.ts";
import { createStopper } from "../core/run/signal.ts";
import { proposalSpace, type SearchSpace } from "../core/space/space.ts";
import { costOf } from "../core/stages/cost.ts";
import type { CurvePoint } from "../core/study/trial.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { openDevice } from "./devices.ts";
import { scoreMember } from "./scoreMember.ts";
import { decodeShared, encodeShared } from "./sharedCheckpoint.ts";
import { searchShared, type SharedHooks, type SharedJob } from "./sharedSearch.ts";
import { discs, testRecipe } from "./testTasks.ts";
import { encodeWeights } from "./weights.ts";

const recipe = { ...testRecipe, patch: [1, 32, 32] as const, batch: 4, steps: 8, evaluateEvery: 3 };
const data = discs();
const space = autosegnet.bind(
  { ...presets[0]!.settings, channels: 2 },
  { channels: 1, classes: 2, patch: recipe.patch },
) as SearchSpace;
const job: SharedJob = {
  space,
  policy: (random, learnt) =>
    reinforce.policy!({
      space: proposalSpace(space),
      options: { batch: 2, hidden: 8, learningRate: 0.05 },
      random,
      ...(learnt && { learnt }),
    }),
  data,
  recipe,
  warmUp: 0,
  updates: 2,
  reward: "meanIou",
  samples: 6,
  memoryCap: 1e9,
  seed: 7,
  dataSeed: 3,
};

/** A run with all that it told, and its checkpoints. */
async function run(change: Partial<SharedJob> = {}, hooks: Partial<SharedHooks> = {}) {
  const told: { readonly point: CurvePoint; readonly epoch: SharedEpoch }[] = [];
  const checkpoints: Checkpoint[] = [];
  const result = await searchShared(
    { ...job, ...change },
    {
      signal: createStopper().signal,
      epochEnded: (point, epoch) => void told.push({ point, epoch }),
      checkpoint: (bytes) => void checkpoints.push(bytes),
      ...hooks,
    },
  );
  return { told, checkpoints, result };
}

beforeAll(() => openDevice("simd"));

describe("a search over shared weights (spec 3.6)", () => {
  test("alternates: epochs of steps, then updates of the policy; in the end the best of distinct samples", async () => {
    const { told, result } = await run();
    expect(told.map(({ point }) => point.step)).toEqual([3, 6, 8]);
    for (const { epoch } of told) {
      expect(epoch.rewards).toHaveLength(4);
      expect(epoch.rewards.every((reward) => reward > 0 && reward <= 1)).toBe(true);
      expect(epoch.entropy).toBeLessThanOrEqual(epoch.uniformEntropy + 1e-9);
      for (const choice of epoch.probabilities) expect(choice.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 3);
    }
    const rewards = result.members.map(({ reward }) => reward);
    expect(rewards).toEqual([...rewards].sort((a, b) => b - a));
    expect(new Set(result.members.map(({ genotype }) => space.key(genotype))).size).toBe(result.members.length);
    expect(result.evaluation.confusion.reduce((sum, count) => sum + count, 0)).toBe(
      result.members.length * 4 * recipe.batch * 32 * 32,
    );
  });

  test("holds rewards against those on the same batch alone", async () => {
    const policy: SharedJob["policy"] = (random) =>
      reinforce.policy!({
        space: proposalSpace(space),
        options: { batch: 2, hidden: 8, entropyWeight: 0, baselineDecay: 0.9 },
        random,
      });
    for (const { epoch } of (await run({ policy })).told)
      expect(epoch.baseline).toBe(
        epoch.rewards.reduce<number | null>((baseline, reward) => movedBaseline(baseline, reward, 0.9), null),
      );
  });

  test("goes on from the checkpoint of any epoch to the same weights, policy and members, bit by bit", async () => {
    const whole = await run();
    for (const [index, resume] of whole.checkpoints.entries()) {
      const rest = await run({ resume });
      expect(rest.told).toEqual(whole.told.slice(index + 1));
      expect(rest.result.members).toEqual(whole.result.members);
      expect(rest.result.weights).toEqual(whole.result.weights);
      expect(rest.checkpoints).toEqual(whole.checkpoints.slice(index + 1));
    }
  });

  test("ends after the first epoch that meets all of its targets, also where it goes on from there", async () => {
    const whole = await run();
    const [first, second] = whole.told.map(({ epoch }) => meanOf(epoch.rewards));
    const target = Math.min(first!, second!);
    const met = await run({ targets: { reward: target } });
    expect(met.told).toHaveLength(first! >= target ? 1 : 2);
    expect(met.result.evaluation.step).toBe(met.told.at(-1)!.point.step);
    const resumed = await run({ targets: { reward: target }, resume: met.checkpoints.at(-1)! });
    expect(resumed.told).toEqual([]);
    expect(resumed.result).toEqual(met.result);
    expect((await run({ targets: { reward: 0.001, loss: 1e-9 } })).told).toHaveLength(3);
  });

  test("stopped in the middle, it has handed out its last epoch", async () => {
    const whole = await run();
    const stopper = createStopper();
    const checkpoints: Checkpoint[] = [];
    const stopped = run(
      {},
      {
        signal: stopper.signal,
        stepped: (step) => step === 5 && stopper.stop("test"),
        checkpoint: (bytes) => void checkpoints.push(bytes),
      },
    );
    await expect(stopped).rejects.toThrow();
    expect(checkpoints).toEqual(whole.checkpoints.slice(0, 1));
  });

  test("the weights rest while the policy learns, and the policy while they are trained (spec 3.9)", async () => {
    const learning = await run({ recipe: { ...recipe, steps: 3 } });
    const resting = await run({ recipe: { ...recipe, steps: 3 }, updates: 0 });
    const [learnt, rested] = [decodeShared(learning.checkpoints[0]!), decodeShared(resting.checkpoints[0]!)];
    expect(learnt.weights).toEqual(rested.weights);
    expect(learnt.policy).not.toEqual(rested.policy);
    expect(rested.policy).toEqual(job.policy(createRandom(job.seed).fork("policy")).export());
  });

  test("the policy waits for the weights to warm up; all samples of an epoch are scored on one batch", async () => {
    const { told, checkpoints } = await run({
      warmUp: 2,
      policy: (random, learnt) => ({
        ...job.policy(random, learnt),
        sample: () => ({ ...job.policy(random).sample(createRandom("same")) }),
      }),
    });
    expect(told.map(({ epoch }) => epoch.rewards.length)).toEqual([2, 2, 4]);
    for (const { epoch } of told) expect(new Set(epoch.rewards).size).toBe(1);
    const policies = checkpoints.map((bytes) => decodeShared(bytes).policy);
    expect(policies[1]).toEqual(policies[0]);
    expect(policies[2]).not.toEqual(policies[1]);
  });

  test("leaves nothing on the device", async () => {
    const before = memory().numTensors;
    await run();
    expect(memory().numTensors).toBe(before);
  });
});

describe("failures (spec 3.7)", () => {
  test("a loss that is no number halves the learning rate; after three in a row the epoch begins again, and at last the search ends", async () => {
    const broken = { ...data, image: data.image.map(() => Number.NaN) };
    await expect(run({ data: broken })).rejects.toThrow(
      /no number 12 times in epoch 1, down to a learning rate of 0\.0000024/,
    );
  });

  test("a member too large for memory takes fewer patches; where one is too many it is left out and worth nothing", async () => {
    const sizes = Array.from({ length: 40 }, (_, index) =>
      space.decode(space.views.random.sample(createRandom(index))),
    ).map((decoded) =>
      "network" in decoded ? costOf(decoded.network, { patch: recipe.patch, batch: 1 }).trainingBytes : 0,
    );
    const fitting = await run({ memoryCap: Math.max(...sizes) * 2 });
    expect(fitting.told.every(({ epoch }) => epoch.tooLarge === 0)).toBe(true);
    const none = await run({ memoryCap: 1 });
    expect(none.told.map(({ epoch }) => epoch.tooLarge)).toEqual([3, 3, 2]);
    expect(none.told.flatMap(({ epoch }) => epoch.rewards).every((reward) => reward === 0)).toBe(true);
    expect(none.result.weights).toEqual([]);
  });

  test("bytes of a checkpoint that were cut short are refused", () => {
    const bytes = encodeShared({
      epoch: 1,
      rateFactor: 0.5,
      hasMetTargets: false,
      weights: [],
      policy: Float64Array.of(Math.PI, Number.NaN),
    });
    expect(decodeShared(bytes)).toEqual({
      epoch: 1,
      rateFactor: 0.5,
      hasMetTargets: false,
      weights: [],
      policy: Float64Array.of(Math.PI, Number.NaN),
    });
    expect(() => decodeShared(bytes.slice(0, 12))).toThrow(/cut short/);
    expect(() => decodeShared(new Uint8Array(2))).toThrow(/cut short/);
  });
});

test("a member scored with the shared weights takes over its share of them and gets statistics of its own", async () => {
  const { result } = await run({ recipe: { ...recipe, steps: 6 } });
  const decoded = space.decode(result.members[0]!.genotype);
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  const scored = await scoreMember({
    network: decoded.network,
    recipe,
    data,
    shared: encodeWeights(result.weights),
    dataSeed: 3,
    signal: createStopper().signal,
  });
  const shared = new Map(result.weights.map(({ name, values }) => [name, values]));
  for (const { name, values } of scored.weights.filter(({ name }) => name.endsWith("/kernel") && shared.has(name)))
    expect(values).toEqual(shared.get(name));
  const means = scored.weights.filter(({ name }) => name.endsWith("/mean") && shared.has(name));
  expect(means.some(({ name, values }) => values.some((value, index) => value !== shared.get(name)![index]))).toBe(
    true,
  );
  expect(scored.evaluation.confusion.reduce((sum, count) => sum + count, 0)).toBe(32 * 32);
});
