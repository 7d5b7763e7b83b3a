import { expect, test } from "vitest";
import { foldEvents } from "../core/study/study.ts";
import { type StudyEvent } from "../core/study/events.ts";
import { toyEvaluation, toySpec } from "../testing/toyStudy.ts";
import { bestSoFar, curveTable, frontOf, paretoPoints } from "./searchPlots.ts";

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
  expect(curveTable(study([0.4, 0.6]), "meanIou")).toEqual([{ step: 10, t0: 0.2, t1: 0.3 }]);
});

test("the front holds what nothing beats in both", () => {
  const front = frontOf(paretoPoints(study([0.4, 0.3, null, 0.6, 0.6]), "parameters"));
  expect(front.map(({ x, y }) => [x, y])).toEqual([
    [10, 0.4],
    [40, 0.6],
  ]);
});
