import { describe, expect, test } from "vitest";
import { encodeTiff } from "../../catalog/exports/tiff.ts";
import { StudioError } from "../../core/errors.ts";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import { sha256 } from "../../core/sha256.ts";
import type { FileStore } from "../../storage/fileStore.ts";
import { createMemoryFileStore } from "../../storage/memoryFileStore.ts";
import { fakeLockManager } from "../../testing/fakeLocks.ts";
import { locate } from "../reading/locate.ts";
import { createReader } from "../reading/reader.ts";
import type { PaintingState, PlanePlace, PlaneStroke } from "../studioApi.ts";
import { createDataRoom, type DataRoom } from "./dataRoom.ts";
import { createStudyLocks } from "./studyLocks.ts";

const SHAPE = [6, 8, 10] as const;
const tiff = (value: (at: number) => number) =>
  encodeTiff({ shape: SHAPE, data: Uint8Array.from({ length: 6 * 8 * 10 }, (_, at) => value(at)), voxelSizeNm: null });
const IMAGE = { path: "raw.tif", file: new Blob([tiff((at) => (at * 37) % 251)]) };
const LABELS = { path: "seg.tif", file: new Blob([tiff((at) => (at % 2) * 100)]) };
const SHOWN: PlanePlace = { plane: "xy", index: 2 };

/** Tabs of one browser, one after the other or at once. */
function browser(files: FileStore = createMemoryFileStore()) {
  const manager = fakeLockManager();
  return async (...opened: readonly { path: string; file: Blob }[]): Promise<DataRoom> => {
    const room = createDataRoom(createReader(locate, sha256), { files, locks: createStudyLocks(manager) });
    if (opened.length > 0)
      await room.openFiles(opened, { progress: () => undefined, choose: () => Promise.resolve([]) });
    return room;
  };
}

const stroke = (change: Partial<PlaneStroke> = {}): PlaneStroke => ({
  tool: "brush",
  plane: "xy",
  index: 2,
  value: 1,
  rect: { x: 1, y: 2, width: 3, height: 2 },
  mask: Uint8Array.from([1, 1, 0, 0, 1, 1]),
  ...change,
});
const labelsOf = async (room: DataRoom, { plane, index }: PlanePlace = SHOWN) =>
  (await room.plane(plane, index)).labels;

/** Slices that hold each value. */
const slicesOf = ({ values }: PaintingState) =>
  Object.fromEntries(Object.entries(values).map(([value, { slices }]) => [value, slices]));

