import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeArray } from "../../core/image/decode.ts";
import type { ReadableArray } from "../../core/image/format.ts";
import { joinSeries } from "../../core/image/series.ts";
import type { Shape3, VoxelArray } from "../../core/image/volume.ts";
import { decodeBytes } from "../../testing/decodeBytes.ts";
import { openFolder, openSource } from "../formats/index.ts";
import { folderOfFiles, memorySource } from "../formats/reading/sources.ts";
import { stackWriters, writerOf } from "./index.ts";
import type { ExportedFile, ExportStack } from "./stack.ts";

const arbitraryStack = (channels?: number) =>
  fc
    .record({ shape: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), dtype: channels ? fc.constant(Float32Array) : fc.constantFrom(Uint8Array, Uint16Array, Float32Array), seed: fc.integer() })
    .map(({ shape, dtype, seed }): ExportStack => ({ shape, data: new dtype(Array.from({ length: shape[0] * shape[1] * shape[2] * (channels ?? 1) }, (_, index) => (Math.abs(index * 7919 + seed) % 251) / (channels ? 250 : 1))), voxelSizeNm: [40, 10, 5], ...(channels && { channels }) }));

async function openWritten(files: readonly ExportedFile[]): Promise<readonly ReadableArray[]> {
  if (files.length === 1) return openSource(memorySource(files[0]!.path, files[0]!.bytes));
  return openFolder(folderOfFiles("written", new Map(files.map(({ path, bytes }) => [path.slice(path.indexOf("/") + 1), new Blob([bytes])]))));
}

async function readBack(id: string, files: readonly ExportedFile[], channel = 0): Promise<{ readonly shape: Shape3; readonly data: VoxelArray; readonly voxelSizeNm: readonly number[] | null }> {
  if (id === "png") return joinSeries(await Promise.all(files.map(async ({ path, bytes }) => ({ path, decoded: await decodeBytes(path, bytes) })))).volume;
  const [array] = await openWritten(files);
  return (await decodeArray(array!, { at: { c: channel } })).volume;
}

describe.each(stackWriters.list.map((writer) => [writer.id, writer] as const))("%s", (id, writer) => {
  test("what is written is read back to the voxel, with its voxel size", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryStack(), async (stack) => {
        if (id === "png" && stack.data instanceof Float32Array) {
          expect(() => writer.write("s", stack)).toThrow(/PNG holds whole numbers/);
          return;
        }
        const { shape, data, voxelSizeNm } = await readBack(id, writer.write("s", stack));
        expect([shape, data]).toEqual([stack.shape, stack.data]);
        if (id !== "png") expect(voxelSizeNm!.map((size) => Math.round(size * 1e3) / 1e3)).toEqual([40, 10, 5]);
      }),
      { numRuns: 30 },
    );
  });

  test("probabilities are channels of real numbers", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryStack(3), async (stack) => {
        if (id === "png") {
          expect(() => writer.write("s", stack)).toThrow(/several channels/);
          return;
        }
        const files = writer.write("s", stack);
        const voxels = stack.data.length / 3;
        for (let channel = 0; channel < 3; channel++) expect((await readBack(id, files, channel)).data).toEqual(stack.data.slice(channel * voxels, (channel + 1) * voxels));
      }),
      { numRuns: 15 },
    );
  });
});

test("a path names its writer by its end; another is refused with those there are", () => {
  expect(["a.tif", "b/c.nii.gz", "b/c.nii", "d.ZARR"].map((path) => [writerOf(path).writer.id, writerOf(path).base])).toEqual([["tiff", "a"], ["nifti", "b/c"], ["niftiPlain", "b/c"], ["omeZarr", "d"]]);
  expect(() => writerOf("a.doc")).toThrow(/"a\.doc" does not end like .*\.tif, .*\.zarr/);
});
