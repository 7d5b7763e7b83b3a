import { rankSumTest, type RankSum } from "./rankSum.ts";

/** How often a tuned winner has to be trained again before its scores may claim anything (spec 1.7, as amended). */
export const FEWEST_AGAIN = 5;

/** Below which chance of such scores without any effect a gain is claimed. */
const CLAIMED_BELOW = 0.05;

/** What the scores of two stages allow to be said. */
export interface Claim {
  /** Retrainings of the tuned winner against those of the untuned one, both winners left out; null while there are too few. */
  readonly test: RankSum | null;
  /** Whether tuning may be said to have gained something. */
  readonly isGain: boolean;
}

/**
 * Whether tuning gained more than luck with the weights: retrainings of the tuned winner are held against those of the untuned one.
 * The winners themselves were chosen for their scores, so neither of their own scores is among these.
 */
export function claimOf(again: readonly number[], retrained: readonly number[]): Claim {
  if (again.length < FEWEST_AGAIN || retrained.length === 0) return { test: null, isGain: false };
  const test = rankSumTest(again, retrained);
  return { test, isGain: test.p < CLAIMED_BELOW };
}

/** How often the best of so many tunings beats the best of so many retrainings and the original where tuning does nothing: the largest of more draws is larger. */
export const emptyChance = (tunings: number, retrainings: number): number => tunings / (tunings + retrainings + 1);

/** "p = 0.0040", "p < 0.0001" */
export const chanceText = (p: number): string => (p < 1e-4 ? "p < 0.0001" : `p = ${p.toFixed(4)}`);
