import { expect } from "vitest";
import type { OptionSet, OptionValues } from "../core/options.ts";
import { createRandom } from "../core/random.ts";
import type { ProposalSpace } from "../core/space/space.ts";
import { seededStreams } from "../core/strategy/runStrategy.ts";
import type { Proposal, Strategy, StrategyLaw, Told } from "../core/strategy/strategy.ts";

/** A strategy where it is held to its contract. */
export interface StrategyCase {
  readonly strategy: Strategy;
  readonly options: OptionValues;
  readonly space: ProposalSpace;
  readonly budget: number;
  /** Numbers of proposals that somebody puts into the search by hand, beside its budget. */
  readonly queued?: readonly number[];
}

/** What a study's log says of a search. */
export type SearchLine =
  | { readonly type: "asked"; readonly proposal: Proposal; readonly isByHand?: true }
  | { readonly type: "told"; readonly told: Told };

/** How a machine goes through a search: how many trials at a time, and which of those that run ends next. */
export interface Machine {
  readonly slots: number;
  readonly next: (running: number, line: number) => number;
}

const ONE_BY_ONE: Machine = { slots: 1, next: () => 0 };
const LAST_FIRST: Machine = { slots: 4, next: (running) => running - 1 };
const ANY_ORDER: Machine = { slots: 5, next: (running, line) => createRandom("ends", line).int(0, running - 1) };

/** A strategy that knows nothing but the lines it was given. */
function follow({ strategy, options, space, budget }: StrategyCase, before: readonly SearchLine[] = []) {
  const streams = seededStreams(3);
  const proposed: unknown[] = [];
  let byHand = 0;
  let memory = strategy.begin();
  const add = (line: SearchLine) => {
    if (line.type === "asked") {
      proposed.push(line.proposal.genotype);
      if (line.isByHand) byHand++;
    } else memory = strategy.tell(memory, line.told);
  };
  before.forEach(add);
  const ask = () =>
    strategy.ask(memory, {
      space,
      options,
      budget,
      random: streams.random(proposed.length),
      shared: streams.shared(),
      proposed: [...proposed],
      byHand,
    });
  return { add, ask, memory: () => memory };
}

/** Illegal networks have no value, now and then a training fails; the others' value depends on their place in the order alone. */
function evaluate({ space }: StrategyCase, { genotype }: Proposal, index: number): Told {
  if (space.illegality(genotype) !== null) return { index, genotype, status: "illegal", value: null };
  if (index % 9 === 7) return { index, genotype, status: "failed", value: null };
  return { index, genotype, status: "finished", value: 0.5 + Math.sin(index) / 3 };
}

/** The log of a whole search. Fails where the strategy waits although nothing runs. */
export function searchLog(tried: StrategyCase, { slots, next }: Machine): readonly SearchLine[] {
  const lines: SearchLine[] = [];
  const running: Told[] = [];
  const strategy = follow(tried);
  const { budget, queued = [] } = tried;
  const all = budget + queued.length;
  const add = (line: SearchLine) => {
    lines.push(line);
    strategy.add(line);
  };
  for (let asked = 0; asked < all || running.length > 0;) {
    const isByHand = queued.includes(asked);
    const isFree = asked < all && running.length < slots;
    const proposal = isFree ? (isByHand ? proposalByHand(tried, asked) : strategy.ask()) : null;
    if (proposal) {
      add({ type: "asked", proposal, ...(isByHand && { isByHand }) });
      running.push(evaluate(tried, proposal, asked++));
    } else {
      if (running.length === 0) expect.fail(`waits after ${asked} proposals, although every one of them has ended`);
      add({ type: "told", told: running.splice(next(running.length, lines.length), 1)[0]! });
    }
  }
  return lines;
}

/** Any member of the space, with the reason that the search gives. */
const proposalByHand = ({ space }: StrategyCase, number: number): Proposal => ({
  genotype: space.views.random.sample(createRandom("by hand", number)),
  reason: { text: "Put into the search by hand." },
});

const proposalsOf = (lines: readonly SearchLine[]): readonly Proposal[] =>
  lines.flatMap((line) => (line.type === "asked" ? [line.proposal] : []));

/** Every proposal has its reason in words; asking changes nothing and gives the same again. */
export function expectSound(tried: StrategyCase): readonly Proposal[] {
  const lines = searchLog(tried, ANY_ORDER);
  const proposals = proposalsOf(lines);
  expect(proposals).toHaveLength(tried.budget + (tried.queued?.length ?? 0));
  for (const { reason } of proposals) expect(reason.text).toMatch(/\.$/);
  const last = lines.findLastIndex((line) => line.type === "asked" && !line.isByHand);
  const strategy = follow(tried, lines.slice(0, last));
  const before = JSON.stringify(strategy.memory());
  expect(strategy.ask()).toEqual(strategy.ask());
  expect(JSON.stringify(strategy.memory())).toBe(before);
  return proposals;
}

/** The proposals are the same whatever order trials end in, and however many run side by side. */
function expectAskingLaw(tried: StrategyCase): void {
  const alone = proposalsOf(searchLog(tried, ONE_BY_ONE));
  for (const machine of [LAST_FIRST, ANY_ORDER]) expect(proposalsOf(searchLog(tried, machine))).toEqual(alone);
}

/** Whoever reads a log up to any line, as text, asks for exactly what the log goes on with. */
function expectTellingLaw(tried: StrategyCase): void {
  const lines = searchLog(tried, ANY_ORDER);
  for (const share of [0, 0.6]) {
    const cut = Math.floor(share * lines.length);
    const resumed = follow(tried, JSON.parse(JSON.stringify(lines.slice(0, cut))) as SearchLine[]);
    for (const line of lines.slice(cut)) {
      if (line.type === "asked" && !line.isByHand) expect(resumed.ask()).toEqual(line.proposal);
      resumed.add(line);
    }
  }
}

/** What every strategy of a law is held to; a law of asking asks for more than one of telling. */
export const LAWS: Readonly<Record<StrategyLaw, (tried: StrategyCase) => void>> = {
  telling: expectTellingLaw,
  asking(tried) {
    expectTellingLaw(tried);
    expectAskingLaw(tried);
  },
};

/** Each option at each of its ends, the others as they are at first. */
export const optionEnds = (options: OptionSet): readonly OptionValues[] =>
  Object.entries(options).flatMap(([name, option]): readonly OptionValues[] => {
    switch (option.kind) {
      case "int":
      case "float":
        return [{ [name]: option.min }, { [name]: option.max }];
      case "choice":
        return option.choices.map((value) => ({ [name]: value }));
      case "switch":
        return [{ [name]: false }, { [name]: true }];
      case "text":
        return [{ [name]: option.initial }];
      default:
        return option satisfies never;
    }
  });
