import { File, ready, type Dataset } from "h5wasm";
import { expect, test } from "vitest";
import { fieldsOf } from "../formats/reading/fields.ts";
import hdf5 from "./hdf5.ts";
import mrc from "./mrc.ts";
import { lossNotes } from "./maskStack.ts";
import segNrrd from "./segNrrd.ts";
import type { ExportStack } from "./stack.ts";
import { encodeTiff } from "./tiff.ts";

const stack: ExportStack = {
  shape: [2, 3, 4],
  data: Uint8Array.from({ length: 24 }, (_, at) => (at % 2) * 7),
  voxelSizeNm: [40, 4, 5],
  maskClasses: [
    { value: 0, name: "outside", color: "none" },
    { value: 7, name: "membrane", color: "#0072b2" },
  ],
};

/** What other programs look for in a mask, beside the voxels. */
test("3D Slicer finds a segment for each class but the background", () => {
  const text = new TextDecoder("latin1").decode(segNrrd.write("m", stack)[0]!.bytes).split("\n\n")[0]!;
  expect(text.split("\n")).toEqual(
    expect.arrayContaining([
      "space: left-posterior-superior",
      "space directions: (5,0,0) (0,4,0) (0,0,40)",
      'space units: "nm" "nm" "nm"',
      "Segment0_ID:=Segment_7",
      "Segment0_Name:=membrane",
      "Segment0_Color:=0 0.447 0.698",
      "Segment0_LabelValue:=7",
      "Segment0_Layer:=0",
      "Segment0_Extent:=0 3 0 2 0 1",
      "Segmentation_MasterRepresentation:=Binary labelmap",
    ]),
  );
  expect(text).not.toContain("Segment1_");
});

/** The values of a tag of the first page. */
function tiffTag(bytes: Uint8Array, wanted: number): readonly number[] | undefined {
  const fields = fieldsOf(bytes, true);
  const start = fields.u32(4);
  for (let entry = 0; entry < fields.u16(start); entry++) {
    const at = start + 2 + 12 * entry;
    if (fields.u16(at) !== wanted) continue;
    const count = fields.u32(at + 4);
    return Array.from({ length: count }, (_, index) =>
      fields.u16((count > 2 ? fields.u32(at + 8) : at + 8) + 2 * index),
    );
  }
  return undefined;
}

test("ImageJ finds the colours of the classes, everybody else grey pixels", () => {
  const [COLOR_MAP, PHOTOMETRIC] = [320, 262];
  const bytes = encodeTiff(stack);
  const table = tiffTag(bytes, COLOR_MAP)!;
  expect(tiffTag(bytes, PHOTOMETRIC)).toEqual([1]);
  expect([0, 256, 512].map((part) => table[part + 7]! / 257)).toEqual([0, 0x72, 0xb2]);
  expect([0, 256, 512].map((part) => table[part]! / 257)).toEqual([0, 0, 0]);
  const wide = encodeTiff({
    ...stack,
    data: Uint16Array.from(stack.data, (value) => value * 100),
    maskClasses: stack.maskClasses!.map((each) => ({ ...each, value: each.value * 100 })),
  });
  expect(new TextDecoder().decode(wide)).toContain("min=0\nmax=700\n");
  expect(tiffTag(wide, COLOR_MAP)![256 + 255]! / 257).toBe(0x72);
  expect(tiffTag(encodeTiff({ shape: stack.shape, data: stack.data, voxelSizeNm: null }), COLOR_MAP)).toBeUndefined();
});

test("ilastik and funlib find axes, voxel size and offset", async () => {
  const [written] = await hdf5.write("m", {
    ...stack,
    geometry: {
      directions: [
        [0, 0, 40],
        [0, 4, 0],
        [5, 0, 0],
      ],
      origin: [10, 20, 30],
      unitNm: 1,
      space: "",
    },
  });
  const { FS } = await ready;
  FS.writeFile("foreign.h5", written!.bytes);
  const file = new File("foreign.h5", "r");
  const { attrs } = file.get("mask") as Dataset;
  expect(["resolution", "offset", "element_size_um"].map((name) => attrs[name]!.json_value)).toEqual([
    [40, 4, 5],
    [30, 20, 10],
    [0.04, 0.004, 0.005],
  ]);
  expect(JSON.parse(attrs.axistags!.json_value as string)).toMatchObject({
    axes: [{ key: "z" }, { key: "y" }, { key: "x" }],
  });
  file.close();
  FS.unlink("foreign.h5");
});

test("bytes above 127 are 16 bits in MRC, where its own are signed", () => {
  const mode = (data: Uint8Array) => fieldsOf(mrc.write("m", { ...stack, data })[0]!.bytes, true).i32(12);
  expect([mode(new Uint8Array(24).fill(127)), mode(new Uint8Array(24).fill(128))]).toEqual([0, 6]);
});

test("more classes than fit into MRC's labels are told instead", () => {
  const many = Array.from({ length: 40 }, (_, value) => ({ value, name: `class ${value}`, color: "#0072b2" }));
  const crowded = { ...stack, maskClasses: many };
  expect(lossNotes(crowded, mrc)).toEqual([
    expect.stringMatching(/^MRC cannot hold the names of 40 classes; .*39 class 39/),
  ]);
  expect(fieldsOf(mrc.write("m", crowded)[0]!.bytes, true).i32(220)).toBe(0);
});
