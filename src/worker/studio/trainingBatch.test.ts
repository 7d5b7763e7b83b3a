import { expect, test } from "vitest";
import type { Dataset } from "../../core/image/dataset.ts";
import { defaultRecipe } from "../../catalog/recipes/index.ts";
import type { BatchRecipe } from "../studioApi.ts";
import { trainingBatch } from "./trainingBatch.ts";

const SHAPE = [6, 16, 16] as const;
const SLICE = 16 * 16;

/** Each slice has a grey value of its own, 10 z and one more in its left half, which is class 1. */
const dataset: Dataset = {
  id: "greys",
  name: "greys",
  volume: {
    shape: SHAPE,
    data: Uint8Array.from({ length: 6 * SLICE }, (_, at) => 10 * Math.floor(at / SLICE) + (at % 16 < 8 ? 1 : 0)),
    voxelSizeNm: null,
  },
  labels: {
    shape: SHAPE,
    data: Uint8Array.from({ length: 6 * SLICE }, (_, at) => (at % 16 < 8 ? 1 : 0)),
    classes: ["right", "left"].map((name) => ({ name, color: "#fff" })),
  },
  split: {
    axis: "slices",
    train: { from: 0, to: 3 },
    validation: { from: 4, to: 5 },
    test: { from: 5, to: 6 },
  },
};
const still = { ...defaultRecipe.augmentation, flips: false, quarterTurns: false };
const recipe: BatchRecipe = { ...defaultRecipe, patch: [1, 8, 8], batch: 5, augmentation: still };

test("every patch is of a training slice, in its own grey values, under its own labels", () => {
  const batch = trainingBatch(dataset, recipe, 0);
  expect(batch).toHaveLength(5);
  for (const { width, height, image, labels } of batch) {
    expect([width, height, image.length, labels!.length]).toEqual([8, 8, 64, 64]);
    const greys = Array.from(image, (value) => Math.abs(Math.round(value)));
    const slice = Math.floor(greys[0]! / 10);
    expect(slice).toBeLessThan(3);
    expect(greys).toEqual(Array.from(labels!, (label) => 10 * slice + label));
  }
});

test("it is the same for the same draw, another for another, and follows the recipe's changes of grey", () => {
  expect(trainingBatch(dataset, recipe, 3)).toEqual(trainingBatch(dataset, recipe, 3));
  expect(trainingBatch(dataset, recipe, 3)).not.toEqual(trainingBatch(dataset, recipe, 4));
  const brighter = { ...recipe, augmentation: { ...still, brightness: 3 } };
  const greys = trainingBatch(dataset, brighter, 0).flatMap(({ image }) => Array.from(image, (value) => value % 1));
  expect(greys.some((fraction) => Math.abs(fraction) > 0.01 && Math.abs(fraction) < 0.99)).toBe(true);
});

test("of a volume the middle section of each patch is given", () => {
  const [first] = trainingBatch(dataset, { ...recipe, patch: [3, 8, 8], batch: 1 }, 0);
  expect(Math.floor(Math.round(first!.image[0]!) / 10)).toBe(1);
});
