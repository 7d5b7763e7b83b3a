import { checkedValues, type OptionValues } from "../options.ts";
import { createRandom, type Random } from "../random.ts";
import type { Genotype, ProposalSpace } from "../space/space.ts";
import type { AskContext, Strategy, Told } from "./strategy.ts";
import type { Reason } from "../study/trial.ts";

/** Where proposals draw from: a stream of its own for each of them, and one that is the same at every call. */
export interface ProposalStreams {
  random(index: number): Random;
  shared(): Random;
}

/** One proposal, with what its evaluation gave. */
export interface StrategyStep extends Told {
  readonly reason: Reason;
}

export interface StrategyRun {
  readonly strategy: Strategy;
  readonly options: OptionValues;
  readonly space: ProposalSpace;
  /** Proposals to make; rounded as the strategy rounds its budgets. */
  readonly budget: number;
  readonly streams: ProposalStreams;
  /** Proposals evaluated side by side, as far as the strategy makes them without knowing more; 1 where not given. */
  readonly sideBySide?: number;
  /** Takes the place of the first proposal. */
  readonly first?: Genotype;
  /** Steps of an interrupted run of the same kind, to go on from. */
  readonly history?: readonly StrategyStep[];
}

export const seededStreams = (seed: number | string): ProposalStreams => ({
  random: (index) => createRandom(seed, "proposals", index),
  shared: () => createRandom(seed, "shared"),
});

/**
 * Runs a strategy where an evaluation is a function call, without training, log or threads: test functions and their pictures.
 * Steps come as soon as they are told. Throws StudioError "BadInput" for options the strategy does not have.
 */
export function* runStrategy(
  run: StrategyRun,
  evaluate: (genotype: Genotype, index: number) => Pick<Told, "status" | "value">,
): Generator<StrategyStep, void> {
  const { strategy, history = [], sideBySide = 1 } = run;
  const options = checkedValues(strategy.id, strategy.options, run.options);
  const budget = strategy.budgetFor?.(run.budget, options) ?? run.budget;
  const proposed = history.map(({ genotype }) => genotype);
  let memory = history.reduce((before, step) => strategy.tell(before, told(step)), strategy.begin());
  let isBlocked = false;
  while (proposed.length < budget && !isBlocked) {
    const asked = askUpTo(Math.min(sideBySide, budget - proposed.length), run, memory, { options, proposed, budget });
    isBlocked = asked.length === 0;
    for (const { index, genotype, reason } of asked) {
      const step = { index, genotype, reason, ...evaluate(genotype, index) };
      memory = strategy.tell(memory, told(step));
      yield step;
    }
  }
}

const told = ({ index, genotype, status, value }: StrategyStep): Told => ({ index, genotype, status, value });

/** Asks until the strategy has to know more; what it proposes is added to `proposed`. */
function askUpTo(
  count: number,
  { strategy, space, streams, first }: StrategyRun,
  memory: unknown,
  context: Pick<AskContext, "options" | "budget"> & { readonly proposed: Genotype[] },
) {
  const asked: { readonly index: number; readonly genotype: Genotype; readonly reason: Reason }[] = [];
  while (asked.length < count) {
    const index = context.proposed.length;
    const proposal = strategy.ask(memory, {
      ...context,
      space,
      random: streams.random(index),
      shared: streams.shared(),
      byHand: 0,
    });
    if (!proposal) break;
    const isGiven = index === 0 && first !== undefined;
    asked.push(isGiven ? { index, genotype: first, reason: { text: "Placed by hand." } } : { index, ...proposal });
    context.proposed.push(asked.at(-1)!.genotype);
  }
  return asked;
}
