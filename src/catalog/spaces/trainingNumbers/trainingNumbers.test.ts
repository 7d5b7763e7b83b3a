import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.ts";
import { defaultRecipe, recipes } from "../../recipes/index.ts";
import { networks } from "../../networks/index.ts";
import { optimisers } from "../../optimisers/index.ts";
import { schedules } from "../../schedules/index.ts";
import { parseSettings } from "./settings.ts";
import space from "./space.ts";

const recipe = { ...defaultRecipe, steps: 10_000 };
const task = { channels: 1, classes: 2, patch: [1, 64, 64] as const };
const decodedUnet = networks.get("unet").decode({ base: 8, depth: 2, norm: "batch" }, task);
if ("illegal" in decodedUnet) throw new Error(decodedUnet.illegal.because);
const { network } = decodedUnet;
const bound = space.bind(parseSettings({}), { ...task, base: { network, recipe } });
const { vector, random } = bound.views;

/** The public defaults of the system (spec 1.2). */
const DEFAULTS = [-3, 3.4, 0.75, -1.5, -2.1, -11, -11];

const decode = (numbers: readonly number[]) => {
  const decoded = bound.decode(numbers);
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return decoded;
};

test("the seven ranges of spec 1.7; a stair is as long as the recipe allows", () => {
  expect(vector!.parameters.map(({ name, low, high }) => [name, low, high])).toEqual([
    ["log_learning_rate", -4, -2],
    ["log_decay_steps", 2.5, 4],
    ["exponential_decay_rate", 0.5, 1],
    ["log_alpha1", -2.5, -0.5],
    ["log_alpha2", -3.1, -1.1],
    ["log_gamma1", -12, -4],
    ["log_gamma2", -8, -3],
  ]);
});

test("the public defaults give betas 0.968377 and 0.992057 and the known staircase (spec 1.2)", () => {
  const trained = decode(DEFAULTS).recipe!(recipe);
  expect(trained.optimiser.options.beta1).toBeCloseTo(0.968377, 6);
  expect(trained.optimiser.options.beta2).toBeCloseTo(0.992057, 6);
  expect(trained.optimiser.options.epsilon).toBe(1e-7);
  const rate = (done: number) =>
    optimisers.get(trained.optimiser.id).learningRate(trained.optimiser.options) *
    schedules.get(trained.schedule.id).factor({ done, steps: 10_000 }, trained.schedule.options);
  for (const [done, expected] of [
    [0, 1e-3],
    [2511, 1e-3],
    [2512, 7.5e-4],
    [5023, 7.5e-4],
    [5024, 5.625e-4],
  ] as const)
    expect(rate(done)).toBeCloseTo(expected, 12);
  expect({ ...trained, optimiser: null, schedule: null }).toEqual({ ...recipe, optimiser: null, schedule: null });
});

test("every convolution has the pair of penalties, off at -10 or less, and the network is else the same", () => {
  const penaltiesIn = (numbers: readonly number[]) =>
    decode(numbers).network.nodes.flatMap(({ params }) => ("penalties" in params ? [params.penalties] : []));
  const convolutions = network.nodes.filter(({ kind }) =>
    ["conv", "depthwiseConv", "convTranspose"].includes(kind),
  ).length;
  expect(penaltiesIn(DEFAULTS)).toEqual(Array.from({ length: convolutions }, () => ({ l1: 0, l2: 0 })));
  const searched = [...DEFAULTS.slice(0, 5), -5, -4];
  for (const penalties of penaltiesIn(searched)) {
    expect(penalties.l1).toBeCloseTo(1e-5, 12);
    expect(penalties.l2).toBeCloseTo(1e-4, 12);
  }
  expect(decode(searched).network.nodes.map(({ id, inputs }) => [id, inputs])).toEqual(
    network.nodes.map(({ id, inputs }) => [id, inputs]),
  );
});

