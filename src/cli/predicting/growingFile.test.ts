import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writerOf } from "../../catalog/exports/index.ts";
import type { ExportLayout } from "../../catalog/exports/stack.ts";
import { openGrowingFile, partOf } from "./growingFile.ts";
import { openRecord, type PredictionIdentity } from "./predictionRecord.ts";

let folder = "";
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "cristae-growing-"))));
afterEach(() => rm(folder, { recursive: true }));

const layout: ExportLayout = { shape: [3, 2, 2], voxelSizeNm: null, type: "uint8" };
const data = Uint8Array.from({ length: 12 }, (_, at) => at);
const placeOf = (name: string, force = false) => {
  const out = join(folder, name);
  return { out, ...writerOf(out), rules: { flag: "--out", inputs: [], force } };
};

describe.each(["mask.tif", "mask.npy", "mask.nii", "mask.nrrd", "mask.nii.gz", "mask.mrc"])("a growing %s", (name) => {
  test("is what is written at once, also where it is closed and gone on with in between", async () => {
    const place = placeOf(name);
    const first = await openGrowingFile(place, layout, false);
    await first.put(2, 0, data.subarray(8));
    await first.close();
    expect(await readdir(folder)).toEqual([`.${name}.part`]);
    const next = await openGrowingFile(place, layout, true);
    await next.put(0, 0, data.subarray(0, 8));
    expect([...(await next.read(1, 2, 0))]).toEqual([...data.subarray(4)]);
    expect(await next.finish()).toBe(place.out);
    const [whole] = await place.writer.write("mask", { ...layout, data });
    expect(new Uint8Array(await readFile(place.out))).toEqual(whole!.bytes);
    expect(await readdir(folder)).toEqual([name]);
  });
});

test("what stands in the place is kept until the new file is whole", async () => {
  const place = placeOf("mask.tif", true);
  await writeFile(place.out, "before");
  const file = await openGrowingFile(place, layout, false);
  await file.put(0, 0, data);
  expect(await readFile(place.out, "utf8")).toBe("before");
  await file.abandon();
  expect(await readdir(folder)).toEqual(["mask.tif"]);
});

describe("the record of an unfinished prediction", () => {
  const identity: PredictionIdentity = { model: "m", input: "i", wish: "w" };
  const out = () => join(folder, "mask.tif");

  test("knows when it is taken up which slices are done", async () => {
    await writeFile(partOf(out()), "");
    const record = await openRecord([out()], identity, false);
    expect(record.hasAny).toBe(false);
    await Promise.all([record.add({ from: 4, to: 8 }), record.add({ from: 0, to: 2 })]);
    const again = await openRecord([out()], identity, true);
    expect(again.hasAny).toBe(true);
    expect([again.isDone({ from: 5, to: 8 }), again.isDone({ from: 2, to: 5 })]).toEqual([true, false]);
    await again.remove();
    expect(await readdir(folder)).toEqual([".mask.tif.part"]);
  });

  test.each([
    ["model", "was made by another network"],
    ["input", "is of another image"],
    ["wish", "was made with other options"],
  ] as const)("refuses to go on where the %s is another", async (part, why) => {
    await writeFile(partOf(out()), "");
    await (await openRecord([out()], identity, false)).add({ from: 0, to: 1 });
    await expect(openRecord([out()], { ...identity, [part]: "other" }, true)).rejects.toThrow(why);
  });

  test("says so where there is none, where its file is gone, and where it is damaged", async () => {
    const nothing = "There is no unfinished prediction to go on with";
    await expect(openRecord([out()], identity, true)).rejects.toThrow(nothing);
    await (await openRecord([out()], identity, false)).add({ from: 0, to: 1 });
    await expect(openRecord([out()], identity, true)).rejects.toThrow(nothing);
    await writeFile(partOf(out()), "");
    await writeFile(`${partOf(out())}.json`, "{");
    await expect(openRecord([out()], identity, true)).rejects.toThrow("is damaged");
  });

  test("of before does not speak for a prediction that is begun anew", async () => {
    await writeFile(partOf(out()), "");
    await (await openRecord([out()], identity, false)).add({ from: 0, to: 1 });
    await openRecord([out()], identity, false);
    expect((await openRecord([out()], identity, true)).hasAny).toBe(false);
  });
});
