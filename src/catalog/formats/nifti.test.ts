import { gzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { decodeBytes } from "../../testing/decodeBytes.ts";
import { openSource } from "./index.ts";
import { memorySource } from "./reading/sources.ts";

interface NiftiLook {
  readonly dims?: readonly number[];
  readonly type?: number;
  readonly bits?: number;
  readonly slope?: number;
  readonly intercept?: number;
  readonly offset?: number;
  readonly sizes?: readonly number[];
  readonly units?: number;
}

/** A NIfTI-1 file of the given voxels, little-endian, 2 × 3 × 4 µm voxels. */
function nifti(
  voxels: Uint8Array | Int16Array,
  {
    dims = [3, 2, 3, 4],
    type = 2,
    bits = 8,
    slope = 0,
    intercept = 0,
    offset = 352,
    sizes = [2, 3, 4],
    units = 3,
  }: NiftiLook = {},
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(offset + voxels.byteLength);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, true);
  dims.forEach((extent, index) => view.setInt16(40 + 2 * index, extent, true));
  view.setInt16(70, type, true);
  view.setInt16(72, bits, true);
  [1, ...sizes].forEach((size, index) => view.setFloat32(76 + 4 * index, size, true));
  view.setFloat32(108, offset, true);
  view.setFloat32(112, slope, true);
  view.setFloat32(116, intercept, true);
  view.setUint8(123, units);
  bytes.set([0x6e, 0x2b, 0x31, 0], 344);
  bytes.set(new Uint8Array(voxels.buffer), offset);
  return bytes;
}

const ramp = Uint8Array.from({ length: 24 }, (_, at) => at);

/** A quarter turn about z, x mirrored, at (3, -7, 11) mm, by sform or by qform. */
function placed(by: "sform" | "qform"): Uint8Array<ArrayBuffer> {
  const bytes = nifti(ramp, { units: 2, sizes: [2, 3, 4] });
  const view = new DataView(bytes.buffer);
  const floats = (at: number, values: readonly number[]) =>
    values.forEach((value, index) => view.setFloat32(at + 4 * index, value, true));
  view.setInt16(by === "sform" ? 254 : 252, 1, true);
  if (by === "sform") floats(280, [0, -3, 0, 3, 2, 0, 0, -7, 0, 0, -4, 11]);
  else floats(76, [-1]);
  if (by === "qform") floats(256, [0, 0, Math.SQRT1_2, 3, -7, 11]);
  return bytes;
}

describe("NIfTI", () => {
  test.each(["sform", "qform"] as const)("says by its %s where its voxels lie", async (by) => {
    const { geometry } = (await decodeBytes("a.nii", placed(by))).volume;
    const rounded = (vector: readonly number[]) => vector.map((value) => Math.round(value * 1e5) / 1e5 + 0);
    expect([geometry!.directions.map(rounded), geometry!.origin, geometry!.unitNm]).toEqual([
      [
        [0, 0, -4],
        [-3, 0, 0],
        [0, 2, 0],
      ],
      [3, -7, 11],
      1e6,
    ]);
    const part = await decodeBytes("a.nii", placed(by), {
      region: { z: { from: 1, to: 3 }, y: { from: 2, to: 3 }, x: { from: 0, to: 2 } },
    });
    expect(rounded(part.volume.geometry!.origin)).toEqual([-3, -7, 7]);
  });

  test("plain and gzipped, x fastest, voxel size in nanometres", async () => {
    for (const bytes of [nifti(ramp), gzipSync(nifti(ramp))]) {
      const { volume, description } = await decodeBytes("a.nii", bytes);
      expect(volume).toEqual({ shape: [4, 3, 2], data: ramp, voxelSizeNm: [4000, 3000, 2000] });
      expect(description).toBe("NIfTI-1, 4 slices, uint8");
    }
  });

  test("no voxel size is made up where the unit is unknown", async () => {
    const stated = await decodeBytes("a.nii", nifti(ramp, { units: 0 }));
    expect(stated.volume.voxelSizeNm ?? null).toBeNull();
    expect(stated.warnings.join()).toMatch(/voxels of 4 × 3 × 2 but does not say its unit/);
    const plain = await decodeBytes("a.nii", nifti(ramp, { units: 0, sizes: [1, 1, 1] }));
    expect([plain.volume.voxelSizeNm ?? null, plain.warnings]).toEqual([null, []]);
  });

  test("values are scaled where the header says so", async () => {
    const { volume, warnings } = await decodeBytes(
      "a.nii",
      nifti(Int16Array.from(ramp), { type: 4, bits: 16, slope: 0.5, intercept: 100 }),
    );
    expect([...volume.data.slice(0, 3)]).toEqual([100, 100.5, 101]);
    expect(warnings).toEqual(["Values are 0.5 times the stored ones, plus 100, as the header says."]);
  });

  test("axes are kept up to the seventh, also those of extent 1", async () => {
    const axesOf = async (dims: readonly number[]) => {
      const [array] = await openSource(memorySource("a.nii", nifti(ramp, { dims })));
      return [array!.shape, array!.axes];
    };
    expect(await axesOf([5, 2, 3, 4, 1, 1])).toEqual([[1, 1, 4, 3, 2], "ctzyx"]);
    expect(await axesOf([7, 2, 3, 1, 1, 1, 2, 2])).toEqual([[2, 2, 1, 1, 1, 3, 2], "bactzyx"]);
  });

  test("time points are told apart, and one is read", async () => {
    const { volume } = await decodeBytes("a.nii", nifti(ramp, { dims: [4, 2, 3, 2, 2] }), { at: { t: 1 } });
    expect([volume.shape, [...volume.data]]).toEqual([[2, 3, 2], [...ramp.slice(12)]]);
  });

  test("of complex numbers the part is read that was chosen", async () => {
    const bytes = nifti(new Int16Array(Float32Array.of(3, 4, 0, -2).buffer), { dims: [2, 2, 1], type: 32, bits: 64 });
    const read = async (complex?: "magnitude" | "imaginary") => [
      ...(await decodeBytes("a.nii", bytes, complex && { complex })).volume.data,
    ];
    expect([await read("magnitude"), await read("imaginary")]).toEqual([
      [5, 2],
      [4, -2],
    ]);
    await expect(read()).rejects.toThrow(/complex numbers; choose/);
  });

  test.each([
    [
      "too short for its header",
      nifti(ramp).slice(0, 360),
      /4 × 3 × 2 voxels of uint8, 24 bytes from byte 352; the file holds 8 there/,
    ],
    ["an unknown type", nifti(ramp, { type: 9999, bits: 64 }), /NIfTI type 9999/],
    ["negative extents", nifti(ramp, { dims: [3, 2, -3, 4] }), /which is no stack/],
    ["a cut gzip", gzipSync(nifti(ramp)).slice(0, -12), /gzip compression is damaged or the file was cut off/],
  ])("%s is refused with what was found", async (_, bytes, message) => {
    await expect(decodeBytes("a.nii", bytes)).rejects.toThrow(message);
  });
});
