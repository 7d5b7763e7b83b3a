import { describe, expect, test } from "vitest";
import { maskClassesText } from "../../../core/image/maskClasses.ts";
import { TAG, type Directory } from "./directory.ts";
import { readLayouts, statedCount } from "./layout.ts";
import type { Page } from "./page.ts";
import { alongZ } from "./pageOrder.ts";
import { shapedCount, shapedLayout } from "./shaped.ts";

type Tags = Readonly<Partial<Record<keyof typeof TAG, number | string>>>;

/** A grey page of 4 x 5 pixels whose directory holds these tags. */
function pageOf(tags: Tags, look: Partial<Page> = {}): Page {
  const values = new Map(Object.entries(tags).map(([name, value]) => [TAG[name as keyof typeof TAG] as number, value]));
  const directory = {
    number: (tag: number, otherwise: number) => Promise.resolve(Number(values.get(tag) ?? otherwise)),
    text: (tag: number) => Promise.resolve(String(values.get(tag) ?? "")),
  } as unknown as Directory;
  return { directory, width: 5, height: 4, samples: 1, isPlanar: false, ...look } as Page;
}

const layoutOf = async (tags: Tags, pages = 1) => (await readLayouts(pageOf(tags), pages, "a.tif"))[0]!;
const imageJ = (...lines: readonly string[]) => ["ImageJ=1.54", ...lines, ""].join("\n");

test("pages follow each other along z; a single one has no axis", () => {
  expect(alongZ(1)).toEqual({ axes: "", extents: [], pages: [0] });
  expect(alongZ(3)).toEqual({ axes: "z", extents: [3], pages: [0, 1, 2] });
});

describe("the voxel size of a TIFF", () => {
  const sizeOf = async (tags: Tags) => (await layoutOf(tags)).voxelSizeNm;

  test("is ImageJ's: pixels in a unit, and the spacing of slices", async () => {
    const look = { xResolution: 0.25, yResolution: 0.5 };
    expect(await sizeOf({ ...look, description: imageJ("unit=nm", "spacing=30") })).toEqual([30, 2, 4]);
    expect(await sizeOf({ ...look, description: imageJ("unit=\\u00B5m") })).toEqual([2000, 2000, 4000]);
    expect(await sizeOf({ ...look, description: imageJ("unit=micron", "spacing=-1") })).toEqual([2000, 2000, 4000]);
  });

  test("is not known in pixels, nor without a resolution", async () => {
    expect(await sizeOf({ xResolution: 1, yResolution: 1, description: imageJ("unit=pixel") })).toBeNull();
    expect(await sizeOf({ description: imageJ("unit=nm") })).toBeNull();
  });

  test("is the note of a microscope of Zeiss or FEI", async () => {
    expect(await sizeOf({ zeiss: "AP_IMAGE_PIXEL_SIZE\r\nImage Pixel Size = 3.906 nm\r\n" })).toEqual([
      3.906, 3.906, 3.906,
    ]);
    const [z] = (await sizeOf({ feiHelios: "[Scan]\r\nPixelWidth=4.5e-009\r\n" }))!;
    expect(z).toBeCloseTo(4.5, 10);
    expect((await sizeOf({ feiSfeg: "PixelWidth=1E-8" }))![2]).toBeCloseTo(10, 10);
    expect(await sizeOf({ zeiss: "AP_IMAGE_PIXEL_SIZE\r\nImage Pixel Size = 3.9 furlongs" })).toBeNull();
  });

  test("is the resolution in centimetres where no printer has it: below 10 µm", async () => {
    expect(await sizeOf({ resolutionUnit: 3, xResolution: 1e6, yResolution: 2e6 })).toEqual([5, 5, 10]);
    expect(await sizeOf({ resolutionUnit: 3, xResolution: 118, yResolution: 118 })).toBeNull();
    expect(await sizeOf({ resolutionUnit: 2, xResolution: 1e6, yResolution: 1e6 })).toBeNull();
  });
});