describe("the network's own numbers", () => {
  const ownOf = (own: Partial<typeof recipe>, trained = network) =>
    space.bind(parseSettings({}), { ...task, base: { network: trained, recipe: { ...recipe, ...own } } }).own!();

  test("are those of Guay 2019 where it is trained by that, and decode to the same training", () => {
    const guay = recipes.get("guay2019").recipe;
    const own = ownOf({ ...guay, steps: 10_000 });
    expect(own.map((value) => Number(value.toFixed(6)))).toEqual([-3, 3.4, 0.75, -1.5, -2.1, -12, -8]);
    const { optimiser, schedule } = decode(own).recipe!(guay);
    const rounded = (value: unknown) => Number(Number(value).toFixed(9));
    expect(Object.values(optimiser.options).map(rounded)).toEqual(Object.values(guay.optimiser.options).map(rounded));
    expect(Object.values(schedule.options).map((value) => Number(value).toFixed(6))).toEqual([
      "0.750000",
      "2511.886432",
    ]);
  });

  test("come into the ranges where they lie outside, and a constant rate is a stair that lowers nothing", () => {
    const wild = { id: "sgd", options: { learningRate: 0.5 } };
    expect(ownOf({ optimiser: wild, steps: 250 }).map((value) => Number(value.toFixed(3)))).toEqual([
      ...[-2, 2.398, 1],
      ...[-1, -3],
      ...[-12, -8],
    ]);
  });

  test("take the median of penalties that differ from layer to layer", () => {
    let index = 0;
    const gammas = [1e-6, 1e-5, 1e-4];
    const penalised = network.nodes.map((node) =>
      node.kind === "conv"
        ? { ...node, params: { ...node.params, penalties: { l1: 0, l2: gammas[index++ % 3]! } } }
        : node,
    );
    expect(ownOf({}, { ...network, nodes: penalised })[6]).toBeCloseTo(-5, 9);
  });
});

describe("as a space", () => {
  test("every member is a recipe the optimiser and the schedule accept, however few the steps", () => {
    const short = space.bind(parseSettings({}), { ...task, base: { network, recipe: { ...recipe, steps: 3 } } });
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const decoded = short.decode(short.views.random.sample(createRandom(seed)));
        const { optimiser, schedule } = "recipe" in decoded ? decoded.recipe(recipe) : recipe;
        expect(optimisers.get(optimiser.id).learningRate(optimiser.options)).toBeGreaterThan(0);
        expect(schedules.get(schedule.id).factor({ done: 2, steps: 3 }, schedule.options)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("a point comes back exactly, also through JSON", () => {
    const member = random.sample(createRandom(3));
    expect(vector!.toVector(JSON.parse(JSON.stringify(vector!.fromVector(member))) as typeof member)).toEqual(member);
  });

  test("keys tell members apart, except for penalties that are off", () => {
    expect(bound.key(DEFAULTS)).toBe(bound.key([...DEFAULTS.slice(0, 5), -12, -10]));
    expect(bound.key(DEFAULTS)).not.toBe(bound.key([-2.9, ...DEFAULTS.slice(1)]));
    expect(bound.key([...DEFAULTS.slice(0, 6), -4])).not.toBe(bound.key(DEFAULTS));
  });

  test("is described in words", () => {
    expect(bound.describe([...DEFAULTS.slice(0, 6), -4])).toBe(
      "rate 0.001, × 0.75 every 2500 steps; β 0.968 and 0.9921; L1 off, L2 0.0001 (3.3 summed)",
    );
  });
});

test("needs a network to train, and ranges that fit", () => {
  expect(() => space.bind(parseSettings({}), task)).toThrow(/choose an earlier stage/);
  expect(() => parseSettings({ logLearningRate: [-2, -4] })).toThrow(
    /logLearningRate: the first number must not be above/,
  );
  expect(() => parseSettings({ decayRate: [0.5, 2] })).toThrow(/decayRate/);
});
