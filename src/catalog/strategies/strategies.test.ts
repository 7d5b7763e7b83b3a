import { describe, expect, test } from "vitest";
import { int, type OptionValues } from "../../core/options.ts";
import { createRandom, type Random } from "../../core/random.ts";
import { proposalSpace, type ProposalSpace, type VectorView } from "../../core/space/space.ts";
import { defineStrategy, type Proposal, type Strategy, type Told } from "../../core/strategy/strategy.ts";
import { expectSound, LAWS, optionEnds, type StrategyCase } from "../../testing/strategyContract.ts";
import { toyRecipe } from "../../testing/toyStudy.ts";
import { networks } from "../networks/index.ts";
import { presets as autosegnetPresets } from "../spaces/autosegnet/settings.ts";
import autosegnet from "../spaces/autosegnet/space.ts";
import { spaces } from "../spaces/index.ts";
import moduleTree from "../spaces/moduleTree/space.ts";
import branin from "../testFunctions/branin.ts";
import hartmann from "../testFunctions/hartmann.ts";
import { functionSpace } from "../testFunctions/testFunction.ts";
import { boxOf } from "./box.ts";
import { describedStrategies } from "./described.ts";
import { strategies } from "./index.ts";

const task = { channels: 1, classes: 2, patch: [1, 32, 32] as const };
const unet = networks.get("unet").decode({ base: 4, depth: 2, norm: "batch" }, task);
if ("illegal" in unet) throw new Error(unet.illegal.because);
const base = { network: unet.network, recipe: toyRecipe };

/** Settings under which a space has few numbers: a surrogate over many takes seconds. */
const operations = autosegnetPresets.find(({ id }) => id === "autosegnet-operations")!.settings;
const fixed = { ...operations.up, operations: operations.up.operations.slice(0, 1) };
const SMALL: Readonly<Record<string, unknown>> = { [autosegnet.id]: { ...operations, bridge: fixed, up: fixed } };

/** Every space, and two boxes without networks. */
const EVERYWHERE: readonly ProposalSpace[] = [
  ...spaces.list.map((space) =>
    proposalSpace(space.bind(SMALL[space.id] ?? space.presets[0]!.settings, { ...task, base })),
  ),
  ...[branin, hartmann].map((each) => functionSpace(each) as ProposalSpace),
];

/** Options with which a strategy learns soon, although its budget is small. */
const LEARNING: Readonly<Record<string, (dimensions: number) => OptionValues>> = {
  crs: (dimensions) => ({ population: dimensions + 1 }),
  reinforce: () => ({ hidden: 3 }),
};

/** The most units of a controller, which takes seconds to teach: only its first sample is looked at. */
const isHeavy = ({ hidden }: OptionValues): boolean => hidden === 256;

/** Ends of options with which no budget of this size is enough; the strategy has to say so. */
const REFUSED: Readonly<Record<string, readonly OptionValues[]>> = { blackbox: [{ initial: 1000 }] };

const isRefused = ({ strategy, options }: StrategyCase): boolean =>
  (REFUSED[strategy.id] ?? []).some((refused) => JSON.stringify(refused) === JSON.stringify(options));

/** Enough that a strategy gets to learn from what it is told: two batches of many, else a few points more than numbers. */
function budgetIn(space: ProposalSpace, strategy: Strategy, options: OptionValues): number {
  if (isHeavy(options)) return 1;
  const points = strategy.view === "vector" ? 2 * boxOf(space).dimensions + 12 : 16;
  const wished = Math.max(points, 2 * Number(options.batch ?? 0));
  return strategy.budgetFor?.(wished, options) ?? wished;
}

/** First options and their ends, everywhere. */
function casesOf(strategy: Strategy): readonly (readonly [name: string, tried: StrategyCase])[] {
  const offered = EVERYWHERE.filter(({ views }) => views[strategy.view] !== undefined);
  return offered.flatMap((space) => {
    const dimensions = strategy.view === "vector" ? boxOf(space).dimensions : 0;
    const learning = LEARNING[strategy.id]?.(dimensions) ?? {};
    const ends = optionEnds(strategy.options);
    const tried = [learning, ...ends.map((end) => ({ ...learning, ...end }))];
    return tried.map((options) => {
      const budget = budgetIn(space, strategy, options);
      return [`${space.id} ${JSON.stringify(options)}`, { strategy, options, space, budget }] as const;
    });
  });
}

/** The first of the cases in each space. */
const firstIn = (cases: ReturnType<typeof casesOf>) =>
  cases.filter(([, { space }], place) => cases.findIndex(([, other]) => other.space === space) === place);

const ownProposals = (proposals: readonly Proposal[]) =>
  proposals.filter(({ reason }) => !reason.text.includes("by hand"));