describe("ImageJ's note", () => {
  test.each([
    [["images=6", "channels=2", "slices=3"], "zc", [3, 2]],
    [["images=6", "frames=3", "channels=2"], "tc", [3, 2]],
    [["images=6", "frames=6"], "t", [6]],
    [["images=6"], "z", [6]],
    [[], "z", [6]],
  ])("orders 6 pages as time, z, channel: %j", async (lines, axes, extents) => {
    const layout = await layoutOf({ description: imageJ(...lines) }, 6);
    expect([layout.axes, layout.extents, layout.warnings]).toEqual([axes, extents, []]);
  });

  test("that speaks of another number of pages is not followed", async () => {
    const layout = await layoutOf({ description: imageJ("channels=2", "slices=4") }, 6);
    expect([layout.axes, layout.extents]).toEqual(["z", [6]]);
    expect(layout.warnings).toEqual([
      "ImageJ's note speaks of 8 images (2 channels, 4 slices, 1 frames), the file has 6; they are taken as slices.",
    ]);
  });

  test("counts its origin in voxels, against the axes", async () => {
    const look = { xResolution: 0.5, yResolution: 0.25 };
    const lines = ["unit=nm", "spacing=10", "xorigin=-3", "yorigin=5"];
    expect((await layoutOf({ ...look, description: imageJ(...lines) })).geometry?.origin).toEqual([6, -20, -0]);
    expect((await layoutOf({ ...look, description: imageJ("unit=nm", "xorigin=0") })).geometry).toBeUndefined();
    expect((await layoutOf({ description: imageJ("xorigin=-3") })).geometry).toBeUndefined();
  });

  test("keeps the classes of a mask; damaged ones are left out", async () => {
    const classes = [{ value: 7, name: "µ-organelle", color: "#ff0000" }];
    const line = `cristae=${maskClassesText(classes)}`;
    expect((await layoutOf({ description: imageJ(line) })).maskClasses).toEqual(classes);
    expect(await layoutOf({ description: imageJ(line.slice(0, -3)) })).not.toHaveProperty("maskClasses");
  });
});

describe("tifffile's note", () => {
  const note = (shape: readonly number[], axes?: string) => JSON.stringify({ shape, axes });

  test("counts the axes before those of a page", () => {
    expect(shapedCount(note([2, 3, 4, 5]), pageOf({}))).toBe(6);
    expect(shapedCount("shape=(7, 4, 5)", pageOf({}))).toBe(7);
    expect(shapedCount(note([2, 4, 5, 3]), pageOf({}, { samples: 3 }))).toBe(2);
    expect(shapedCount(note([2, 3, 4, 5]), pageOf({}, { samples: 3, isPlanar: true }))).toBe(2);
  });

  test("is none where it is of another page, of no stack, or no note at all", () => {
    for (const text of [
      note([2, 5, 4]),
      note([4, 5]),
      note([0, 4, 5]),
      note([1.5, 4, 5]),
      "{shape",
      '{"shape": 7}',
      "",
    ])
      expect(shapedCount(text, pageOf({}))).toBeNull();
  });

  test("names its axes; letters that nobody knows are replaced by the usual ones", () => {
    const order = (shape: readonly number[], axes?: string) => {
      const layout = shapedLayout(note([...shape, 4, 5], axes), pageOf({}), 6);
      return [layout.axes, layout.extents];
    };
    expect(order([2, 3], "CZYX")).toEqual(["cz", [2, 3]]);
    expect(order([2, 1, 3], "ZQTYX")).toEqual(["zt", [2, 3]]);
    expect(order([2, 3], "QIYX")).toEqual(["cz", [2, 3]]);
    expect(order([2, 3], "ZZYX")).toEqual(["cz", [2, 3]]);
    expect(order([6])).toEqual(["z", [6]]);
  });

  test("of another number of pages is warned of", () => {
    expect(shapedLayout(note([3, 4, 5]), pageOf({}), 2)).toEqual({
      ...alongZ(2),
      warnings: ["The note of tifffile speaks of 3 images (3 × 4 × 5), the file has 2; they are taken as slices."],
    });
    expect(shapedLayout(note([3, 4, 5]), pageOf({}), 1).warnings[0]).toMatch(/the file has 1\.$/);
  });
});

test("who says how many images there are", () => {
  expect(statedCount(imageJ("images=12"), pageOf({}))).toEqual({ count: 12, by: "ImageJ" });
  expect(statedCount('{"shape": [3, 4, 5]}', pageOf({}))).toEqual({ count: 3, by: "tifffile" });
  expect(statedCount("images=12", pageOf({})).count).toBe(1);
});

test("an OME note goes before all else that is said", async () => {
  const description = '<?xml version="1.0"?><ome:OME><Image><Pixels SizeT="2"/></Image></ome:OME>';
  expect(await layoutOf({ description, zeiss: "AP_IMAGE_PIXEL_SIZE\nImage Pixel Size = 3 nm" }, 2)).toMatchObject({
    axes: "t",
    voxelSizeNm: null,
  });
});
