import { comparisonsOf, type Comparison, type ComparisonRow } from "../comparison.ts";
import { repeatsOf } from "../retrainingControl.ts";
import { isBaseline, isProposed, isTrainedAlone, PROPOSED_AND_BASELINES, repeatOf } from "../../study/architecture.ts";
import { bestAmong, bestTrial } from "../../study/ranking.ts";
import type { Study } from "../../study/study.ts";
import type { Trial } from "../../study/trial.ts";
import type { Side, Sides } from "./told.ts";

/**
 * What a study's verdict is about. Where a stage has trained what was found beside networks of the literature, that is it: all by one
 * recipe, as often, and nothing chosen by these scores. Else the best candidate of the searches. Null before two networks have finished.
 */
export const sidesOf = (study: Study): Sides | null => comparedSides(study) ?? searchedSides(study);

/** "trial 9", or the name of a baseline. */
export const nameOf = (trial: Trial): string => (isBaseline(trial) ? trial.label : `trial ${trial.label}`);

/** Of the last stage that has both: what was found, and the best baseline. */
function comparedSides(study: Study): Sides | null {
  for (const { stage, rows } of comparisonsOf(study).toReversed()) {
    const [found, baseline] = [rows.find(({ isFound }) => isFound), bestBaseline(rows)];
    if (!found || !baseline) continue;
    const source = study.trials.at(repeatOf(found.trials[0]!)!)!;
    return {
      best: { name: nameOf(source), trial: found.trials[0]!, trainings: found.trials },
      rival: { name: baseline.name, trial: baseline.trials[0]!, trainings: baseline.trials },
      chosenAmong: 1,
      comparedIn: stage,
    };
  }
  return null;
}

/** Rows come with the best first. */
const bestBaseline = (rows: Comparison["rows"]): ComparisonRow | undefined =>
  rows.find(({ trials }) => isBaseline(trials[0]!));

function searchedSides(study: Study): Sides | null {
  const finished = study.trials.filter((trial) => trial.status === "finished" && isTrainedAlone(trial));
  const best = bestTrial(study);
  const others = {
    spec: study.spec,
    trials: finished.filter((trial) => isProposed(trial) && trial.id !== best?.id),
  };
  const baselines = { spec: study.spec, trials: finished.filter(isBaseline) };
  const rival = bestAmong(baselines, PROPOSED_AND_BASELINES) ?? bestAmong(others);
  if (!best || !rival) return null;
  return {
    best: sideOf(study, best),
    rival: sideOf(study, rival),
    chosenAmong: chosenAmong(study, [best, rival]),
    comparedIn: null,
  };
}

/** Finished candidates, of which the best is the best by its score alone. */
const candidatesIn = (study: Study): number =>
  study.trials.filter((trial) => trial.status === "finished" && isTrainedAlone(trial) && isProposed(trial)).length;

/** Among how many one of these was chosen by the very score that it is judged by; 1 where each was trained again since. */
export function chosenAmong(study: Study, trials: readonly Trial[]): number {
  const candidates = candidatesIn(study);
  return trials.some((trial) => isProposed(trial) && repeatsOf(study, trial).length === 0) ? candidates : 1;
}

/** With trainings from other weights, and its own where it was not chosen by that, or there is no other. */
export function sideOf(study: Study, trial: Trial): Side {
  const again = repeatsOf(study, trial).filter(({ status }) => status === "finished");
  const isChosen = isProposed(trial) && candidatesIn(study) > 1;
  return { name: nameOf(trial), trial, trainings: isChosen && again.length > 0 ? again : [trial, ...again] };
}
