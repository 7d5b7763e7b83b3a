import { expect, test } from "vitest";
import type { Told } from "../../remote/browser/joinedApi.ts";
import { afterTold, NOT_JOINED, stepsMade } from "./joinedState.ts";

const after = (...told: readonly Told[]) => told.reduce(afterTold, NOT_JOINED);
const joined = { session: "s", name: "otter", study: "Membranes", beatMs: 1 };
const point = (step: number) => ({ step, loss: 1 / step, learningRate: 1e-3 });

test("a page knows its name, its data and what it trains", () => {
  const state = after(
    { about: "joined", joined, device: "simd", keepsData: false },
    { about: "fetched", bytes: 5 },
    { about: "fetched", bytes: 7 },
    { about: "trial", trial: 3, steps: 40 },
    { about: "progress", trial: 3, step: 5, stepsPerSecond: 9 },
    { about: "point", trial: 3, point: point(10) },
    { about: "picture", trial: 3, step: 10, labels: Uint8Array.of(1) },
  );
  expect(state).toMatchObject({ name: "otter", study: "Membranes", keepsData: false, fetchedBytes: 12 });
  expect(state.trials).toMatchObject([{ trial: 3, step: 10, stepsPerSecond: 9, labelsStep: 10, state: "running" }]);
  expect(stepsMade(state)).toBe(10);
});

test("what it trains last comes first; what ended keeps its place and says how", () => {
  const state = after(
    { about: "trial", trial: 3, steps: 40 },
    { about: "work", work: { does: "ended", trial: 3, status: "failed", because: "not a number" } },
    { about: "trial", trial: 5, steps: 40 },
    { about: "work", work: { does: "gaveBack", trial: 5 } },
  );
  expect(state.trials.map(({ trial, state: its, because }) => [trial, its, because])).toEqual([
    [5, "gaveBack", null],
    [3, "failed", "not a number"],
  ]);
});

test("what is told of a trial that is not here changes nothing", () => {
  expect(after({ about: "point", trial: 9, point: point(1) })).toEqual(NOT_JOINED);
});
