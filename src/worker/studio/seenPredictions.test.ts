import { describe, expect, test } from "vitest";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import type { Split } from "../../core/image/dataset.ts";
import { applyEvent, type Study } from "../../core/study/study.ts";
import { toySpec } from "../../testing/toyStudy.ts";
import type { Predictions } from "./predictions.ts";
import { createSeenPredictions } from "./seenPredictions.ts";

const WIDTH = 4;
const parts = { train: { from: 0, to: 2 }, validation: { from: 2, to: 3 }, test: { from: 3, to: 4 } };

/** Trial 1 predicts class 1 everywhere, trial 2 class 2. */
const predictions: Pick<Predictions, "slice" | "sliceScores" | "partScores" | "probability"> = {
  slice: (id) => Promise.resolve(new Uint8Array(2 * WIDTH).fill(id)),
  probability: () => Promise.resolve(new Float32Array(2 * WIDTH).fill(0.5)),
  sliceScores: (_, z, leftOut) => Promise.resolve({ values: { slice: z, from: leftOut?.from ?? null }, perClass: {} }),
  partScores: () => Promise.resolve({ values: { meanIou: 0.7 }, perClass: {} }),
};

function seenOf(axis: Split["axis"]) {
  const spec = toySpec();
  const task = { ...spec.task, shape: [4, 2, WIDTH] as const, split: { axis, ...parts } };
  let study: Study = applyEvent(null, { type: "studyCreated", spec: { ...spec, task } });
  return {
    seen: createSeenPredictions(predictions as Predictions, () => study),
    open: () => (study = applyEvent(study, { type: "testOpened" })),
  };
}

describe("a test part of slices", () => {
  test("is neither seen nor scored before it is opened", async () => {
    const { seen, open } = seenOf("slices");
    expect([...(await seen.slice(1, 2))]).toEqual(new Array(8).fill(1));
    const asked = [
      () => seen.slice(1, 3),
      () => seen.probability(1, 3, 0),
      () => seen.sliceScores(1, 3),
      () => seen.partScores(1, "test"),
    ];
    for (const ask of asked) await expect(ask()).rejects.toMatchObject({ name: "TestClosed" });
    open();
    for (const ask of asked) await expect(ask()).resolves.toBeDefined();
  });

  test("differs nowhere, and is empty in planes across the slices, before it is opened", async () => {
    const { seen, open } = seenOf("slices");
    const told: string[] = [];
    const tell = (done: number, planned: number) => void told.push(`${done} of ${planned}`);
    expect([...(await seen.disagreement(1, 2, tell))]).toEqual([1, 1, 1, 0]);
    expect(told).toEqual(["1 of 3", "2 of 3", "3 of 3"]);
    expect([...(await seen.plane(1, "yz", 0)).labels]).toEqual([1, 1, 1, UNLABELLED, 1, 1, 1, UNLABELLED]);
    open();
    expect([...(await seen.disagreement(1, 2, tell))]).toEqual([1, 1, 1, 1]);
    expect([...(await seen.plane(1, "yz", 0)).labels]).toEqual(new Array(8).fill(1));
  });
});

test("of a test part of columns, every slice is seen but for those columns", async () => {
  const { seen, open } = seenOf("columns");
  const half = [1, 1, 1, UNLABELLED, 1, 1, 1, UNLABELLED];
  expect([...(await seen.slice(1, 0))]).toEqual(half);
  expect([...(await seen.probability(1, 0, 0))]).toEqual([0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0]);
  expect((await seen.sliceScores(1, 0)).values).toEqual({ slice: 0, from: 3 });
  open();
  expect([...(await seen.slice(1, 0))]).toEqual(new Array(8).fill(1));
  expect((await seen.sliceScores(1, 0)).values).toEqual({ slice: 0, from: null });
});