describe.each(strategies.list)("strategy $id", (strategy) => {
  test.each(casesOf(strategy).filter(([, tried]) => !isRefused(tried)))("keeps its law in %s", (_, tried) => {
    const proposals = expectSound(tried);
    const legal = proposals.filter(({ genotype }) => tried.space.illegality(genotype) === null);
    expect(legal.length).toBeGreaterThan(proposals.length / 2);
    LAWS[strategy.law](tried);
  });

  test.each(firstIn(casesOf(strategy)))("goes on where networks are put in by hand, in %s", (_, usual) => {
    const { budget } = usual;
    for (const queued of [[0], [Math.floor(budget / 2), Math.floor(budget / 2) + 1], [budget]]) {
      const tried = { ...usual, queued };
      const reasons = JSON.stringify(ownProposals(expectSound(tried)).map(({ reason }) => reason));
      expect(reasons).not.toMatch(/null|NaN|undefined/);
      LAWS.telling(tried);
    }
  });

  test("says what is wrong with options that its budget cannot serve", () => {
    const refused = casesOf(strategy).filter(([, tried]) => isRefused(tried));
    expect(refused.length > 0).toBe(strategy.id in REFUSED);
    for (const [, tried] of refused) expect(() => expectSound(tried)).toThrow(/Plan more trials, or fewer/);
  });

  test("refuses a space without its view", () => {
    const random = moduleTreeSpace(64).views.random;
    const bare: StrategyCase = {
      strategy,
      options: {},
      space: { id: "bare", views: { random }, illegality: () => null },
      budget: 4,
    };
    if (strategy.view === "random") expectSound(bare);
    else expect(() => expectSound(bare)).toThrow(/"bare" has no (vector view|module tree|decisions view)/);
  });
});

test.each(["latin-hypercube", "r-sequence"])("%s covers the box alike, whatever is put in by hand", (id) => {
  const tried = casesOf(strategies.get(id))[0]![1];
  const genotypes = (queued: readonly number[]) =>
    ownProposals(expectSound({ ...tried, queued })).map(({ genotype }) => genotype);
  expect(genotypes([0, 5, tried.budget])).toEqual(genotypes([]));
});

/** Ageing evolution (Real et al. 2019): the best of three of the last six to end has one number drawn anew. It proposes at once, whatever runs. */
const ageing = defineStrategy<readonly Told[]>({
  id: "ageing",
  label: "Ageing evolution",
  summary: "",
  view: "vector",
  law: "telling",
  options: { population: int("Population", 2, 20, 6) },
  begin: () => [],
  tell: (population, told) => [...population, told].slice(-6),
  ask(population, { space, random }) {
    const vector = space.views.vector!;
    if (population.length < 6)
      return { genotype: space.views.random.sample(random), reason: { text: "Drawn at random." } };
    const rivals = Array.from({ length: 3 }, () => population[random.int(0, population.length - 1)]!);
    const parent = rivals.toSorted((a, b) => (a.value ?? Infinity) - (b.value ?? Infinity))[0]!;
    return { genotype: mutated(vector, parent, random), reason: { text: `Child of ${parent.index}.` } };
  },
});

function mutated(vector: VectorView, { genotype }: Told, random: Random) {
  const axis = random.int(0, vector.parameters.length - 1);
  const { low, high } = vector.parameters[axis]!;
  return vector.fromVector(vector.toVector(genotype).with(axis, random.between(low, high)));
}

describe("the laws", () => {
  const cases = casesOf(ageing);

  test.each(cases)("an asynchronous strategy keeps that of telling, not that of asking, in %s", (_, tried) => {
    expectSound(tried);
    LAWS.telling(tried);
    expect(() => LAWS.asking(tried)).toThrow();
  });

  test("a strategy that remembers more than it is told breaks both", () => {
    let asked = 0;
    const forgetful: Strategy = {
      ...ageing,
      ask: (memory, context) => ageing.ask(memory, { ...context, random: createRandom(asked++) }),
    };
    const tried = { ...cases[0]![1], strategy: forgetful };
    for (const law of [LAWS.telling, LAWS.asking]) expect(() => law(tried)).toThrow();
  });

  test("a strategy that waits for nothing is found out", () => {
    const stuck: Strategy = { ...ageing, ask: () => null };
    expect(() => expectSound({ ...cases[0]![1], strategy: stuck })).toThrow(/waits after 0 proposals/);
  });
});

function moduleTreeSpace(extent: number): ProposalSpace {
  const [first] = moduleTree.presets;
  return proposalSpace(moduleTree.bind(first!.settings, { ...task, patch: [1, extent, extent] }));
}

test("ranges that allow no legal network are named after 100 draws", () => {
  const [strategy, space] = [strategies.get("hierarchical-random"), moduleTreeSpace(63)];
  expect(() => expectSound({ strategy, space, options: {}, budget: 5 })).toThrow(
    /100 draws in a row.*63 px cannot be halved/,
  );
});

test("what a strategy says of itself before its code is wanted is what it says", () => {
  expect(strategies.list.map(({ id }) => id)).toEqual(describedStrategies.list.map(({ id }) => id));
  for (const described of describedStrategies.list) expect(strategies.get(described.id)).toMatchObject(described);
});
