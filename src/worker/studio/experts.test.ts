import { expect, test } from "vitest";
import { encodeTiff } from "../../catalog/exports/tiff.ts";
import { fakeBrowser } from "../../testing/fakeGround.ts";
import { createStudio } from "./studio.ts";

const [DEPTH, SIDE] = [8, 16];
const LISTENER = { progress: () => undefined, choose: () => Promise.resolve([]) };

const file = (path: string, value: (index: number) => number, side = SIDE) => ({
  path,
  file: new Blob([
    encodeTiff({
      ...{ shape: [DEPTH, side, side], voxelSizeNm: null },
      data: Uint8Array.from({ length: DEPTH * side * side }, (_, index) => value(index)),
    }),
  ]),
});
/** The left half of each slice. */
const isLeft = (index: number, border = SIDE / 2) => index % SIDE < border;

async function openPair() {
  const { data, paint } = createStudio(fakeBrowser()());
  await data.openFiles(
    [file("raw.tif", (index) => (index * 37) % 251), file("labels.tif", (index) => (isLeft(index) ? 255 : 0))],
    LISTENER,
  );
  return { data, paint };
}

test("the agreement of experts is the mean over their pairs, on a slice as on the validation part", async () => {
  const { data } = await openPair();
  expect(await data.agreement({ z: 0 })).toBeNull();
  // One writes 1 for the class and draws its border two voxels further; another agrees with the first.
  const state = await data.openExpert([file("second.tif", (index) => (isLeft(index, 10) ? 1 : 0))], LISTENER);
  expect(state.experts).toEqual(["second.tif"]);
  const [slice, part] = [await data.agreement({ z: 0 }), await data.agreement({ part: "validation" })];
  expect(slice!.perClass.iou!.map((value) => value!.toFixed(4))).toEqual([(6 / 8).toFixed(4), (8 / 10).toFixed(4)]);
  expect(part!.values.meanIou).toBeCloseTo(slice!.values.meanIou!, 10);
  await data.openExpert([file("third.tif", (index) => (isLeft(index) ? 255 : 0))], LISTENER);
  const three = await data.agreement({ z: 0 });
  expect(three!.values.meanIou).toBeCloseTo((2 * slice!.values.meanIou! + 1) / 3, 10);
  expect((await data.closeExpert(0)).experts).toEqual(["third.tif"]);
  expect((await data.agreement({ z: 0 }))!.values.meanIou).toBe(1);
});

test("it stays where the labels are painted on, and what a class is does not change meanwhile", async () => {
  const { data, paint } = await openPair();
  await data.openExpert([file("second.tif", (index) => (isLeft(index) ? 255 : 0))], LISTENER);
  await paint.begin();
  await paint.stroke({
    ...{ tool: "brush", plane: "xy", index: 0, value: 0, rect: { x: 0, y: 0, width: SIDE, height: SIDE } },
    mask: new Uint8Array(SIDE * SIDE).fill(1),
  });
  expect((await data.agreement({ z: 1 }))!.values.meanIou).toBe(1);
  expect((await data.agreement({ z: 0 }))!.values.meanIou).toBeCloseTo(0.25, 10);
  await expect(data.edit({ type: "mergeClass", value: 0, into: 1 })).rejects.toThrow("Close them");
  expect((await data.close("labels")).experts).toEqual([]);
});

test("labels of another size, or of classes that are not open, say what would work", async () => {
  const { data } = await openPair();
  await expect(data.openExpert([file("small.tif", () => 0, 8)], LISTENER)).rejects.toThrow("sizes differ");
  await expect(data.openExpert([file("more.tif", (index) => [0, 255, 7][index % 3]!)], LISTENER)).rejects.toThrow(
    "more.tif has the values 7",
  );
  expect((await data.state()).experts).toEqual([]);
  await data.close("labels");
  await expect(data.openExpert([file("second.tif", () => 0)], LISTENER)).rejects.toMatchObject({ name: "NotFound" });
});
