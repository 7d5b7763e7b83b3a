import { describe, expect, test } from "vitest";
import { toyEvaluation, toySpec } from "../../testing/toyStudy.ts";
import { asked, ended } from "../../testing/trialEvents.ts";
import type { StudyEvent } from "./events.ts";
import { foldEvents } from "./fold.ts";
import { applyEvent } from "./study.ts";

const created: StudyEvent = { type: "studyCreated", spec: toySpec() };
const started = (trial: number, fromStep = 0): StudyEvent => ({
  type: "trialStarted",
  trial,
  device: "simd",
  fromStep,
});
const reported = (trial: number, step: number): StudyEvent => ({
  type: "trialReported",
  trial,
  point: { step, loss: 1 / step, learningRate: 1e-3, scores: toyEvaluation(step / 100, step).scores },
});
const study = (...events: readonly StudyEvent[]) => foldEvents([created, ...events])!;
const steps = (trial: number, ...events: readonly StudyEvent[]) =>
  study(...events)
    .trials.at(trial)!
    .curve.map(({ step }) => step);

describe("a study from its events", () => {
  test("has nothing before its first, and no trials after it", () => {
    expect(foldEvents([])).toBeNull();
    expect(study()).toMatchObject({ spec: toySpec(), points: [], choice: null, lostDevices: [], lastRun: null });
    expect(study().trials.length).toBe(0);
  });

  test("follows a trial from its asking to its test", () => {
    const told = study(asked(0), started(0), reported(0, 10), reported(0, 20), ended(0, 0.6), {
      type: "trialTested",
      trial: 0,
      evaluation: toyEvaluation(0.5, 40),
    });
    expect(told.trials.at(0)).toMatchObject({
      status: "finished",
      device: "simd",
      attempts: 1,
      seconds: 2,
      test: toyEvaluation(0.5, 40),
    });
    expect(told.trials.at(0)!.curve).toHaveLength(2);
  });

  test("a trial that goes on from a checkpoint has its curve up to there, and its seconds summed", () => {
    const crash: StudyEvent = { type: "trialInterrupted", trial: 0, because: "crash", seconds: 3 };
    const events = [asked(0), started(0), reported(0, 10), reported(0, 20), reported(0, 30), crash, started(0, 20)];
    expect(steps(0, ...events)).toEqual([10, 20]);
    expect(steps(0, ...events, reported(0, 30), ended(0, 0.3))).toEqual([10, 20, 30]);
    expect(study(...events, ended(0, 0.3)).trials.at(0)).toMatchObject({ attempts: 2, seconds: 5 });
    expect(steps(0, ...events, crash, started(0, 0))).toEqual([]);
  });

  test("keeps earlier states as they were", () => {
    const before = study(asked(0), started(0));
    applyEvent(applyEvent(before, reported(0, 10)), ended(0, 0.4));
    expect(before.trials.at(0)).toMatchObject({ status: "running", curve: [] });
  });

  test("remembers what it computes on, what was lost, and how its last run ended", () => {
    const chosen = (device: string): StudyEvent => ({ type: "deviceChosen", device, by: "user", figures: [] });
    const lost = (device: string): StudyEvent => ({ type: "deviceLost", device, next: "simd", because: "gone" });
    const told = study(chosen("webgpu"), lost("webgpu"), lost("native"), { type: "runEnded", because: "interrupted" });
    expect(told).toMatchObject({
      choice: { device: "webgpu" },
      lostDevices: ["webgpu", "native"],
      lastRun: { because: "interrupted" },
    });
    expect(applyEvent(told, chosen("webgpu")).lostDevices).toEqual(["native"]);
    expect(applyEvent(told, { type: "runStarted", device: "simd", slots: 2 }).lastRun).toBeNull();
  });

  test("points are placed, written anew under their number, kept in its order and taken away", () => {
    const place = (id: number, note: string): StudyEvent => ({
      type: "pointPlaced",
      point: { id, at: [0, 1, 2], tail: [3, 4], note },
    });
    const told = study(place(2, "b"), place(1, "a"), place(2, "c"));
    expect(told.points.map(({ id, note }) => `${id}${note}`)).toEqual(["1a", "2c"]);
    expect(applyEvent(told, { type: "pointRemoved", id: 1 }).points).toHaveLength(1);
  });

  test("its name, its budget and its baselines can be changed after it was created", () => {
    const unet = { id: "unet", options: {} };
    const told = study(
      { type: "renamed", name: "Mine" },
      { type: "budgetChanged", stage: 0, trials: 9 },
      { type: "baselineAdded", stage: 0, network: unet },
      { type: "memberQueued", stage: 0, genotype: 7 },
    );
    expect(told.spec.name).toBe("Mine");
    expect(told.spec.stages[0]).toMatchObject({ trials: 10, baselines: [unet], queued: [7] });
  });
});

describe("a log that contradicts itself is refused where it", () => {
  test.each<readonly [string, readonly StudyEvent[], string]>([
    ["begins without a study", [asked(0)], 'A log must begin with "studyCreated", this one begins with "trialAsked".'],
    ["leaves a trial out", [created, asked(1)], "The log asks for trial 1 where trial 0 comes next."],
    ["asks twice for one", [created, asked(0), asked(0)], "The log asks for trial 0 where trial 1 comes next."],
    [
      "reports one that was never asked for",
      [created, reported(3, 10)],
      "The log speaks of trial 3, which was never asked for.",
    ],
    ["ends one twice", [created, asked(0), ended(0, 0.1), ended(0, 0.2)], "The log ends trial 0 twice."],
  ])("%s", (_, events, message) => {
    expect(() => foldEvents(events)).toThrow(message);
  });
});

test("the test part is opened by asking for it, or by the stage that tests, and stays open", () => {
  const created: StudyEvent = {
    type: "studyCreated",
    spec: { ...toySpec(), stages: [...toySpec().stages, { kind: "test", from: [0] }] },
  };
  const isOpened = (...events: readonly StudyEvent[]) => foldEvents([created, ...events])!.isTestOpened;
  const begins = (stage: number): StudyEvent => ({ type: "stageBegan", stage, sources: [] });
  expect(isOpened(begins(0))).toBe(false);
  expect(isOpened(begins(0), begins(1))).toBe(true);
  expect(isOpened({ type: "testOpened" }, begins(0))).toBe(true);
});
