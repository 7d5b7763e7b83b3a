import { describe, expect, test, vi } from "vitest";
import { encodeTiff } from "../../../catalog/exports/tiff.ts";
import { fakeBrowser } from "../../../testing/fakeGround.ts";
import { toyRecipe, toySearch } from "../../../testing/toyStudy.ts";
import { createTrainer } from "../../trainer.ts";
import type { LivePrediction, PlaneStroke } from "../../studioApi.ts";
import type { AsyncTrainer, TrainerThread } from "../../trainerThread.ts";
import { createStudio } from "../studio.ts";

const SIDE = 48;
const isBright = (at: number) => at % SIDE >= SIDE / 2;
const stack = (grey: (at: number) => number) =>
  new Blob([
    encodeTiff({
      ...{ shape: [2, SIDE, SIDE], voxelSizeNm: null },
      data: Uint8Array.from({ length: 2 * SIDE * SIDE }, (_, at) => grey(at)),
    }),
  ]);
const HALVES = stack((at) => (isBright(at) ? 180 : 60) + ((at * 7919) % 40));
/** Nothing tells classes apart in it, so that trainings differ. */
const NOISE = stack((at) => (Math.imul(at + 1, 2654435761) >>> 16) & 255);
const stroke = (x: number, value: number): PlaneStroke => ({
  ...{ tool: "brush", plane: "xy", index: 0, value, rect: { x, y: 10, width: 4, height: 12 } },
  mask: new Uint8Array(48).fill(1),
});

/** The real trainer, in this thread. */
function ownThread(): TrainerThread {
  const trainer = createTrainer(() => Promise.reject(new Error("No file is run here.")));
  const later = Object.fromEntries(
    Object.entries(trainer).map(([name, call]: [string, unknown]) => [
      name,
      (...args: unknown[]) => Promise.resolve().then(() => (call as (...args: unknown[]) => unknown)(...args)),
    ]),
  ) as unknown as AsyncTrainer;
  return {
    trainer: later,
    crashed: new Promise<never>(() => undefined),
    share: (listener) => listener,
    end: () => undefined,
  };
}

async function painted(file = HALVES) {
  const studio = createStudio({ ...fakeBrowser()(), spawnTrainer: ownThread });
  await studio.data.openFiles([{ path: "raw.tif", file }], {
    ...{ progress: () => undefined, choose: () => Promise.resolve([]) },
  });
  await studio.paint.begin();
  await studio.paint.stroke(stroke(8, 0));
  return studio;
}

describe("a network that learns while one paints", () => {
  test("tells two classes apart after a first training, and goes on with what is painted since", async () => {
    const studio = await painted();
    await studio.paint.stroke(stroke(36, 1));
    const told: LivePrediction[] = [];
    await studio.live.train(0, {
      async predicted(prediction) {
        told.push(prediction);
        if (told.length === 1) {
          await studio.paint.stroke(stroke(30, 1));
          await studio.live.look(1);
        }
        if (prediction.z === 1 && prediction.passes > 1) await studio.live.stop();
      },
    });
    const [first, last] = [told[0]!, told.at(-1)!];
    expect([first.z, first.passes, first.steps, last.z]).toEqual([0, 1, 40, 1]);
    expect(last.revision).not.toBe(first.revision);
    expect(last.steps).toBe(40 + 60 * (last.passes - 1));
    const right = last.labels.filter((label, at) => label === (isBright(at) ? 1 : 0)).length;
    expect(right / last.labels.length).toBeGreaterThan(0.9);
    expect(last.uncertainty.every((value) => value >= 0 && value <= 1.000001)).toBe(true);
  }, 60_000);

  test("says where its trainings differ, and what painting there has shown", async () => {
    const studio = await painted(NOISE);
    await studio.paint.stroke(stroke(36, 1));
    await expect(studio.live.whereNext(0)).rejects.toThrow(/Nothing learns now/);
    expect(await studio.live.gain()).toBeNull();
    const learning = studio.live.train(0, { predicted: () => undefined });
    const found = (await studio.live.whereNext(0))!;
    await studio.live.stop();
    await learning;
    expect(found.disputed).toBeGreaterThan(0);
    const mask = new Uint8Array(found.width * found.height).fill(1);
    const { x, y, width, height } = found;
    await studio.paint.stroke({ ...stroke(0, 1), index: found.z, rect: { x, y, width, height }, mask });
    // The window is all of a slice of this stack, of which two strokes of 48 pixels were painted if it is the first.
    const before = found.z === 0 ? 96 : 0;
    expect(await studio.live.gain()).toMatchObject({ labelled: SIDE * SIDE - before });
  }, 60_000);

  test("asks networks of the open study where nothing learns, and they need the same classes", async () => {
    const studio = createStudio({ ...fakeBrowser()(), spawnTrainer: ownThread });
    const files = [
      { path: "raw.tif", file: NOISE },
      { path: "labels.tif", file: stack((at) => (isBright(at) ? 1 : 0)) },
    ];
    const states: string[] = [];
    await studio.data.openFiles(files, { progress: () => undefined, choose: () => Promise.resolve([]) });
    await studio.study.listen({
      ...{ study: () => undefined, deviceLost: () => undefined, preview: () => undefined },
      status: ({ state }) => void states.push(state),
    });
    const recipe = { ...toyRecipe, steps: 2, evaluateEvery: 2, patch: [1, 16, 16] as const };
    const plan = { name: "toy", seed: 1, stages: [{ ...toySearch, recipe, trials: 2 }] };
    await studio.study.start({ plan, workers: 1, device: "simd", pace: "full" });
    await vi.waitFor(() => expect(states.at(-1)).toBe("idle"), { timeout: 50_000 });
    await studio.paint.begin();
    // All is labelled, so there is nowhere to go.
    expect(await studio.live.whereNext(0)).toBeNull();
    await studio.data.close("labels");
    await studio.paint.begin();
    const found = await studio.live.whereNext(0);
    expect(found?.disputed).toBeGreaterThan(0);
    await studio.data.edit({ type: "nameClass", value: 1, name: "vessel" });
    await expect(studio.live.whereNext(0)).rejects.toThrow(/Nothing learns now/);
  }, 60_000);

  test("needs two classes", async () => {
    const studio = await painted();
    await expect(studio.live.train(0, { predicted: () => undefined })).rejects.toThrow(/Paint some of two/);
  });
});
