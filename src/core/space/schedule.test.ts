import { expect, test } from "vitest";
import { toyRecipe } from "../../testing/toyStudy.ts";
import { inEpochs, withSteps, type ScheduleFitter } from "./schedule.ts";

/** Polynomial decay is laid out over the steps of a training, a constant rate is not. */
const fitter: ScheduleFitter = {
  scheduleOver: (id, steps) => ({ id, options: id === "polynomial" ? { over: steps } : {} }),
};
const decaying = { ...toyRecipe, steps: 40, schedule: { id: "polynomial", options: { over: 40 } } };

test("a schedule that was laid out over all steps still ends with the last", () => {
  expect(withSteps(decaying, 100, fitter)).toEqual({
    ...decaying,
    steps: 100,
    schedule: { id: "polynomial", options: { over: 100 } },
  });
});

test("one that was laid out otherwise by its user stays as it is", () => {
  const early = { ...decaying, schedule: { id: "polynomial", options: { over: 30 } } };
  expect(withSteps(early, 100, fitter)).toEqual({ ...early, steps: 100 });
});

test("a change of a recipe gets no schedule that it did not have", () => {
  expect(withSteps({ batch: 2 }, 100, fitter)).toEqual({ batch: 2, steps: 100 });
});

test("epochs are counted in steps, with an evaluation after each", () => {
  expect(inEpochs(decaying, 5, 30, fitter)).toMatchObject({
    steps: 150,
    evaluateEvery: 30,
    schedule: { options: { over: 150 } },
  });
});