describe("painting of a stack without labels", () => {
  test("begins with nothing labelled, which is no background", async () => {
    const room = await browser()(IMAGE);
    const state = await room.paint.begin();
    expect(state.mapping?.classes.map(({ name }) => name)).toEqual(["background", "class 1"]);
    expect(state.mapping?.values.at(-1)).toEqual({ value: UNLABELLED, voxels: 480, classIndex: UNLABELLED });
    expect([state.datasetId, state.painting?.done]).toEqual([null, []]);
    expect(new Set(await labelsOf(room))).toEqual(new Set([UNLABELLED]));
  });

  test("keeps the parts away from each other, also after a reload", async () => {
    const open = browser();
    const room = await open(IMAGE);
    const { split, gap } = await room.paint.begin();
    expect([gap, split?.train.to, split?.validation.from]).toEqual([1, 2, 3]);
    const { painting } = await room.paint.stroke(stroke());
    await room.close("labels");
    const again = await (await open()).paint.reopen(painting.id);
    expect([again.gap, again.split]).toEqual([1, split]);
  });

  test("a stroke is in every plane, counted, taken back and done again", async () => {
    const room = await browser()(IMAGE);
    const { painting: bare } = await room.paint.begin();
    const { painting, box } = await room.paint.stroke(stroke());
    expect(box).toEqual({ z: { from: 2, to: 3 }, y: { from: 2, to: 4 }, x: { from: 1, to: 4 } });
    expect(painting.values).toEqual({ 1: { voxels: 4, slices: [2] } });
    const after = await labelsOf(room);
    expect([21, 22, 32, 33].map((at) => after![at])).toEqual([1, 1, 1, 1]);
    expect((await labelsOf(room, { plane: "xz", index: 3 }))![2 * 10 + 2]).toBe(1);
    expect((await room.state()).mapping?.values.map(({ voxels }) => voxels)).toEqual([0, 4, 476]);

    const undone = await room.paint.undo(SHOWN);
    expect([undone.painting.revision, undone.painting.undone]).toEqual([bare!.revision, painting.done]);
    expect(undone.patch).toEqual({ rect: stroke().rect, labels: new Uint8Array(6).fill(UNLABELLED) });
    expect(new Set(await labelsOf(room))).toEqual(new Set([UNLABELLED]));
    const redone = await room.paint.redo({ plane: "xy", index: 5 });
    expect([redone.painting.revision, redone.patch]).toEqual([painting.revision, null]);
    expect(await labelsOf(room)).toEqual(after);
    expect((await room.paint.redo(SHOWN)).box).toBeNull();
  });

  test.each(["xy", "xz", "yz"] as const)("a stroke on %s lies where it was drawn", async (plane) => {
    const room = await browser()(IMAGE);
    await room.paint.begin();
    await room.paint.stroke(stroke({ plane, index: 4, rect: { x: 2, y: 1, width: 3, height: 2 } }));
    const { width, labels } = await room.plane(plane, 4);
    const painted = [...labels!].flatMap((label, at) => (label === 1 ? [[at % width, Math.floor(at / width)]] : []));
    expect(painted).toEqual([
      [2, 1],
      [3, 1],
      [3, 2],
      [4, 2],
    ]);
  });

  test("is saved as a mask that opens as the same labels, unlabelled where nothing was painted", async () => {
    const open = browser();
    const room = await open(IMAGE);
    await room.paint.begin();
    await room.paint.stroke(stroke());
    await room.paint.stroke(stroke({ index: 0, value: 0 }));
    const { name, bytes } = await room.paint.save("tiff");
    const again = await open(IMAGE, { path: name, file: new Blob([bytes]) });
    expect((await again.state()).mapping?.classes.map((each) => each.name)).toEqual(["background", "class 1"]);
    expect(await labelsOf(again)).toEqual(await labelsOf(room));
  });

  test("classes are added, and their strokes go with them", async () => {
    const room = await browser()(IMAGE);
    await room.paint.begin();
    const { mapping } = await room.edit({ type: "addClass", name: "vessel" });
    expect(mapping?.classes.at(-1)?.name).toBe("vessel");
    await room.paint.stroke(stroke({ value: 2 }));
    await room.edit({ type: "mergeClass", value: 1, into: 2 });
    expect((await labelsOf(room))![21]).toBe(1);
  });

  test("labels of two classes in both parts make a dataset, which later strokes leave as it is", async () => {
    const room = await browser()(IMAGE);
    await room.paint.begin();
    for (const index of [1, 3, 5]) {
      await room.paint.stroke(stroke({ index }));
      await room.paint.stroke(stroke({ index, value: 0, rect: { x: 6, y: 2, width: 3, height: 2 } }));
    }
    const dataset = room.dataset();
    expect(dataset.id).toBe((await room.state()).datasetId);
    expect(room.labelRevision()).toBe((await room.state()).painting?.revision);
    const before = dataset.labels.data.slice();
    await room.paint.stroke(stroke({ index: 0 }));
    expect(dataset.labels.data).toEqual(before);
    expect(room.dataset().id).not.toBe(dataset.id);
  });

  test("fills between, copies and paints balls over several slices", async () => {
    const room = await browser()(IMAGE);
    await room.paint.begin();
    await room.paint.stroke(stroke({ index: 0 }));
    await room.paint.stroke(stroke({ index: 3 }));
    const filled = await room.paint.fillBetween({ plane: "xy", index: 1, value: 1 });
    expect(slicesOf(filled.painting)).toEqual({ 1: [0, 1, 2, 3] });
    expect(filled.patch).not.toBeNull();
    const copied = await room.paint.copyBefore({ plane: "xy", index: 4, value: 1 });
    expect(slicesOf(copied.painting)[1]).toEqual([0, 1, 2, 3, 4]);
    const ball = await room.paint.ball({
      ...SHOWN,
      value: 0,
      path: [[2.5, 5.5, 6.5]],
      diameter: 3,
      limits: { greys: null, keepsPainted: false },
    });
    expect(slicesOf(ball.painting)[0]).toEqual([1, 2, 3]);
    expect(ball.painting.done.map(({ tool }) => tool)).toEqual(["brush", "brush", "between", "copy", "ball"]);
  });
});

