import { expect, test } from "vitest";
import type { SurrogatePlane, SurrogateQuestion } from "../catalog/strategies/blackbox/surrogatePlane.ts";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import { scoredStudy as study } from "../testing/scoredStudy.ts";
import { toyEvaluation, toySpec } from "../testing/toyStudy.ts";
import type { CurvePoint } from "../core/study/trial.ts";
import {
  bestSoFar,
  curveOf,
  curveTable,
  drawnCurve,
  earlyText,
  frontOf,
  frontSteps,
  LOSS,
  paretoPoints,
  quantitiesOf,
  type DrawnPoint,
} from "./searchPlots.ts";
import { createStudioStore } from "./store.ts";

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

test("scores of a part of the validation slices are a line, those of all of them dots; a loss is of no part", () => {
  const scores = toyEvaluation(0.4, 0).scores;
  const curve: readonly CurvePoint[] = [
    { step: 10, loss: 3, learningRate: 1, scores },
    { step: 20, loss: 2, learningRate: 1, scores, share: 0.25 },
    { step: 30, loss: 1, learningRate: 1, scores, share: 0.25 },
    { step: 40, loss: 0, learningRate: 1, scores },
  ];
  const [headline] = quantitiesOf(toySpec());
  const stepsOf = (points: readonly DrawnPoint[]) => points.map(({ step }) => step);
  const { line, dots } = drawnCurve({ curve }, headline);
  expect([stepsOf(line), stepsOf(dots)]).toEqual([
    [20, 30],
    [10, 40],
  ]);
  expect(stepsOf(drawnCurve({ curve }, LOSS).line)).toEqual([10, 20, 30, 40]);
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

test("of planes through a surrogate the one that was asked for last is shown, whichever comes first", async () => {
  const answers: ((plane: SurrogatePlane) => void)[] = [];
  const studio = createFakeStudio([8, 32, 32]);
  const store = createStudioStore(
    { ...studio, space: { ...studio.space, surrogate: () => new Promise((resolve) => answers.push(resolve)) } },
    () => undefined,
  );
  const question = (across: number): SurrogateQuestion => ({ points: [[0, 0]], values: [1], axes: [across, 1] });
  const plane = { axes: [0, 1], values: new Float32Array(1), side: 1, low: 0, high: 0 } as const;
  const asked = [question(0), question(1)].map((each) => store.getState().wantSurrogate(each));
  answers[1]!(plane);
  answers[0]!(plane);
  await Promise.all(asked);
  expect(store.getState().surrogate?.question.axes).toEqual([1, 1]);
});

test("the front goes on level to the end of its axis", () => {
  const front = frontOf(paretoPoints(study([0.4, 0.3, null, 0.6, 0.6]), "parameters"));
  const steps = frontSteps(front, 1e9);
  expect(steps.length).toBe(front.length + 1);
  expect(steps.at(-1)).toEqual({ x: 1e9, y: front.at(-1)!.y });
  expect(frontSteps([], 1e9)).toEqual([]);
});

test("classes that are not found say something once a training has ended, and not before", () => {
  const scores = { values: { meanIou: 0.2 }, perClass: { iou: [0.4, 0] } };
  const curve = [{ step: 10, loss: 1, learningRate: 1, scores }];
  const { spec, trials } = study([0.4]);
  const [ended] = trials.filter(() => true);
  const { status, evaluation, ...base } = ended as Extract<typeof ended, { status: "finished" }>;
  const running = { ...base, status: "running" as const, curve };
  expect(earlyText({ spec, trials: [running] })).toBe("Too early to see rare classes");
  expect(earlyText({ spec, trials: [running, { ...base, status, evaluation }] })).toBeNull();
  expect(earlyText({ spec, trials: [{ ...running, curve: [] }] })).toBeNull();
});
