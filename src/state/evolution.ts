import { createRandom } from "../core/random.ts";
import type { Told } from "../core/strategy/strategy.ts";
import { catalogParts } from "../catalog/parts.ts";
import foregroundDice from "../catalog/metrics/foregroundDice.ts";
import { valueOf } from "../core/judging/scores.ts";
import { createResolver } from "../core/stages/resolve.ts";
import { proposalSpace } from "../core/space/space.ts";
import { isSearch, plannedTrials, searchStage } from "../core/stages/search.ts";
import type { Study } from "../core/study/study.ts";
import { evaluationOf, hasEnded, type Trial } from "../core/study/trial.ts";
import { vectorStage, type VectorStage, type VectorTrial } from "./tuningPlots.ts";

/** A stage whose strategy moves through a box of numbers that mean networks. */
export interface Evolution {
  readonly vectors: VectorStage;
  /** Trials with a validation Dice, in the order of asking, numbered without those that have none (the paper's Fig. 3). */
  readonly points: readonly EvolutionPoint[];
  readonly leftOut: LeftOut;
}

export interface EvolutionPoint {
  /** Effective evaluations so far, from 1. */
  readonly x: number;
  readonly y: number;
  /** The best so far. */
  readonly top: number;
  readonly trial: Trial;
  readonly isBest: boolean;
}

/** Evaluations without a Dice, and those whose Dice was known already. */
export interface LeftOut {
  readonly illegal: number;
  readonly outOfMemory: number;
  readonly failed: number;
  readonly memoised: number;
}

/** Whether these pictures say something about a stage. */
export function hasEvolution(study: Study, stage: number): boolean {
  const spec = study.spec.stages[stage];
  return isSearch(spec) && !spec.base && catalogParts.strategy(spec.strategy.id).view === "vector";
}

/** Null where the stage has not begun. */
export function evolutionOf(study: Study, stage: number): Evolution | null {
  const vectors = vectorStage(study, stage);
  if (!vectors) return null;
  const trials = vectors.trials.map(({ trial }) => trial);
  const scored = trials.flatMap((trial) => {
    const dice = diceOf(trial);
    return dice === null ? [] : [{ trial, y: dice }];
  });
  const highest = Math.max(...scored.map(({ y }) => y));
  const best = scored.find(({ y }) => y === highest)?.trial;
  let top = 0;
  const points = scored.map(({ trial, y }, index) => ({
    x: index + 1,
    y,
    top: (top = Math.max(top, y)),
    trial,
    isBest: trial === best,
  }));
  const count = (status: Trial["status"]) => trials.filter((trial) => trial.status === status).length;
  return {
    vectors,
    points,
    leftOut: {
      illegal: count("illegal"),
      outOfMemory: count("outOfMemory"),
      failed: count("failed") + count("cancelled"),
      memoised: count("memoised"),
    },
  };
}

/** Dice over the foreground on the validation part, as the paper's figure has it; null where the trial was not trained to a score. */
export const diceOf = (trial: Trial): number | null => valueOf(evaluationOf(trial)?.scores, foregroundDice.id);

/** What the strategy holds after so many evaluations. */
export interface Generation {
  /** Oldest first. */
  readonly members: readonly VectorTrial[];
  /** Whether these are a population, or merely all trials so far. */
  readonly isPopulation: boolean;
}

/** Evaluations that have ended without a gap before them: so far the search can be told again. */
export function evaluatedOf({ trials }: VectorStage): number {
  const running = trials.findIndex(({ trial }) => !hasEnded(trial));
  return running < 0 ? trials.length : running;
}

/** The population as it stood, where the strategy has one; all trials so far otherwise. */
export function generationAt(study: Study, stage: number, { trials }: VectorStage, evaluations: number): Generation {
  const before = trials.slice(0, evaluations);
  const search = searchStage(study, stage);
  const { strategy } = search;
  const told = before.map(({ trial, x, value }, index): Told => {
    return { index, genotype: x, status: hasEnded(trial) ? trial.status : "cancelled", value };
  });
  const held = catalogParts.strategy(strategy.id).population?.(told, {
    space: proposalSpace(createResolver(catalogParts).space(study, stage)),
    options: strategy.options,
    shared: createRandom(study.spec.seed, "shared", stage),
    budget: plannedTrials(search),
  });
  if (!held) return { members: before, isPopulation: false };
  return { members: held.map((index) => trials[index]!), isPopulation: true };
}
