import { expect, test } from "vitest";
import { foldEvents } from "../core/study/study.ts";
import { type StudyEvent } from "../core/study/events.ts";
import { toyEvaluation, toySpec } from "../testing/toyStudy.ts";
import { bestSoFar, curveOf, curveTable, frontOf, paretoPoints, quantitiesOf } from "./searchPlots.ts";

/** Trials with the given scores (null fails), parameters 10, 20, 30, ... */
function study(scores: readonly (number | null)[]) {
  const events: StudyEvent[] = [{ type: "studyCreated", spec: toySpec() }];
  scores.forEach((meanIou, trial) => {
    const cost = { parameters: (trial + 1) * 10, multiplyAdds: 1, trainingBytes: 1 };
    events.push({
      type: "trialAsked",
      trial,
      stage: 0,
      label: String(trial + 1),
      architecture: { kind: "genotype", genotype: trial },
      key: String(trial),
      reason: { text: "" },
      cost,
      isPinned: false,
    });
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

test("the staircase rises only where a candidate is better, and ends at the last one that ended", () => {
  expect(bestSoFar(study([0.4, null, 0.3, 0.6, 0.5])).steps).toEqual([
    { x: 1, y: 0.4 },
    { x: 4, y: 0.6 },
    { x: 5, y: 0.6 },
  ]);
});

test("a trial without a score lies on the axis", () => {
  expect(bestSoFar(study([null])).points.map(({ x, y }) => [x, y])).toEqual([[1, 0]]);
});

test("curves share one row per step", () => {
  expect(curveTable(study([0.4, 0.6]), quantitiesOf(toySpec())[0])).toEqual([{ step: 10, t0: 0.2, t1: 0.3 }]);
});

test("curves can be of the shown metrics, the loss, and the score of every class", () => {
  const [trial] = study([0.4]).trials;
  const quantities = quantitiesOf(toySpec());
  expect(quantities.map(({ label }) => label)).toEqual([
    ...["Validation mean IoU", "Validation mean Dice", "Training loss", "IoU of background", "IoU of cell"],
  ]);
  expect(quantities.map((quantity) => curveOf(trial!, quantity)[0]?.value)).toEqual([0.2, 0.2, 1, 0.2, 0.2]);
});

test("the front holds what nothing beats in both", () => {
  const front = frontOf(paretoPoints(study([0.4, 0.3, null, 0.6, 0.6]), "parameters"));
  expect(front.map(({ x, y }) => [x, y])).toEqual([
    [10, 0.4],
    [40, 0.6],
  ]);
});
