import { medianOf } from "../statistics.ts";
import type { Trial } from "../study/trial.ts";
import { chanceText, FEWEST_AGAIN } from "./claim.ts";
import type { RetrainingControl, Tuning } from "./retrainingControl.ts";

/** How far the scores of one network lie apart. */
export interface Spread {
  readonly minimum: number;
  readonly median: number;
  readonly maximum: number;
}

/** Of trials in the order of their scores, worst first. */
export function spreadOf(trials: readonly Trial[], scoreOf: (trial: Trial) => number): Spread {
  const scores = trials.map(scoreOf);
  return { minimum: scores[0]!, median: medianOf(scores), maximum: scores.at(-1)! };
}

/** What a retraining control comes to: the spread of luck, and what may be claimed of a tuned winner (spec 1.7, as amended). */
export function controlSentence(
  { source, retrained, tuning, ...spread }: Omit<RetrainingControl, "sentence">,
  scoreOf: (trial: Trial) => number,
): string {
  const first = `Trial ${source.label} scored ${three(scoreOf(source))}; ${againText(retrained.length, spread)}.`;
  if (!tuning) return first;
  const { winner, again } = tuning;
  const own = `Trial ${winner.label}, with optimised training numbers, scored ${three(scoreOf(winner))}`;
  const second = again.length === 0 ? own : `${own}; ${againText(again.length, spreadOf(again, scoreOf))}`;
  return [first, `${second}.`, verdict(tuning, retrained.length), luckText(tuning, retrained.length)].join(" ");
}

const againText = (times: number, { minimum, median, maximum }: Spread): string =>
  `retrained ${times} times it scored ${three(minimum)} to ${three(maximum)}, median ${three(median)}`;

function verdict({ again, claim: { test, isGain } }: Tuning, retrainings: number): string {
  if (!test)
    return `No gain can be claimed before it is retrained ${FEWEST_AGAIN} times or more; it was ${again.length} times.`;
  const by = `Mann-Whitney, one-sided ${chanceText(test.p)}, both winners left out`;
  return isGain
    ? `Its ${again.length} retrainings score more than the ${retrainings} before (${by}): a gain that is more than luck with the weights.`
    : `Its ${again.length} retrainings do not score more than the ${retrainings} before (${by}): no gain can be claimed.`;
}

const luckText = ({ trials, emptyChance }: Tuning, retrainings: number): string =>
  `Where tuning does nothing, the best of ${trials} still beats the original and its ${retrainings} retrainings with a chance of ${Math.round(100 * emptyChance)} %.`;

const three = (value: number): string => value.toFixed(3);
