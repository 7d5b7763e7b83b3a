import { describe, expect, test } from "vitest";
import { createRandom } from "../../core/random.ts";
import { runStrategy, seededStreams, type StrategyRun } from "../../core/strategy/runStrategy.ts";
import { proposalSpace, type ProposalSpace } from "../../core/space/space.ts";
import { presets as autosegnetPresets } from "../spaces/autosegnet/settings.ts";
import autosegnet from "../spaces/autosegnet/space.ts";
import { presets } from "../spaces/moduleTree/settings.ts";
import moduleTree from "../spaces/moduleTree/space.ts";
import { strategies } from "./index.ts";

const treeSpace = (extent = 64): ProposalSpace =>
  proposalSpace(moduleTree.bind(presets[0]!.settings, { channels: 1, classes: 2, patch: [1, extent, extent] }));

const layerSpace: ProposalSpace = proposalSpace(
  autosegnet.bind(autosegnetPresets[0]!.settings, { channels: 1, classes: 2, patch: [1, 32, 32] }),
);

describe.each(strategies.list.map(({ id }) => id))("strategy %s", (id) => {
  const strategy = strategies.get(id);
  const space = strategy.view in treeSpace().views ? treeSpace() : layerSpace;
  const run: StrategyRun = { strategy, options: {}, space, budget: 40, streams: seededStreams(3), sideBySide: 4 };
  /** Illegal networks have no value; the others' depends on their place in the order alone. */
  const evaluate = (genotype: unknown, index: number) =>
    space.illegality(genotype) === null
      ? { status: "finished" as const, value: Math.sin(index) }
      : { status: "illegal" as const, value: null };
  const whole = [...runStrategy(run, evaluate)];

  test("spends its budget on genotypes of which most are legal, each with a reason in words", () => {
    expect(whole).toHaveLength(40);
    for (const { reason } of whole) expect(reason.text).toMatch(/\.$/);
    expect(whole.filter(({ status }) => status === "finished").length).toBeGreaterThan(20);
  });

  test("continues an interrupted run as if nothing had happened", () => {
    for (const cut of [1, 20, 33])
      expect(
        [...runStrategy({ ...run, sideBySide: 1, history: whole.slice(0, cut) }, evaluate)].map(
          ({ genotype }) => genotype,
        ),
      ).toEqual(whole.slice(cut).map(({ genotype }) => genotype));
  });

  test("proposes the same when asked twice, and keeps what it was told", () => {
    let memory = strategy.begin();
    const ask = () =>
      strategy.ask(memory, {
        space,
        options: {},
        random: createRandom("ask"),
        shared: createRandom("shared"),
        proposed: whole.map(({ genotype }) => genotype).slice(0, 36),
        budget: 40,
      });
    for (const { index, genotype, status, value } of whole.slice(0, 36))
      memory = strategy.tell(memory, { index, genotype, status, value });
    const before = JSON.stringify(memory);
    expect(ask()).toEqual(ask());
    expect(JSON.stringify(memory)).toBe(before);
  });

  test("survives genotypes that went through JSON", () => {
    const history = JSON.parse(JSON.stringify(whole.slice(0, 24))) as typeof whole;
    expect([...runStrategy({ ...run, sideBySide: 1, history }, evaluate)].at(-1)!.genotype).toEqual(
      whole.at(-1)!.genotype,
    );
  });
});

test("strategies for boxes refuse a space that is none", () => {
  const { views, ...rest } = treeSpace();
  const space = { ...rest, views: { random: views.random } };
  for (const id of ["latin-hypercube", "r-sequence", "blackbox", "crs"]) {
    expect(() => [
      ...runStrategy(
        { strategy: strategies.get(id), options: {}, space, budget: 40, streams: seededStreams(1) },
        () => ({ status: "finished", value: 0 }),
      ),
    ]).toThrow(/has no vector view/);
  }
});

test("ranges that allow no legal network are named after 100 draws", () => {
  const context = {
    space: treeSpace(63),
    options: {},
    random: createRandom(1),
    shared: createRandom(1),
    proposed: [],
    budget: 5,
  };
  expect(() => strategies.get("hierarchical-random").ask(null, context)).toThrow(
    /100 draws in a row.*63 px cannot be halved/,
  );
});
