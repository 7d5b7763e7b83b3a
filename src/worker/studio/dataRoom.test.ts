import { encode } from "fast-png";
import { describe, expect, test } from "vitest";
import { encodeTiff } from "../../catalog/exports/tiff.ts";
import { sha256 } from "../../core/sha256.ts";
import { UNLABELLED } from "../../core/image/labelMap.ts";
import { createMemoryFileStore } from "../../storage/memoryFileStore.ts";
import { locate } from "../reading/locate.ts";
import { createReader } from "../reading/reader.ts";
import type { DataActionId, DataState, NoticeAction, PlanActionId } from "../studioApi.ts";
import { createDataRoom } from "./dataRoom.ts";
import { createStudyLocks } from "./studyLocks.ts";

/** Those that the page does; `advice.test.ts` carries each of them out. */
const PLANNED: Readonly<Record<PlanActionId, true>> = { useClassWeights: true, balancePatches: true };
const isPlanAction = (id: NoticeAction["id"]): id is PlanActionId => id in PLANNED;
const newRoom = () =>
  createDataRoom(createReader(locate, sha256), { files: createMemoryFileStore(), locks: createStudyLocks(undefined) });

const SIDE = 12;
const tiff = (depth: number, value: (index: number) => number) =>
  encodeTiff({
    shape: [depth, SIDE, SIDE],
    data: Uint8Array.from({ length: depth * SIDE * SIDE }, (_, index) => value(index)),
    voxelSizeNm: null,
  });
const grey = (depth: number) => tiff(depth, (index) => (index * 37) % 251);
const classes = (depth: number, count = 2) => tiff(depth, (index) => (index % count) * 100);
/** More numbers than there could be classes. */
const objects = (depth: number) => tiff(depth, (index) => (index % 2) * (1 + (index % 99)));
const file = (path: string, bytes: Uint8Array<ArrayBuffer>) => ({ path, file: new Blob([bytes]) });
const open = (room: ReturnType<typeof createDataRoom>, ...files: ReturnType<typeof file>[]) =>
  room.openFiles(files, { progress: () => undefined, choose: () => Promise.resolve([]) });

describe("opening files", () => {
  test("image and labels are told apart by name, in any order, and make a dataset", async () => {
    const state = await open(newRoom(), file("seg.tif", classes(6)), file("raw.tif", grey(6)));
    expect([state.image?.name, state.labels?.name, state.mapping?.classes.length]).toEqual(["raw.tif", "seg.tif", 2]);
    expect(state.datasetId).toMatch(/^[0-9a-f]{32}$/);
    expect(state.presence).toHaveLength(2 * 6);
  });

  test("without telling names, the one with few values is the labels", async () => {
    const state = await open(newRoom(), file("a.tif", classes(6)), file("b.tif", grey(6)));
    expect([state.image?.name, state.labels?.name]).toEqual(["b.tif", "a.tif"]);
  });

  test("numbered objects wait for a word, then are one class beside the background", async () => {
    const room = newRoom();
    const before = await open(room, file("raw.tif", grey(6)), file("labels.tif", objects(6)));
    expect(before.labels).toBeNull();
    expect(before.notices[0]).toMatchObject({ file: "labels.tif", severity: "error" });
    const { mapping, datasetId, notices } = await room.act("takeObjects");
    expect(mapping!.values.map(({ value, voxels }) => [value, voxels])).toEqual([
      [0, 3 * SIDE * SIDE],
      [1, 3 * SIDE * SIDE],
    ]);
    expect(mapping!.classes.map(({ name }) => name)).toEqual(["background", "object"]);
    expect(datasetId).not.toBeNull();
    expect(notices.filter(({ kind }) => kind === "notUnderstood")).toEqual([]);
  });

  test("numbered objects are learnt one by one, with boundaries where they touch, and come back as one class", async () => {
    const room = newRoom();
    await open(room, file("raw.tif", grey(6)), file("labels.tif", objects(6)));
    const { mapping, target, datasetId } = await room.act("takeBoundedObjects");
    expect(target).toBe("objects");
    expect(mapping!.classes.map(({ name }) => name)).toEqual(["background", "object", "boundary"]);
    expect(mapping!.values[2]!.voxels).toBeGreaterThan(0);
    const plain = await room.learn("classes");
    expect(plain.mapping!.classes.map(({ name }) => name)).toEqual(["background", "object"]);
    expect(plain.datasetId).not.toBe(datasetId);
    expect((await room.learn("objects")).datasetId).toBe(datasetId);
  });

  test("boundaries are drawn where classes meet, and labels that are closed take them along", async () => {
    const room = newRoom();
    await open(room, file("raw.tif", grey(6)), file("labels.tif", classes(6, 3)));
    const { mapping } = await room.learn("boundedClasses");
    expect(mapping!.classes.at(-1)).toMatchObject({ name: "boundary", parts: "volume" });
    const closed = await room.close("labels");
    expect([closed.target, closed.mapping]).toEqual(["classes", null]);
  });

  test("a folder of slices is one stack; labels opened later join the image", async () => {
    const room = newRoom();
    const png = (value: number) =>
      encode({
        width: 2,
        height: 2,
        data: Uint8Array.from([value, 9, 77, 120 + value]),
        depth: 8,
        channels: 1,
      }) as Uint8Array<ArrayBuffer>;
    const label = (value: number) =>
      encode({
        width: 2,
        height: 2,
        data: Uint8Array.from([0, value, 0, value]),
        depth: 8,
        channels: 1,
      }) as Uint8Array<ArrayBuffer>;
    const first = await open(room, ...[10, 2, 1, 3].map((z) => file(`stack/z${z}.png`, png(z))));
    expect([first.image?.shape, first.labels]).toEqual([[4, 2, 2], null]);
    const second = await open(room, ...[10, 2, 1, 3].map((z) => file(`masks/z${z}.png`, label(255))));
    expect([second.image?.name, second.labels?.name]).toEqual(["stack", "masks"]);
  });

  test("what cannot be read is told by file, the rest opens", async () => {
    const state = await open(
      newRoom(),
      file("raw.tif", grey(6)),
      file("broken.tif", Uint8Array.from([0x49, 0x49, 42, 0, 99])),
    );
    expect(state.image?.name).toBe("raw.tif");
    expect(state.notices.find(({ kind }) => kind === "notUnderstood")).toMatchObject({
      file: "broken.tif",
      severity: "error",
    });
  });
});

