import { lengthOf } from "../../image/dataset.ts";
import type { StageEdit } from "../../stages/edits.ts";
import { kindOf } from "../../stages/index.ts";
import type { Stage } from "../../stages/index.ts";
import type { Study } from "../../study/study.ts";
import { evaluationOf, type Trial } from "../../study/trial.ts";
import { FEWEST_TRAININGS, type Told } from "./told.ts";
import { nameOf } from "./words.ts";

/** What a user would do about a verdict: edits of the plan, which then goes on. */
export interface NextStep {
  /** On its button: "Retrain both 3 times". */
  readonly words: string;
  readonly edits: readonly StageEdit[];
  /** How long it takes on one training thread, by what those trials took; null where nothing is trained. */
  readonly seconds: number | null;
  /** Whether it opens the test part, which cannot be closed again. */
  readonly opensTest: boolean;
}

/** Networks that a search goes on by. */
const MORE_CANDIDATES = 8;
/** By how much trainings are made longer where they learnt too little. */
const LONGER = 4;

/** The one step that would settle a verdict, or that comes after it; null where it is settled and the test part has been opened. */
export function nextStep(study: Study, found: Told): NextStep | null {
  switch (found.kind) {
    case "better":
    case "notWorse":
      return testing(study, found.best);
    case "worse":
      return searchingOn(study, found.best);
    case "tooEarly":
      return longer(found);
    case "cannotTell":
      return retraining(found);
  }
}

function retraining({ best, rival, difference }: Told): NextStep {
  const sides = [best, rival];
  const short = sides.filter((_, side) => difference.trainings[side]! < FEWEST_TRAININGS);
  const trials = short.length > 0 ? short : sides;
  const who = trials.length > 1 ? "both" : nameOf(trials[0]!);
  return {
    words: `Retrain ${who} ${FEWEST_TRAININGS} times`,
    edits: trials.map(({ id }) => inserting({ kind: "retrain", source: { trial: id }, times: FEWEST_TRAININGS })),
    seconds: FEWEST_TRAININGS * secondsOf(trials),
    opensTest: false,
  };
}

function longer({ best, rival }: Told): NextStep {
  const steps = LONGER * evaluationOf(best)!.step;
  return {
    words: `Train both for ${steps} steps`,
    edits: [best, rival].map(({ id }) =>
      inserting({ kind: "retrain", source: { trial: id }, times: 1, recipe: { steps } }),
    ),
    seconds: LONGER * secondsOf([best, rival]),
    opensTest: false,
  };
}

function searchingOn(study: Study, best: Trial): NextStep {
  const stage = study.spec.stages[best.stage]!;
  const trials = kindOf(stage).size(stage);
  const one = best.seconds;
  return {
    words: `Search on, ${MORE_CANDIDATES} more`,
    edits: [{ type: "change", index: best.stage, change: { field: "count", value: trials + MORE_CANDIDATES } }],
    seconds: MORE_CANDIDATES * one,
    opensTest: false,
  };
}

/** Null where nothing is held out, or the best was tested. */
function testing(study: Study, best: Trial): NextStep | null {
  if (best.test !== null || lengthOf(study.spec.task.split.test) === 0) return null;
  return {
    words: study.isTestOpened ? `Take ${nameOf(best)} to the test` : "Open the test part",
    edits: [inserting({ kind: "test", from: [best.stage] })],
    seconds: null,
    opensTest: true,
  };
}

const inserting = (stage: Stage): StageEdit => ({ type: "insert", stage });

const secondsOf = (trials: readonly Trial[]): number => trials.reduce((sum, { seconds }) => sum + seconds, 0);
