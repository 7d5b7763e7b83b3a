import type { StudyEvent } from "../core/study/events.ts";
import { foldEvents } from "../core/study/fold.ts";
import type { Study } from "../core/study/study.ts";
import { toyEvaluation, toySearch, toySpec } from "./toyStudy.ts";
import { asked } from "./trialEvents.ts";

/** A study whose trials have the given scores (null fails), half as much at step 10 of 20, and parameters 10, 20, 30, ... */
export function scoredStudy(scores: readonly (number | null)[], planned = toySearch.trials): Study {
  const events: StudyEvent[] = [{ type: "studyCreated", spec: toySpec({ trials: planned }) }];
  scores.forEach((meanIou, trial) => {
    const cost = { parameters: (trial + 1) * 10, multiplyAdds: 1, trainingBytes: 1 };
    events.push(asked(trial, { cost }));
    if (meanIou === null)
      events.push({
        type: "trialEnded",
        trial,
        outcome: { status: "failed", error: { name: "NotANumber", message: "" } },
        seconds: 1,
      });
    else {
      events.push({
        type: "trialReported",
        trial,
        point: { step: 10, loss: 1, learningRate: 1, scores: toyEvaluation(meanIou / 2, 10).scores },
      });
      events.push({
        type: "trialEnded",
        trial,
        outcome: { status: "finished", evaluation: toyEvaluation(meanIou, 20) },
        seconds: 1,
      });
    }
  });
  return foldEvents(events)!;
}