describe("notices", () => {
  test("different numbers of slices: told with both, mended by the common ones", async () => {
    const room = newRoom();
    const state = await open(room, file("raw.tif", grey(6)), file("labels.tif", classes(8)));
    expect(state.datasetId).toBeNull();
    expect(state.notices[0]?.kind).toBe("sizesDiffer");
    expect(state.notices[0]?.text).toContain("Labels have 8 slices, the image has 6");
    const mended = await room.act("useCommonSlices");
    expect([mended.labels?.shape[0], mended.datasetId === null]).toEqual([6, false]);
  });

  test("a class the training part never shows, and one below half a per cent", async () => {
    const late = tiff(6, (index) => (index > 5 * SIDE * SIDE && index < 5 * SIDE * SIDE + 4 ? 200 : (index % 2) * 100));
    const state = await open(newRoom(), file("raw.tif", grey(6)), file("labels.tif", late));
    expect(state.notices.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["classMissing", "rareClasses", "zeroIsBackground"]),
    );
  });

  test("value 0 can be marked as unlabelled: its voxels leave training, the other classes close up", async () => {
    const room = newRoom();
    await open(room, file("raw.tif", grey(6)), file("labels.tif", classes(6, 3)));
    const state = await room.act("markZeroUnlabelled");
    expect([state.mapping?.classes.length, state.mapping?.values.map(({ classIndex }) => classIndex)]).toEqual([
      2,
      [UNLABELLED, 0, 1],
    ]);
    expect((await room.plane("xy", 0)).labels?.slice(0, 3)).toEqual(Uint8Array.from([UNLABELLED, 0, 1]));
  });
});

test("planes along every axis show the same voxel", async () => {
  const room = newRoom();
  await open(room, file("raw.tif", grey(6)), file("labels.tif", classes(6)));
  const [z, y, x] = [4, 7, 3];
  const [xy, xz, yz] = await Promise.all([room.plane("xy", z), room.plane("xz", y), room.plane("yz", x)]);
  const value = xy.image[y * xy.width + x];
  expect([xz.image[z * xz.width + x], yz.image[y * yz.width + z]]).toEqual([value, value]);
});

test("swapping, closing, and the error of a dataset that is not complete", async () => {
  const room = newRoom();
  await open(room, file("raw.tif", classes(6)), file("labels.tif", classes(6)));
  expect((await room.swap()).image?.name).toBe("labels.tif");
  await room.close("labels");
  expect(() => room.dataset()).toThrow(/Open a label stack of 6 × 12 × 12/);
});

describe("voxels that are no numbers", () => {
  test("keep a search from starting until they are replaced", async () => {
    const values = Float32Array.from({ length: 6 * SIDE * SIDE }, (_, index) =>
      index % 100 === 0 ? Number.NaN : index % 7,
    );
    const room = newRoom();
    const state = await open(
      room,
      file("raw.tif", encodeTiff({ shape: [6, SIDE, SIDE], data: values, voxelSizeNm: null })),
      file("seg.tif", classes(6)),
    );
    expect([state.datasetId, state.notices.find(({ kind }) => kind === "notFinite")?.title]).toEqual([
      null,
      "9 voxels are not numbers",
    ]);
    const replaced = await room.act("replaceNonFinite");
    expect(replaced.datasetId).not.toBeNull();
    expect(replaced.notices.some(({ kind }) => kind === "notFinite")).toBe(false);
  });
});

