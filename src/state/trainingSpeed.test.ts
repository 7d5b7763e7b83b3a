import { expect, test } from "vitest";
import { applyEvent } from "../core/study/study.ts";
import { newStudy, toySpec } from "../testing/toyStudy.ts";
import { asked } from "../testing/trialEvents.ts";
import type { StudioState } from "./store.ts";
import { trainingSpeed } from "./trainingSpeed.ts";

const cost = { parameters: 1, multiplyAdds: 1, trainingBytes: 3e6 };
const study = [0, 1, 2].reduce((held, id) => applyEvent(held, asked(id, { cost })), newStudy(toySpec()));
const speed = (step: number, stepsPerSecond: number) => ({ step, stepsPerSecond });

function state(change: Partial<StudioState>): StudioState {
  const live = { state: "running" } as StudioState["live"];
  const ended = { type: "trialEnded", trial: 0, outcome: { status: "cancelled" }, seconds: 1 } as const;
  return { live, study: applyEvent(study, ended), progress: new Map(), ...change } as StudioState;
}

test("speed and memory are those of all that trains, not of what has ended", () => {
  const progress = new Map([
    [0, speed(9, 100)],
    [1, speed(3, 4)],
    [2, speed(1, 2.5)],
  ]) as unknown as StudioState["progress"];
  expect(trainingSpeed(state({ progress }))).toEqual({ stepsPerSecond: 6.5, bytes: 6e6 });
});

test("nothing is said before a step is measured, or while nothing runs", () => {
  expect(trainingSpeed(state({}))).toBeNull();
  const progress = new Map([[1, speed(3, 4)]]) as unknown as StudioState["progress"];
  expect(trainingSpeed(state({ progress, live: { state: "idle" } as StudioState["live"] }))).toBeNull();
  expect(trainingSpeed(state({ progress, study: null }))).toBeNull();
});
