import { describe, expect, test, vi } from "vitest";
import { encodeTiff } from "../../catalog/exports/tiff.ts";
import { correctStage } from "../../core/stages/correct.ts";
import { unpackStudy } from "../../storage/studyFile.ts";
import { fakeBrowser } from "../../testing/fakeGround.ts";
import { toySearch } from "../../testing/toyStudy.ts";
import type { LiveStatus, PlaneStroke, StudioApi } from "../studioApi.ts";
import { createStudio } from "./studio.ts";

const SIDE = 64;
const plan = { name: "toy", seed: 1, stages: [{ ...toySearch, trials: 1 }, correctStage({ bestOf: 0 })] };
const how = { workers: 1, device: "cpu", pace: "full" } as const;
const shown = (index: number) => ({ plane: "xy", index }) as const;

const stack = (value: (index: number) => number) =>
  new Blob([
    encodeTiff({
      ...{ shape: [8, SIDE, SIDE], voxelSizeNm: null },
      data: Uint8Array.from({ length: 8 * SIDE * SIDE }, (_, index) => value(index)),
    }),
  ]);

/** A tab with a study that has trained, or with one of another tab's. The threads of the test predict class 1 in the first pixel of a slice, and 0 elsewhere. */
async function openTab(ground = fakeBrowser(), id?: string) {
  const studio = createStudio(ground());
  const statuses: LiveStatus[] = [];
  const listener = {
    ...{ study: () => undefined, deviceLost: () => undefined, preview: () => undefined },
    status: (status: LiveStatus) => void statuses.push(status),
  };
  const idle = () => vi.waitFor(() => expect(statuses.at(-1)?.state).toBe("idle"), { timeout: 4000 });
  if (id !== undefined) {
    await studio.library.open(id, listener);
    return { studio, idle, id };
  }
  await studio.data.openFiles(
    [
      { path: "raw.tif", file: stack((index) => (index * 37) % 251) },
      { path: "labels.tif", file: stack((index) => (index >> 5) % 2) },
    ],
    { progress: () => undefined, choose: () => Promise.resolve([]) },
  );
  await studio.study.listen(listener);
  const started = await studio.study.start({ plan, ...how });
  await idle();
  return { studio, idle, id: started };
}

const packed = async (studio: StudioApi) => unpackStudy((await studio.library.exportStudy({ withData: true })).bytes);
const stroke = (index: number): PlaneStroke => ({
  tool: "brush",
  ...shown(index),
  value: 1,
  rect: { x: 4, y: 4, width: 2, height: 1 },
  mask: Uint8Array.of(1, 1),
});

