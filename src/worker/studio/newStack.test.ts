import { describe, expect, test, vi } from "vitest";
import { encodeTiff } from "../../catalog/exports/tiff.ts";
import { decodeBytes } from "../../testing/decodeBytes.ts";
import { fakeBrowser } from "../../testing/fakeGround.ts";
import { toySearch } from "../../testing/toyStudy.ts";
import { normalise, type TrainingData } from "../../engine/trainingData.ts";
import { encodeWeights } from "../../engine/weights.ts";
import type { TrainerThread } from "../trainerThread.ts";
import type { LiveStatus, StudioApi } from "../studioApi.ts";
import { createStudio } from "./studio.ts";

const SIDE = 32;
const DEPTH = 5;
const plan = { name: "toy", seed: 1, stages: [{ ...toySearch, trials: 1 }] };
const LISTENER = { progress: () => undefined, choose: () => Promise.resolve([]) };

const stack = (
  value: (index: number) => number,
  depth = 8,
  voxelSizeNm: readonly [number, number, number] | null = null,
) =>
  new Blob([
    encodeTiff({
      ...{ shape: [depth, SIDE, SIDE], voxelSizeNm },
      data: Uint8Array.from({ length: depth * SIDE * SIDE }, (_, index) => value(index)),
    }),
  ]);
const known = (index: number) => (index * 37) % 251;

/** Threads that train as the toy does, and predict class 1 where the normalised image is bright; less surely where it is dark. */
function brightThreads(train: () => TrainerThread): () => TrainerThread {
  return () => {
    let data: Pick<TrainingData, "image"> | null = null;
    const thread = train();
    const { trainer } = thread;
    return {
      ...thread,
      trainer: {
        ...trainer,
        async train(job, listener) {
          return { ...(await trainer.train(job, listener)), weights: encodeWeights([], {}) };
        },
        setData: (next) => Promise.resolve(void (data = next)),
        setImage: ({ volume, intensity }) =>
          Promise.resolve(void (data = { image: normalise(volume.data, intensity) })),
        predict(_, { z }, withProbabilities) {
          const values = data!.image.subarray(z.from * SIDE ** 2, z.to * SIDE ** 2);
          const labels = Uint8Array.from(values, (value) => (value > 0 ? 1 : 0));
          const probabilities = Float32Array.from({ length: 2 * values.length }, (__, at) =>
            values[at >> 1]! > 0 ? at % 2 : 0.5,
          );
          return Promise.resolve({ labels, probabilities: withProbabilities ? probabilities : null });
        },
      },
    };
  };
}

/** A tab that segments a new stack, whose next prediction never comes where that is wished. */
async function openHeld() {
  let isHeld = false;
  const studio = await openTab((thread) => ({
    ...thread,
    trainer: {
      ...thread.trainer,
      predict(...asked) {
        if (!isHeld) return thread.trainer.predict(...asked);
        isHeld = false;
        return new Promise(() => undefined);
      },
    },
  }));
  await openNew(studio);
  await studio.newStack.begin(wish);
  return { studio, holdNext: () => void (isHeld = true) };
}

/** A tab with a study that has trained, made on 8 slices. */
async function openTab(changed: (thread: TrainerThread) => TrainerThread = (thread) => thread) {
  const ground = fakeBrowser()();
  const spawn = brightThreads(ground.spawnTrainer);
  const studio = createStudio({ ...ground, spawnTrainer: () => changed(spawn()) });
  const statuses: LiveStatus[] = [];
  await studio.data.openFiles(
    [
      { path: "raw.tif", file: stack(known) },
      { path: "labels.tif", file: stack((index) => (index >> 5) % 2) },
    ],
    LISTENER,
  );
  await studio.study.listen({
    ...{ study: () => undefined, deviceLost: () => undefined, preview: () => undefined },
    status: (status: LiveStatus) => void statuses.push(status),
  });
  await studio.study.start({ plan, workers: 1, device: "cpu", pace: "full" });
  await vi.waitFor(() => expect(statuses.at(-1)?.state).toBe("idle"), { timeout: 4000 });
  return studio;
}

const openNew = (studio: StudioApi, value = known) =>
  studio.data.openFiles([{ path: "new.tif", file: stack(value, DEPTH) }], LISTENER);
const wish = { trial: 0, matchIntensity: false };

