import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { dtypeOf } from "../../core/image/volume.ts";
import { decodeFile } from "./index.ts";

interface NiftiLook {
  readonly dims?: readonly number[];
  readonly type?: number;
  readonly bits?: number;
  readonly slope?: number;
  readonly intercept?: number;
  readonly offset?: number;
}

/** A NIfTI-1 file of the given voxels, little-endian, 2 × 3 × 4 µm voxels. */
function nifti(voxels: Uint8Array | Int16Array, { dims = [3, 2, 3, 4], type = 2, bits = 8, slope = 0, intercept = 0, offset = 352 }: NiftiLook = {}): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(offset + voxels.byteLength);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, true);
  dims.forEach((extent, index) => view.setInt16(40 + 2 * index, extent, true));
  view.setInt16(70, type, true);
  view.setInt16(72, bits, true);
  [1, 2, 3, 4].forEach((size, index) => view.setFloat32(76 + 4 * index, size, true));
  view.setFloat32(108, offset, true);
  view.setFloat32(112, slope, true);
  view.setFloat32(116, intercept, true);
  view.setUint8(123, 3);
  bytes.set([0x6e, 0x2b, 0x31, 0], 344);
  bytes.set(new Uint8Array(voxels.buffer), offset);
  return bytes;
}

const ramp = Uint8Array.from({ length: 24 }, (_, at) => at);

describe("NIfTI", () => {
  test("plain and gzipped, x fastest, voxel size in nanometres", async () => {
    for (const bytes of [nifti(ramp), gzipSync(nifti(ramp))]) {
      const { volume, description } = await decodeFile("a.nii", bytes);
      expect(volume).toEqual({ shape: [4, 3, 2], data: ramp, voxelSizeNm: [4000, 3000, 2000] });
      expect(description).toBe("NIfTI-1, 4 slices, uint8");
    }
  });

  test("values are scaled where the header says so", async () => {
    const { volume, warnings } = await decodeFile("a.nii", nifti(Int16Array.from(ramp), { type: 4, bits: 16, slope: 0.5, intercept: 100 }));
    expect([...volume.data.slice(0, 3)]).toEqual([100, 100.5, 101]);
    expect(warnings).toEqual(["Values are 0.5 times the stored ones, plus 100, as the header says."]);
  });

  test.each([
    ["too short for its header", nifti(ramp).slice(0, 360), /4 × 3 × 2 voxels of uint8, 24 bytes from byte 352; the file holds 8 there/],
    ["several volumes", nifti(ramp, { dims: [4, 2, 3, 2, 2] }), /holds 2 volumes/],
    ["complex numbers", nifti(ramp, { type: 32, bits: 64 }), /NIfTI type 32/],
    ["negative extents", nifti(ramp, { dims: [3, 2, -3, 4] }), /which is no volume/],
    ["a cut gzip", (gzipSync(nifti(ramp))).slice(0, -12), /gzip compression is damaged or the file was cut off/],
  ])("%s is refused with what was found", async (_, bytes, message) => {
    await expect(decodeFile("a.nii", bytes)).rejects.toThrow(message);
  });
});

const shared = new URL("../../../../shared/data/", import.meta.url).pathname;

interface Truth {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly sha256_pixels: string;
}
interface Entry {
  readonly path: string;
  readonly expect: string;
  readonly decoded?: Truth & { readonly stored?: Truth };
}

describe.skipIf(!existsSync(`${shared}manifest.json`))("real NIfTI files", () => {
  const entries = existsSync(`${shared}manifest.json`) ? (JSON.parse(readFileSync(`${shared}manifest.json`, "utf8")) as { files: Entry[] }).files.filter(({ path }) => /\.nii(\.gz)?$/.test(path)) : [];

  test.each(entries.filter(({ expect: outcome }) => outcome === "read").map(({ path, decoded }) => [path, decoded!] as const))("%s has the stated voxels", async (path, decoded) => {
    const truth = decoded.stored ?? decoded;
    const reading = decodeFile(path, new Uint8Array(readFileSync(shared + path)));
    if (truth.shape.length === 4 && truth.shape[0]! > 1) return expect(reading).rejects.toThrow(/holds 2 volumes/);
    const { volume, warnings } = await reading;
    expect(volume.shape).toEqual(truth.shape.slice(-3));
    if (warnings.some((warning) => warning.includes("times the stored"))) { expect(dtypeOf(volume.data)).toBe("float32"); return; }
    expect(dtypeOf(volume.data)).toBe(truth.dtype);
    expect(createHash("sha256").update(new Uint8Array(volume.data.buffer)).digest("hex")).toBe(truth.sha256_pixels);
  });

  test.each(entries.filter(({ expect: outcome }) => outcome === "refuse").map(({ path }) => path))("%s is refused in a sentence", async (path) => {
    await expect(decodeFile(path, new Uint8Array(readFileSync(shared + path)))).rejects.toMatchObject({ name: "UnreadableFile" });
  });
});