describe("a round of correction in the page", () => {
  test("opens what was predicted, takes what is right by a click, and trains on it", async () => {
    const { studio, idle } = await openTab();
    const before = await studio.data.state();
    const state = await studio.correct.propose({ stage: 1, slices: { count: 2 } });
    expect(state.correction).toEqual({ stage: 1, round: 1, slices: { from: 0, to: 2 }, trial: "1" });
    expect([state.datasetId, state.image?.hash]).toEqual([before.datasetId, before.image?.hash]);
    const plane = await studio.data.plane("xy", 1);
    expect([plane.labels![0], plane.proposed![0], plane.proposed![1]]).toEqual([255, 1, 0]);
    expect((await studio.data.plane("xy", 3)).labels).toBeNull();

    const { patch, painting } = await studio.correct.accept({ z: 1, y: 0, x: 0 });
    expect([patch, painting.done[0]]).toEqual([
      { rect: { x: 0, y: 0, width: 1, height: 1 }, labels: Uint8Array.of(1) },
      { tool: "accept", plane: "xy", index: 1, value: 1, voxels: 1 },
    ]);
    await studio.correct.accept({ z: 0, y: 0, x: 0 }, 0);
    await studio.paint.stroke(stroke(0));
    const { painting: rest } = await studio.correct.acceptRest(shown(0), { from: 0, to: 1 });
    expect(rest.done.at(-1)).toMatchObject({ tool: "rest", voxels: SIDE * SIDE - 3 });
    expect(rest.unlabelled.slices).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await studio.paint.undo(shown(0));
    await studio.paint.redo(shown(0));

    const left = await studio.correct.finish("both");
    expect([left.correction, left.revision > state.revision]).toEqual([null, true]);
    await studio.study.resume(how);
    await idle();
    const { study, files } = await packed(studio);
    const [round] = (study.spec.stages[1] as ReturnType<typeof correctStage>).rounds;
    expect(round).toMatchObject({ slices: { from: 0, to: 2 }, mode: "both", changed: 3, missed: 2, invented: 1 });
    expect(round!.minutes).toBeGreaterThanOrEqual(0);
    const corrected = files[`corrections/${round!.corrected}.bin`]!;
    expect([corrected[0], corrected[4 * SIDE + 4], corrected[SIDE * SIDE], corrected[SIDE * SIDE + 1]]).toEqual([
      0, 1, 1, 255,
    ]);
    expect(files[`corrections/${round!.raw}.bin`]![0]).toBe(1);
    expect(study.trials.map(({ status }) => status)).toEqual(["finished", "finished"]);

    const maps = await studio.correct.maps(1, 1, 0);
    expect([maps.width, maps.raw[0], maps.corrected[0], maps.weights.every((weight) => weight >= 0.079)]).toEqual([
      64,
      1,
      0,
      true,
    ]);
    await expect(studio.correct.maps(1, 1, 2)).rejects.toThrow(/corrected no slice 2/);
    await expect(studio.correct.maps(1, 2, 0)).rejects.toThrow(/Round 2 corrected no slice/);
  });

  test("is there after a reload, with all that was done, and can be given up", async () => {
    const ground = fakeBrowser();
    const { studio, id } = await openTab(ground);
    await studio.correct.propose({ stage: 1, slices: { from: 2, to: 3 } });
    await studio.paint.stroke(stroke(2));
    const { bytes } = await studio.library.exportStudy({ withData: true });
    await studio.library.inspect(new Blob([bytes]));
    const copy = await studio.library.keepInspected();
    const again = await openTab(ground, copy);
    expect(copy).not.toBe(id);
    const state = await again.studio.correct.open(1);
    expect(state.painting?.done).toHaveLength(1);
    expect((await again.studio.data.plane("xy", 2)).labels![4 * SIDE + 4]).toBe(1);
    await again.studio.paint.undo(shown(2));
    expect((await again.studio.data.plane("xy", 2)).labels![4 * SIDE + 4]).toBe(255);
    await again.studio.correct.discard(1);
    await expect(again.studio.correct.open(1)).rejects.toThrow(/No slices are being corrected/);
  });

  test("refuses slices that scores are measured on, strokes beyond its slices, and a round of nothing", async () => {
    const { studio } = await openTab();
    const { split } = await studio.data.state();
    const { from, to } = split!.validation;
    await expect(studio.correct.propose({ stage: 1, slices: { from, to } })).rejects.toThrow(/validation part/);
    await expect(studio.correct.propose({ stage: 0, slices: { count: 1 } })).rejects.toThrow(/corrects no slices/);
    await expect(studio.correct.finish("both")).rejects.toThrow(/No slices are being corrected/);
    await studio.correct.propose({ stage: 1, slices: { from: 0, to: 1 } });
    await expect(studio.paint.stroke(stroke(1))).rejects.toThrow(/corrects slices 0 to 0/);
    await expect(studio.correct.accept({ z: 1, y: 0, x: 0 })).rejects.toThrow(/Nothing is proposed for slice 1/);
    await expect(studio.correct.finish("both")).rejects.toThrow(/Nothing is accepted or painted/);
  });

  test("stands in front of the open data: what is painted on those is not its own", async () => {
    const { studio } = await openTab();
    await studio.correct.propose({ stage: 1, slices: { from: 0, to: 1 } });
    await studio.paint.stroke(stroke(0));
    const state = await studio.correct.leave();
    expect([state.correction, state.painting]).toEqual([null, null]);
    expect((await studio.data.plane("xy", 0)).labels![4 * SIDE + 4]).toBe(0);
    expect((await studio.correct.open(1)).painting?.done).toHaveLength(1);
    expect((await studio.paint.begin()).correction).toBeNull();
  });

  test("is the matter of the tab that writes the study", async () => {
    const ground = fakeBrowser();
    const { id } = await openTab(ground);
    const other = await openTab(ground, id);
    await expect(other.studio.correct.propose({ stage: 1, slices: { count: 1 } })).rejects.toMatchObject({
      name: "StudyBusy",
    });
  });
});