describe("volumes of several subjects", () => {
  const named = async (labels: readonly string[]) => {
    const images = ["case_10_raw.tif", "case_9_raw.tif"].map((name) => file(`images/${name}`, grey(3)));
    return open(newRoom(), ...images, ...labels.map((name) => file(`labels/${name}`, classes(3))));
  };

  test("are matched by the common part of their names", async () => {
    const state = await named(["case_9-seg.tif", "case_10-seg.tif"]);
    expect(state.notices.some(({ kind }) => kind === "namesDiffer")).toBe(false);
  });

  test("whose names have nothing in common are matched by order, and a warning says so", async () => {
    const state = await named(["x.tif", "y.tif"]);
    expect(state.notices.find(({ kind }) => kind === "namesDiffer")?.text).toMatch(/case_9_raw goes with x/);
  });
});

/** For each action of the data room, files whose notices offer it; those of the plan are carried out by the page (`advice.test.ts`). */
const OFFERED_BY: Readonly<Record<DataActionId | PlanActionId, readonly ReturnType<typeof file>[]>> = (() => {
  const rare = tiff(6, (index) => (index < 4 ? 200 : (index % 2) * 100));
  const nan = encodeTiff({
    shape: [6, SIDE, SIDE],
    data: Float32Array.from({ length: 6 * SIDE * SIDE }, (_, index) => (index % 100 === 0 ? Number.NaN : index % 7)),
    voxelSizeNm: null,
  });
  const damaged = file("broken.tif", Uint8Array.from([0x49, 0x49, 42, 0, 99]));
  const raw = file("raw.tif", grey(6));
  const [longer, few] = [file("labels.tif", classes(8)), file("labels.tif", rare)];
  return {
    useCommonSlices: [raw, longer],
    closeLabels: [raw, longer],
    takeObjects: [raw, file("labels.tif", objects(6))],
    takeBoundedObjects: [raw, file("labels.tif", objects(6))],
    replaceNonFinite: [file("raw.tif", nan), file("seg.tif", classes(6))],
    dismissRemarks: [raw, damaged],
    markZeroUnlabelled: [raw, few],
    useClassWeights: [raw, few],
    balancePatches: [raw, few],
  };
})();

/** All that the data room may offer after opening these files. */
const offeredIn = ({ notices }: DataState) => notices.flatMap(({ actions }) => actions.map(({ id }) => id));

describe("every action that a notice offers is carried out", () => {
  test.each(Object.entries(OFFERED_BY) as [NoticeAction["id"], ReturnType<typeof file>[]][])(
    "%s",
    async (id, files) => {
      const room = newRoom();
      const before = await open(room, ...files);
      expect(offeredIn(before)).toContain(id);
      if (isPlanAction(id)) return;
      const after = await room.act(id);
      expect(offeredIn(after)).not.toContain(id);
      expect({ ...after, revision: before.revision }).not.toEqual(before);
    },
  );

  test("whichever files are open, nothing is offered that neither the room nor the page can do", async () => {
    for (const files of Object.values(OFFERED_BY)) {
      const first = await open(newRoom(), ...files);
      for (const id of offeredIn(first).filter((each) => !isPlanAction(each)) as DataActionId[]) {
        const room = newRoom();
        await open(room, ...files);
        expect(offeredIn(await room.act(id))).not.toContain(id);
      }
    }
  });
});

describe("edits", () => {
  test("that come in a row are applied in their order and described once, for all of them", async () => {
    const room = newRoom();
    await open(
      room,
      file("raw.tif", grey(6)),
      file(
        "seg.tif",
        tiff(6, (index) => (index % 4) * 10),
      ),
    );
    const states = await Promise.all([
      room.edit({ type: "voxelSize", axis: "z", nm: 50 }),
      room.edit({ type: "voxelSize", axis: "y", nm: 4 }),
      room.edit({ type: "nameClass", value: 10, name: "membrane" }),
      room.edit({ type: "voxelSize", axis: "x", nm: 4 }),
      room.edit({ type: "mergeClass", value: 20, into: 30 }),
      room.edit({ type: "nameClass", value: 0, name: "inside" }),
    ]);
    expect(new Set(states).size).toBe(1);
    const { image, mapping } = states[0];
    expect([image?.voxelSizeNm, mapping?.classes.map(({ name }) => name)]).toEqual([
      [50, 4, 4],
      ["inside", "membrane", "class 3"],
    ]);
    expect(room.dataset().volume.voxelSizeNm).toEqual([50, 4, 4]);
  });

  test("are taken back one by one, a notice's answer too; closing a stack ends what can be taken back", async () => {
    const room = newRoom();
    await open(room, file("raw.tif", grey(6)), file("seg.tif", classes(6, 3)));
    await room.edit({ type: "nameClass", value: 100, name: "cell" });
    await room.act("markZeroUnlabelled");
    expect((await room.undo()).mapping?.classes).toHaveLength(3);
    const first = await room.undo();
    expect([first.mapping?.classes[1]?.name, first.canUndo, first.canRedo]).toEqual(["class 1", false, true]);
    expect((await room.redo()).mapping?.classes[1]?.name).toBe("cell");
    expect((await room.close("labels")).canUndo).toBe(false);
  });
});
