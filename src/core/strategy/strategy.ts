import type { OptionSet, OptionValues } from "../options.ts";
import type { Random } from "../random.ts";
import type { Registered } from "../registry.ts";
import type { Genotype, ProposalSpace, ViewName } from "../space/space.ts";
import type { Lesson } from "./lesson.ts";
import type { Outcome, Reason } from "../study/trial.ts";

export interface Proposal {
  readonly genotype: Genotype;
  readonly reason: Reason;
}

export interface AskContext {
  readonly space: ProposalSpace;
  readonly options: OptionValues;
  /** Forked by the number of candidates asked so far, so that an interrupted study goes on exactly. */
  readonly random: Random;
  /** The stage's own stream, the same at every call: for a design that is drawn once, such as a Latin hypercube. */
  readonly shared: Random;
  /** Candidates asked before this one, ended or not, in order, whoever proposed them. */
  readonly proposed: readonly Genotype[];
  /** How many of them somebody put into the search by hand. The strategy is told of them as of its own. */
  readonly byHand: number;
  /** How many candidates were planned, beside those put in by hand: it does not change with them. */
  readonly budget: number;
}

/** What became of a proposal. */
export interface Told {
  /** Number of the proposal, from 0, in the order of asking; trials that train side by side end in any order. */
  readonly index: number;
  readonly genotype: Genotype;
  readonly status: Outcome["status"];
  /** The stage's objective, to be minimised; null where the trial has no score. */
  readonly value: number | null;
}

/** A member that a policy has made choice by choice. */
export interface PolicySample {
  readonly genotype: Genotype;
  readonly logProbability: number;
  /** Sum over the choices, in nats. */
  readonly entropy: number;
  /** Of every choice, the probability of each alternative. */
  readonly probabilities: readonly ArrayLike<number>[];
}

/** What a member was worth; null says nothing of it. */
export interface Rewarded {
  readonly genotype: Genotype;
  readonly reward: number | null;
}

/** Samples members and learns from their rewards in place, for searches over shared weights (spec 3.4). Changed by `beginRound` and `update` alone. */
export interface Policy {
  /** Samples that one update takes. */
  readonly batch: number;
  /** Entropy of uniform choices, in nats. */
  readonly uniformEntropy: number;
  /** Moving average of the rewards of this round; null before the first. */
  readonly baseline: number | null;
  /** The rewards that follow are measured on something new: those before say nothing of what to expect. */
  beginRound(): void;
  sample(random: Random): PolicySample;
  update(samples: readonly Rewarded[]): void;
  /** All that it has learnt, bit by bit. */
  export(): Float64Array;
}

export interface PolicyContext {
  readonly space: ProposalSpace;
  readonly options: OptionValues;
  /** Where its first weights are drawn. */
  readonly random: Random;
  /** What an earlier one exported, to go on from. */
  readonly learnt?: Float64Array;
}

/** What a strategy shows itself by. */
export type ShowContext = Pick<AskContext, "space" | "options" | "shared" | "budget">;

/**
 * What the proposals follow from, beside the seed. "asking": from the order of asking alone, so that they are the same whatever order
 * trials end in and however many are trained side by side. "telling": from the order in which trials were asked and ended as well, so
 * that a study that goes on from its log proposes what it would have, but another machine may propose something else.
 */
export type StrategyLaw = "asking" | "telling";

/** What a strategy says of itself, which is all that a plan needs of it: how it proposes is loaded by what runs it. */
export interface DescribedStrategy extends Registered {
  readonly summary: string;
  /** The view of a space it needs. */
  readonly view: ViewName;
  readonly law: StrategyLaw;
  readonly options: OptionSet;
  /** How many candidates a budget becomes, where batches have to be filled; the budget itself where not given. */
  budgetFor?(trials: number, options: OptionValues): number;
  /** What a user should know of a budget before it is spent, such as that it is too small to learn from; null where there is nothing. */
  caution?(context: Omit<ShowContext, "shared">): string | null;
  /** How it is explained, beside its reasons. */
  readonly lesson?: Lesson;
}

/**
 * Proposes genotypes. `ask` never changes memory; `tell` returns the memory after one more ended trial. Memory is rebuilt by
 * telling the ended trials in their order, so it is never stored.
 */
export interface Strategy<Memory = unknown> extends DescribedStrategy {
  begin(): Memory;
  tell(memory: Memory, told: Told): Memory;
  /** The next proposal; null while it depends on proposals that have not ended yet. */
  ask(memory: Memory, context: AskContext): Proposal | null;
  /**
   * Numbers of the proposals that it holds on to after `told`, in the order of asking: the population that the next ones come from.
   * Null where it holds nothing yet.
   */
  population?(told: readonly Told[], context: ShowContext): readonly number[] | null;
  /** The model of the values that the last of `told` was proposed from, over points of the vector view; null where it came from none. */
  surrogate?(told: readonly Told[], context: ShowContext): ((x: readonly number[]) => number) | null;
  /** What it learns as a policy of its own, where it can be used over shared weights. */
  policy?(context: PolicyContext): Policy;
}

/** Keeps the memory type inside the file that defines a strategy. */
export function defineStrategy<Memory>(strategy: Strategy<Memory>): Strategy {
  return strategy;
}
