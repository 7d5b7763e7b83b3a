import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { dataSource } from "./dataFlags.ts";

const folder = mkdtempSync(join(tmpdir(), "cristae-sets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PAIRS = { image: ["a/raw.tif", "b/new.ome.tiff"], labels: ["a/l.tif", "b/l.tif"] } as const;

describe("flags of several data sets", () => {
  test("images and labels pair up in their order, named after the images", async () => {
    expect(await dataSource({ ...PAIRS, unlabelled: "3", leaveOut: "new" })).toEqual({
      sets: [
        { name: "raw", image: "a/raw.tif", labels: "a/l.tif" },
        { name: "new", image: "b/new.ome.tiff", labels: "b/l.tif" },
      ],
      unlabelled: "3",
      leaveOut: "new",
    });
  });

  test("names and slices are given once for all, or once for each", async () => {
    const { sets } = await dataSource({ ...PAIRS, setNames: "A, B", train: ["0:4", "0:6"], val: ["4:5"] });
    expect(sets).toEqual([
      { name: "A", image: "a/raw.tif", labels: "a/l.tif", train: "0:4", val: "4:5" },
      { name: "B", image: "b/new.ome.tiff", labels: "b/l.tif", train: "0:6", val: "4:5" },
    ]);
  });

  test("the class map is kept with them, so that its file may go", async () => {
    const map = join(folder, "map.json");
    writeFileSync(map, '{"A": {"0": "background", "7": null}}');
    expect(await dataSource({ ...PAIRS, setNames: "A,B", map })).toMatchObject({
      classMap: { A: { "0": "background", "7": null } },
    });
  });

  test("one image is what it was", async () => {
    expect(await dataSource({ image: ["a.tif"], labels: ["l.tif"], train: ["0:4"], channel: 1 })).toEqual({
      ...{ image: "a.tif", labels: "l.tif", train: "0:4", channel: 1 },
    });
    expect(await dataSource({ sample: "membranes" })).toEqual({ sample: "membranes" });
  });

  test.each([
    [{ ...PAIRS, labels: ["l.tif"] }, "There are 2 --image and 1 --labels; every image needs its labels"],
    [{ ...PAIRS, setNames: "A" }, "--set-names has 1 names for 2 sets"],
    [{ ...PAIRS, setNames: "A,A" }, 'Two sets are called "A". Name them apart with --set-names A,B.'],
    [{ ...PAIRS, setNames: "A,__proto__" }, 'A set cannot be called "__proto__"'],
    [{ ...PAIRS, train: ["0:1", "0:2", "0:3"] }, "--train was given 3 times; give it once, or once for each of the 2"],
    [{ image: ["a.tif"], labels: ["l.tif"], train: ["0:1", "0:2"] }, "--train was given 2 times; give it once."],
    [{ image: ["a.tif"], labels: ["l.tif"], leaveOut: "a" }, "--leave-out is about several data sets"],
  ])("refuses what does not pair up: %j", async (flags, message) => {
    await expect(dataSource(flags)).rejects.toThrow(message);
  });
});
