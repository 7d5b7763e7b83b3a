import { expect, test } from "vitest";
import { StudioError } from "../core/errors.ts";
import { createStopper } from "../core/run/signal.ts";
import { runStudy } from "../core/run/runStudy.ts";
import { foldEvents } from "../core/study/fold.ts";
import { arrayLog, newStudy, toyEvaluation, toyParts, toySpec } from "../testing/toyStudy.ts";
import { logDevice } from "./logDevice.ts";
import { createPool } from "./pool.ts";
import type { TrainerThread } from "./trainerThread.ts";

/** A thread that trains, or on a GPU loses it. */
function thread(): TrainerThread {
  let device = "";
  const trainer: TrainerThread["trainer"] = {
    open: (id) => Promise.resolve({ id: (device = id), label: "", detail: "", isFallback: false }),
    setPace: () => Promise.resolve(),
    setImage: () => Promise.resolve(),
    setData: () => Promise.resolve(),
    setLabels: () => Promise.resolve(),
    async train({ candidate: { recipe } }, listener) {
      await listener.started(0);
      if (device === "webgpu") throw new StudioError("DeviceLost", "The GPU was lost (driver update).");
      return { evaluation: toyEvaluation(0.5, recipe.steps), weights: Uint8Array.of(1) };
    },
    stop: () => Promise.resolve(),
    scoreBox: () => Promise.reject(new Error("nothing is scored")),
    openNetwork: () => Promise.reject(new Error("nothing is opened")),
    predict: () => Promise.resolve({ labels: new Uint8Array(), probabilities: null }),
    timeStep: () => Promise.resolve({ seconds: 0.1, firstStepSeconds: 0 }),
  };
  return { trainer, crashed: new Promise(() => undefined), share: (listener) => listener, end: () => undefined };
}

const artifacts = {
  readCheckpoint: () => Promise.resolve(null),
  writeCheckpoint: () => Promise.resolve(),
  removeCheckpoint: () => Promise.resolve(),
  putCheckpointAside: () => Promise.resolve(null),
  readWeights: () => Promise.resolve(null),
  writeWeights: () => Promise.resolve(),
  readNetwork: () => Promise.resolve(null),
  readBrought: () => Promise.resolve(null),
  readCorrection: () => Promise.resolve(null),
};
const data = {
  shape: [1, 1, 1] as const,
  subjects: undefined,
  image: new Float32Array(1),
  labels: new Uint8Array(1),
  classes: 1,
  split: {
    axis: "slices" as const,
    train: { from: 0, to: 1 },
    validation: { from: 0, to: 1 },
    test: { from: 0, to: 0 },
  },
};

test("the log of a study says what was chosen, what was lost and where the search went on", async () => {
  const log = arrayLog();
  const pool = createPool({ spawn: thread, device: "webgpu", slots: 2, data, artifacts });
  const figures = {
    id: "webgpu",
    label: "GPU",
    slots: 1,
    isFallback: false,
    firstStepSeconds: 1.5,
    overheadSeconds: 0.005,
    multiplyAddsPerSecond: 1e12,
    bytesPerSecond: 1e11,
  };
  const spec = toySpec({ trials: 2 });
  const run = runStudy(newStudy(spec), toyParts(pool, log), { interrupt: createStopper().signal });
  logDevice(run, pool, { device: "webgpu", by: "calibration", figures: [figures] });
  const study = await run.done;
  const told = log.events.filter(({ type }) =>
    ["runStarted", "deviceChosen", "deviceLost", "trialStarted"].includes(type),
  );
  expect(told.slice(0, 5)).toMatchObject([
    { type: "runStarted", device: "webgpu", slots: 1 },
    { type: "deviceChosen", device: "webgpu", by: "calibration", figures: [{ firstStepSeconds: 1.5 }] },
    { type: "trialStarted", device: "webgpu" },
    { type: "trialStarted", device: "webgpu" },
    { type: "deviceLost", device: "webgpu", next: "simd", because: "The GPU was lost (driver update)." },
  ]);
  expect(told.slice(5)).toMatchObject([
    { type: "trialStarted", device: "simd" },
    { type: "trialStarted", device: "simd" },
  ]);
  expect(study.trials.map(({ status }) => status)).toEqual(["finished", "finished"]);
  expect(foldEvents([{ type: "studyCreated", spec }, ...log.events])!.lostDevices).toEqual(["webgpu"]);
});
