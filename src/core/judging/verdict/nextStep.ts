import { lengthOf } from "../../image/dataset.ts";
import type { StageEdit } from "../../stages/edits.ts";
import { askedOf } from "../../stages/asked.ts";
import { kindOf } from "../../stages/index.ts";
import type { Stage } from "../../stages/index.ts";
import type { Study } from "../../study/study.ts";
import { evaluationOf, type Trial } from "../../study/trial.ts";
import { trialsOf } from "../../study/trials.ts";
import { FEWEST_TRAININGS, type Side, type Told } from "./told.ts";

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
      return testing(study, found);
    case "worse":
      return found.comparedIn === null ? searchingOn(study, found.best) : testing(study, found);
    case "tooEarly":
      return longer(found);
    case "cannotTell":
      return found.comparedIn === null ? retraining(found) : comparingOn(study, found, found.comparedIn);
  }
}

function retraining({ best, rival, difference }: Told): NextStep {
  const sides = [best, rival];
  const short = sides.filter((_, side) => difference.trainings[side]! < FEWEST_TRAININGS);
  const again = short.length > 0 ? short : sides;
  const who = again.length > 1 ? "both" : again[0]!.name;
  return {
    words: `Retrain ${who} ${FEWEST_TRAININGS} times`,
    edits: again.map(({ trial }) =>
      inserting({ kind: "retrain", source: { trial: trial.id }, times: FEWEST_TRAININGS }),
    ),
    seconds: FEWEST_TRAININGS * secondsOf(again.map(({ trial }) => trial)),
    opensTest: false,
  };
}

/** All that the stage compares is trained more often, so that its networks stay alike. Null where more trainings would not tell. */
function comparingOn(study: Study, { more, best }: Told, index: number): NextStep | null {
  if (more === null) return null;
  const trained = trialsOf(study, index).filter(({ status }) => status === "finished");
  // By what was asked for: some may have failed, and a stage is not to shrink.
  const value = askedOf(study, index, best.trial.architecture.kind) + FEWEST_TRAININGS;
  return {
    words: `Train each ${FEWEST_TRAININGS} times more`,
    edits: [{ type: "change", index, change: { field: "count", value } }],
    seconds: (secondsOf(trained) / best.trainings.length) * FEWEST_TRAININGS,
    opensTest: false,
  };
}

function longer({ best: { trial: best }, rival: { trial: rival } }: Told): NextStep {
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

function searchingOn(study: Study, { trial: best }: Side): NextStep {
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
function testing(study: Study, { best }: Told): NextStep | null {
  const { test, stage } = best.trial;
  if (test !== null || lengthOf(study.spec.task.split.test) === 0) return null;
  return {
    words: study.isTestOpened ? `Take ${best.name} to the test` : "Open the test part",
    edits: [inserting({ kind: "test", from: [stage] })],
    seconds: null,
    opensTest: true,
  };
}

const inserting = (stage: Stage): StageEdit => ({ type: "insert", stage });

const secondsOf = (trials: readonly Trial[]): number => trials.reduce((sum, { seconds }) => sum + seconds, 0);
