import { describe, expect, test } from "vitest";
import { createStopper } from "../core/run/signal.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { openDevice } from "./devices.ts";
import { isWhole } from "./scoredPart.ts";
import { discs, smallUnet, testRecipe } from "./testTasks.ts";
import { trainNetwork, type TrainingReport } from "./training.ts";

const sparing: Recipe = { ...testRecipe, steps: 80, evaluateEvery: 10, scoredShare: 0.125 };
const STEPS = [10, 20, 30, 40, 50, 60, 70, 80];
const wholeSteps = (recipe: Recipe) => STEPS.filter((step) => isWhole(recipe, step));

describe("the whole validation part is scored", () => {
  test("at the first and the last evaluation, and always where no share is given", () => {
    expect(wholeSteps(sparing)).toEqual([10, 80]);
    expect(wholeSteps({ ...sparing, scoredShare: 1 })).toEqual(STEPS);
    expect(wholeSteps({ ...testRecipe, steps: 80, evaluateEvery: 10 })).toEqual(STEPS);
  });

  test("from where a pruner judges", () => {
    const median = { id: "median", options: { trials: 4, warmUp: 50 } };
    const threshold = { id: "threshold", options: { below: 0.2, step: 65 } };
    expect(wholeSteps({ ...sparing, pruners: [median] })).toEqual([10, 50, 60, 70, 80]);
    expect(wholeSteps({ ...sparing, pruners: [threshold] })).toEqual([10, 70, 80]);
  });

  test("wherever the best evaluation counts, and of whole images", () => {
    expect(wholeSteps({ ...sparing, bestBy: "meanIou" })).toEqual(STEPS);
    expect(wholeSteps({ ...sparing, input: "wholeImage" })).toEqual(STEPS);
  });
});

test("a training says which of its points are of a share, and comes to what it comes to when all are whole", async () => {
  await openDevice("simd");
  const data = discs(3, 256);
  const trained = async (recipe: Recipe) => {
    const reports: TrainingReport[] = [];
    const hooks = { report: (report: TrainingReport) => void reports.push(report), signal: createStopper().signal };
    const { evaluation } = await trainNetwork({ network: smallUnet(), data, recipe, seed: 1 }, hooks);
    return { evaluation, points: reports.filter(({ scores }) => scores) };
  };
  const recipe = { ...testRecipe, steps: 12, evaluateEvery: 4 };
  const [some, all] = [await trained({ ...recipe, scoredShare: 0.25 }), await trained(recipe)];
  const voxels = ({ points }: typeof some) =>
    points.map(({ confusion }) => confusion!.counts.reduce((sum, count) => sum + count, 0) / 256 ** 2);
  expect(some.points.map(({ share }) => share)).toEqual([undefined, 0.25, undefined]);
  expect(all.points.map(({ share }) => share)).toEqual([undefined, undefined, undefined]);
  expect(voxels(some)).toEqual([1, 0.25, 1]);
  expect(some.evaluation).toEqual(all.evaluation);
  expect(some.points.map(({ loss }) => loss)).toEqual(all.points.map(({ loss }) => loss));
});
