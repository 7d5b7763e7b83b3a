import type { OptionSet, OptionValues } from "../options.ts";
import type { Random } from "../random.ts";
import type { Registered } from "../registry.ts";
import type { Genotype, SearchSpace, ViewName } from "./space.ts";
import type { EndedTrial, Reason } from "./trial.ts";

export interface Proposal {
  readonly genotype: Genotype;
  readonly reason: Reason;
}

export interface AskContext {
  readonly space: SearchSpace;
  readonly options: OptionValues;
  /** Forked by the number of candidates asked so far, so that an interrupted study goes on exactly. */
  readonly random: Random;
  /** Candidates asked before this one, and how many there will be. */
  readonly asked: number;
  readonly budget: number;
}

/**
 * Proposes genotypes. `ask` never changes memory; `tell` returns the memory after one more ended trial. Memory is rebuilt by
 * telling the ended trials in their order, so it is never stored.
 */
export interface Strategy<Memory = unknown> extends Registered {
  readonly summary: string;
  /** The view of a space it needs. */
  readonly view: ViewName;
  readonly options: OptionSet;
  begin(): Memory;
  tell(memory: Memory, trial: EndedTrial): Memory;
  ask(memory: Memory, context: AskContext): Proposal;
}

/** Keeps the memory type inside the file that defines a strategy. */
export function defineStrategy<Memory>(strategy: Strategy<Memory>): Strategy {
  return strategy;
}