describe("a stack that no network was trained on", () => {
  test("is told from the study's own, whatever becomes of its labels and split", async () => {
    const studio = await openTab();
    expect(await studio.newStack.isNew()).toBe(false);
    await studio.data.close("labels");
    expect(await studio.newStack.isNew()).toBe(false);
    await openNew(studio);
    expect(await studio.newStack.isNew()).toBe(true);
  });

  test("is predicted slice by slice as it is looked at, and across the slices as far as it is", async () => {
    const studio = await openTab();
    await openNew(studio);
    expect(await studio.newStack.begin(wish)).toEqual({ warnings: [], isGreyAlike: true });
    const across = () => studio.newStack.plane("xz", 0).then(({ labels }) => labels);
    expect(new Set(await across())).toEqual(new Set([255]));
    const { labels, width, height } = await studio.newStack.plane("xy", 2);
    expect([width, height, labels.length]).toEqual([SIDE, SIDE, SIDE * SIDE]);
    // Half of the grey values are brighter than the mean of the training.
    expect(labels.reduce((sum, label) => sum + label, 0) / labels.length).toBeCloseTo(0.5, 1);
    const rows = await across();
    expect(Array.from({ length: DEPTH }, (_, z) => rows[z * SIDE] !== 255)).toEqual([false, false, true, false, false]);
    const { values } = await studio.newStack.doubt(2);
    expect(Array.from(values)).toEqual(Array.from(labels, (label) => 1 - label));
  });

  test("of other grey values says so, and is brought over where that is wished", async () => {
    const studio = await openTab();
    await openNew(studio, (index) => 180 + (index % 70));
    const { warnings, isGreyAlike } = await studio.newStack.begin(wish);
    expect(isGreyAlike).toBe(false);
    expect(warnings.join()).toMatch(/grey values of new.tif .* are not those of the training.*Match grey values/);
    expect(new Set((await studio.newStack.plane("xy", 0)).labels)).toEqual(new Set([1]));
    const matched = await studio.newStack.begin({ ...wish, matchIntensity: true });
    expect(matched).toEqual({ warnings: [], isGreyAlike: false });
    expect(new Set((await studio.newStack.plane("xy", 0)).labels)).toEqual(new Set([0, 1]));
  });

  test("is written whole: classes, probabilities, and where they leave it open", async () => {
    const studio = await openTab();
    await openNew(studio);
    await studio.newStack.begin(wish);
    const progress: number[] = [];
    expect(await studio.newStack.all({ progress: (done) => void progress.push(done) })).toBe(true);
    expect(progress.at(-1)).toBe(DEPTH);
    const saved = async (content: "classes" | "entropy" | "probabilities") => {
      const { name, bytes } = await studio.newStack.save({ format: "tiff", content });
      return { name, volume: (await decodeBytes(name, bytes)).volume };
    };
    const { name, volume } = await saved("classes");
    expect([name, volume.shape]).toEqual(["new.tif trial 1.tif", [DEPTH, SIDE, SIDE]]);
    const { volume: doubt } = await saved("entropy");
    expect(Array.from(doubt.data)).toEqual(Array.from(volume.data, (label) => 1 - label));
    expect((await saved("probabilities")).name).toBe("new.tif trial 1 probabilities.tif");
  });

  test("stops where it is told to", async () => {
    const studio = await openTab();
    await openNew(studio);
    await studio.newStack.begin(wish);
    expect(await studio.newStack.all({ progress: () => studio.newStack.stop() })).toBe(false);
  });

  test("becomes labels that can be painted on, and a data set of its own", async () => {
    const studio = await openTab();
    await openNew(studio);
    await studio.newStack.begin(wish);
    const state = await studio.newStack.takeAsLabels();
    expect(state.labels).toMatchObject({ name: "new.tif trial 1", shape: [DEPTH, SIDE, SIDE] });
    expect(state.mapping!.classes).toHaveLength(2);
    expect(state.datasetId).not.toBeNull();
    const { painting } = await studio.paint.begin();
    expect(painting!.unlabelled.voxels).toBe(0);
    const answer = await studio.paint.stroke({
      ...{ tool: "brush", plane: "xy", index: 0, value: 0, rect: { x: 0, y: 0, width: SIDE, height: 1 } },
      mask: new Uint8Array(SIDE).fill(1),
    });
    expect(answer.painting.done).toHaveLength(1);
  });

  test("answers what was asked of a trial that another took the place of", async () => {
    const { studio, holdNext } = await openHeld();
    holdNext();
    const asked = studio.newStack.plane("xy", 0);
    await new Promise((resolve) => setTimeout(resolve));
    await studio.newStack.begin({ ...wish, matchIntensity: true });
    await expect(asked).rejects.toMatchObject({ name: "Cancelled" });
    expect((await studio.newStack.plane("xy", 0)).labels).toHaveLength(SIDE * SIDE);
  });

  test("is not segmented once another image is open, or without one", async () => {
    const studio = await openTab();
    await openNew(studio);
    await studio.newStack.begin(wish);
    await studio.data.close("image");
    await expect(studio.newStack.plane("xy", 0)).rejects.toMatchObject({ name: "NotFound" });
    await expect(studio.newStack.begin(wish)).rejects.toMatchObject({ name: "NotFound" });
    await openNew(studio);
    await expect(studio.newStack.begin({ ...wish, trial: 7 })).rejects.toThrow("no trial 7");
    await studio.newStack.begin(wish);
    await studio.newStack.end();
    await expect(studio.newStack.save({ format: "tiff", content: "classes" })).rejects.toMatchObject({
      name: "NotFound",
    });
  });
});