describe("what was painted", () => {
  async function painted(tab: DataRoom): Promise<{ readonly id: string; readonly revision: string }> {
    await tab.paint.begin();
    await tab.paint.stroke(stroke());
    await tab.edit({ type: "nameClass", value: 1, name: "mitochondrion" });
    await tab.paint.stroke(stroke({ index: 5, value: 0 }));
    return (await tab.paint.undo(SHOWN)).painting;
  }

  test("comes back after a reload, with what can be taken back and done again", async () => {
    const open = browser();
    const first = await open(IMAGE);
    const { id, revision } = await painted(first);
    await first.close("image");
    const room = await open();
    const state = await room.paint.reopen(id);
    expect([state.image?.shape, state.painting?.revision]).toEqual([SHAPE, revision]);
    expect(state.mapping?.classes[1]?.name).toBe("mitochondrion");
    expect([state.painting?.done.length, state.painting?.undone.length]).toEqual([1, 1]);
    expect((await labelsOf(room))![21]).toBe(1);
    const redone = await room.paint.redo(SHOWN);
    expect(slicesOf(redone.painting)).toEqual({ 0: [5], 1: [2] });
  });

  test("comes back where the same files are opened again, and is not that of other labels", async () => {
    const open = browser();
    const first = await open(IMAGE);
    const { revision } = await painted(first);
    await first.close("labels");
    expect((await (await open(IMAGE)).paint.begin()).painting?.revision).toBe(revision);
    const other = await open(IMAGE, LABELS);
    const state = await other.paint.begin();
    expect([state.painting?.done, state.mapping?.classes.length]).toEqual([[], 2]);
    expect((await labelsOf(other))![21]).toBe(1);
    await other.paint.stroke(stroke({ value: UNLABELLED, tool: "eraser" }));
    expect((await labelsOf(other))![21]).toBe(UNLABELLED);
  });

  test("is written by one tab at a time", async () => {
    const open = browser();
    await (await open(IMAGE)).paint.begin();
    await expect((await open(IMAGE)).paint.begin()).rejects.toThrow("being painted in another tab");
  });

  test("ends before what a damaged log tells, and says so", async () => {
    const files = createMemoryFileStore();
    const open = browser(files);
    const first = await open(IMAGE);
    const { id } = await painted(first);
    await first.close("labels");
    await files.append(`paintings/${id}/edits.jsonl`, new TextEncoder().encode('{"type":"what"}\n'));
    const room = await open();
    const state = await room.paint.reopen(id);
    expect(state.notices.find(({ kind }) => kind === "paintingDamaged")?.text).toContain("Line 5");
    await room.paint.stroke(stroke({ index: 4 }));
    await room.close("labels");
    expect(slicesOf((await (await open()).paint.reopen(id)).painting!)).toEqual({ 1: [2, 4] });
  });

  test("a stroke that finds no place on the disk is not there, those before it are", async () => {
    const files = createMemoryFileStore();
    let isFull = false;
    const append: FileStore["append"] = (path, bytes) =>
      isFull ? Promise.reject(new StudioError("DiskFull", "The disk is full.")) : files.append(path, bytes);
    const room = await browser({ ...files, append })(IMAGE);
    await room.paint.begin();
    await room.paint.stroke(stroke());
    isFull = true;
    await expect(room.paint.stroke(stroke({ index: 3 }))).rejects.toThrow("The disk is full.");
    expect(new Set(await labelsOf(room, { plane: "xy", index: 3 }))).toEqual(new Set([UNLABELLED]));
    isFull = false;
    expect(slicesOf((await room.paint.stroke(stroke({ index: 4 }))).painting)).toEqual({ 1: [2, 4] });
  });

  test("is gone with its image, and nothing is painted where nothing is open", async () => {
    const room = await browser()(IMAGE);
    await room.paint.begin();
    expect((await room.close("labels")).painting).toBeNull();
    await expect(room.paint.stroke(stroke())).rejects.toThrow("No labels are being painted");
    await expect((await browser()()).paint.begin()).rejects.toThrow("No image is open");
    await expect((await browser()()).paint.reopen("nothing")).rejects.toThrow("not kept in this browser");
  });
});

test("what was painted is listed, and deleted unless it is being painted on", async () => {
  const open = browser();
  const room = await open(IMAGE);
  await room.paint.begin();
  expect(await room.paint.kept()).toEqual([]);
  const { painting } = await room.paint.stroke(stroke());
  await room.paint.undo(SHOWN);
  const [kept] = await room.paint.kept();
  expect(kept).toMatchObject({ id: painting.id, name: "raw.tif", shape: SHAPE, edits: 1 });
  expect([kept!.bytes > 480, kept!.changedAt! > 1e12]).toEqual([true, true]);
  const other = await open();
  await expect(other.paint.remove(painting.id)).rejects.toMatchObject({ name: "StudyBusy" });
  await room.close("labels");
  await other.paint.remove(painting.id);
  expect(await other.paint.kept()).toEqual([]);
  await expect(other.paint.reopen(painting.id)).rejects.toMatchObject({ name: "NotFound" });
});
