import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeArray } from "../../core/image/decode.ts";
import { alongAxes, inUnits, type Geometry } from "../../core/image/geometry.ts";
import type { ReadableArray } from "../../core/image/format.ts";
import { joinSeries } from "../../core/image/series.ts";
import type { Shape3, VoxelArray } from "../../core/image/volume.ts";
import { decodeBytes } from "../../testing/decodeBytes.ts";
import { openFolder, openSource } from "../formats/index.ts";
import { folderOfFiles, memorySource } from "../formats/reading/sources.ts";
import { stackWriters, writerOf } from "./index.ts";
import { lossNotes, maskStack } from "./maskStack.ts";
import { bytesOf, layoutOf, type ExportedFile, type ExportStack, type StackWriter } from "./stack.ts";

const holdsReals = ({ id }: StackWriter): boolean => id !== "png" && id !== "segNrrd";

const arbitraryStack = (channels?: number) =>
  fc
    .record({
      shape: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
      dtype: channels ? fc.constant(Float32Array) : fc.constantFrom(Uint8Array, Uint16Array, Float32Array),
      seed: fc.integer(),
    })
    .map(({ shape, dtype, seed }): ExportStack => ({
      shape,
      data: new dtype(
        Array.from(
          { length: shape[0] * shape[1] * shape[2] * (channels ?? 1) },
          (_, index) => (Math.abs(index * 7919 + seed) % 251) / (channels ? 250 : 1),
        ),
      ),
      voxelSizeNm: [40, 10, 5],
      ...(channels && { channels }),
    }));

async function openWritten(files: readonly ExportedFile[]): Promise<readonly ReadableArray[]> {
  if (files.length === 1) return openSource(memorySource(files[0]!.path, files[0]!.bytes));
  return openFolder(
    folderOfFiles(
      "written",
      new Map(files.map(({ path, bytes }) => [path.slice(path.indexOf("/") + 1), new Blob([bytes])])),
    ),
  );
}

async function readBack(
  id: string,
  files: readonly ExportedFile[],
  channel = 0,
): Promise<{ readonly shape: Shape3; readonly data: VoxelArray; readonly voxelSizeNm: readonly number[] | null }> {
  if (id === "png")
    return joinSeries(
      await Promise.all(files.map(async ({ path, bytes }) => ({ path, decoded: await decodeBytes(path, bytes) }))),
    ).volume;
  const [array] = await openWritten(files);
  return (await decodeArray(array!, { at: { c: channel }, ...(array!.shape.length === 4 && unnamed(id)) })).volume;
}

/** NumPy's files name no axes: channels are the last. */
const unnamed = (id: string) => (id === "npy" ? { axes: "zyxc" } : {});

describe.each(stackWriters.list.map((writer) => [writer.id, writer] as const))("%s", (id, writer) => {
  test("what is written is read back to the voxel, with its voxel size", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryStack(), async (stack) => {
        if (stack.data instanceof Float32Array && !holdsReals(writer)) {
          await expect(async () => writer.write("s", stack)).rejects.toThrow(/not (float32|real numbers)/);
          return;
        }
        const { shape, data, voxelSizeNm } = await readBack(id, await writer.write("s", stack));
        expect([shape, Array.from(data)]).toEqual([stack.shape, Array.from(stack.data)]);
        // MRC's bytes are signed to some programs: those above 127 are written in 16 bits.
        if (id !== "mrc") expect(data.constructor).toBe(stack.data.constructor);
        if (writer.keepsVoxelSize)
          expect(voxelSizeNm!.map((size) => Math.round(size * 1e3) / 1e3)).toEqual([40, 10, 5]);
      }),
      { numRuns: 30 },
    );
  });

  test("probabilities are channels of real numbers", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryStack(3), async (stack) => {
        if (!writer.holdsChannels) {
          await expect(async () => writer.write("s", stack)).rejects.toThrow(/Write (TIFF|NRRD), /);
          return;
        }
        const files = await writer.write("s", stack);
        const voxels = stack.data.length / 3;
        for (let channel = 0; channel < 3; channel++)
          expect((await readBack(id, files, channel)).data).toEqual(
            stack.data.slice(channel * voxels, (channel + 1) * voxels),
          );
      }),
      { numRuns: 15 },
    );
  });
});

const classes = [
  { name: "outside", color: "none", values: [0] },
  { name: 'Zellkörper \\ "="', color: "#0072B2", values: [300, 7] },
];
const where = { shape: [2, 2, 3] as const, voxelSizeNm: [50, 4, 4] as const };
const indices = Uint8Array.of(0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1);

describe.each(stackWriters.list.map((writer) => [writer.id, writer] as const))("a mask as %s", (id, writer) => {
  const read = async (stack: ExportStack) => {
    const files = await writer.write("m", stack);
    if (id === "png")
      return joinSeries(
        await Promise.all(files.map(async ({ path, bytes }) => ({ path, decoded: await decodeBytes(path, bytes) }))),
      );
    return decodeArray((await openWritten(files))[0]!);
  };

  test("holds the values of the labels and says what they stand for", async () => {
    const { stack, notes } = maskStack(where, indices, { writer, classes, values: "original" });
    const { volume, maskClasses } = await read(stack);
    expect([notes, Array.from(volume.data)]).toEqual([[], [...indices].map((index) => 300 * index)]);
    expect(maskClasses ?? lossNotes(stack, writer)).toEqual(
      writer.keepsClasses(stack.maskClasses!)
        ? [
            { ...classes[0], value: 0 },
            { ...classes[1], value: 300 },
          ]
        : [expect.stringContaining("nm"), expect.stringContaining('0 outside, 300 Zellkörper \\ "="')],
    );
  });

  test("holds indices where that is asked for, and where values do not fit, which is told", async () => {
    const { stack } = maskStack(where, indices, { writer, classes, values: "index" });
    const { volume, maskClasses } = await read(stack);
    expect(volume.data).toEqual(indices);
    if (writer.keepsClasses(stack.maskClasses!))
      expect(maskClasses).toEqual([
        { ...classes[0], value: 0 },
        { ...classes[1], value: 1 },
      ]);
    const colors = maskStack(where, indices, {
      writer,
      classes: [{ ...classes[0]!, values: [0xff0000] }, classes[1]!],
      values: "original",
    });
    expect([colors.stack.data, colors.notes]).toEqual([
      indices,
      [expect.stringMatching(/^The values of the labels \(16711680, 300\) do not fit into/)],
    ]);
    expect(
      maskStack(where, indices, {
        writer,
        classes: classes.map(({ name, color }) => ({ name, color })),
        values: "original",
      }),
    ).toMatchObject({ stack: { data: indices }, notes: [] });
  });

  test("lies where its image does, or says that it cannot", async () => {
    const { stack } = maskStack({ ...where, geometry: alongAxes([0.05, 0.004, 0.004], [1, -2, 3], 1e3) }, indices, {
      writer,
      classes,
      values: "original",
    });
    const { geometry } = (await read(stack)).volume;
    if (writer.keeps === "nowhere")
      expect([geometry, lossNotes(stack, writer)]).toEqual([
        undefined,
        expect.arrayContaining([expect.stringMatching(/cannot hold where this stack lies/)]),
      ]);
    else
      expect([inUnits(geometry!, 1).origin.map((nm) => Math.round(nm * 1e3) / 1e3), lossNotes(stack, writer)]).toEqual([
        [1000, -2000, 3000],
        [],
      ]);
    const oblique: Geometry = {
      directions: [
        [0, 0.3, 2],
        [0, -0.4, 0.1],
        [-0.4, 0, 0],
      ],
      origin: [10, 20, 30],
      unitNm: 1e6,
      space: "right-anterior-superior",
    };
    const placed = maskStack({ ...where, voxelSizeNm: null, geometry: oblique }, indices, {
      writer,
      classes,
      values: "original",
    }).stack;
    if (writer.keeps !== "anywhere") expect(lossNotes(placed, writer)[0]).toMatch(/cannot hold where this stack lies/);
    else expect(rounded((await read(placed)).volume.geometry!)).toEqual(oblique);
  });
});

const rounded = (geometry: Geometry): Geometry =>
  JSON.parse(JSON.stringify(geometry), (_, value: unknown) =>
    typeof value === "number" ? Math.round(value * 1e6) / 1e6 : value,
  ) as Geometry;

test("NRRD and NIfTI name the same place in their own spaces", async () => {
  const place: Geometry = {
    directions: [
      [0, 0, 3],
      [0, 1, 0],
      [2, 0, 0],
    ],
    origin: [10, 20, 30],
    unitNm: 1e6,
    space: "left-posterior-superior",
  };
  const stack = { ...where, voxelSizeNm: null, data: indices, geometry: place };
  const back = async (path: string) =>
    (await decodeArray((await openWritten(await writerOf(path).writer.write("m", stack)))[0]!)).volume.geometry!;
  expect(await back("m.nrrd")).toEqual(place);
  expect(await back("m.nii")).toEqual({
    directions: [
      [0, 0, 3],
      [0, -1, 0],
      [-2, 0, 0],
    ],
    origin: [-10, -20, 30],
    unitNm: 1e6,
    space: "right-anterior-superior",
  });
});

test("negative labels need a type that has them", () => {
  const negative = [{ ...classes[0]!, values: [-1] }, classes[1]!];
  const written = (path: string) =>
    maskStack(where, indices, { writer: writerOf(path).writer, classes: negative, values: "original" });
  expect(written("m.nrrd").stack.data.slice(0, 2)).toEqual(Int16Array.of(-1, 300));
  expect(written("m.tif").stack.data.slice(0, 2)).toEqual(Uint8Array.of(0, 1));
});

test("a path names its writer by its end; another is refused with those there are", () => {
  expect(
    ["a.tif", "b/c.nii.gz", "b/c.nii", "d.ZARR", "e.seg.nrrd", "e.nrrd"].map((path) => [
      writerOf(path).writer.id,
      writerOf(path).base,
    ]),
  ).toEqual([
    ["tiff", "a"],
    ["nifti", "b/c"],
    ["niftiPlain", "b/c"],
    ["omeZarr", "d"],
    ["segNrrd", "e"],
    ["nrrd", "e"],
  ]);
  expect(writerOf("d.zarr", "omeZarr05").writer.label).toBe("OME-Zarr 0.5");
  expect(() => writerOf("d.tif", "omeZarr05")).toThrow('"d.tif" does not end like OME-Zarr 0.5: .zarr.');
  expect(() => writerOf("a.doc")).toThrow(/"a\.doc" does not end like .*\.tif, .*\.zarr/);
});

describe.each(stackWriters.list.filter(({ plain }) => plain).map(({ id }) => id))("a plain file of %s", (id) => {
  const writer = stackWriters.get(id);

  test("grows slice by slice, in any order, into what is written at once", async () => {
    const stacks = fc.oneof(arbitraryStack(), arbitraryStack(3));
    const check = async (stack: ExportStack, backwards: boolean) => {
      const plain = writer.plain!("mask", layoutOf(stack));
      if (!plain) return;
      const [{ path, bytes }] = (await writer.write("mask", stack)) as readonly [ExportedFile];
      const grown = new Uint8Array(bytes.length).fill(255);
      grown.set(plain.head);
      const { shape, channels = 1 } = stack;
      const planes = Array.from({ length: shape[0] * channels }, (_, plane) => plane);
      const voxels = bytesOf(stack);
      const planeBytes = voxels.length / planes.length;
      for (const plane of backwards ? planes.toReversed() : planes) {
        const [channel, slice] = [Math.floor(plane / shape[0]), plane % shape[0]];
        grown.set(voxels.subarray(plane * planeBytes, (plane + 1) * planeBytes), plain.placeOf(slice, channel));
      }
      expect([plain.path, grown]).toEqual([path, bytes]);
    };
    await fc.assert(fc.asyncProperty(stacks, fc.boolean(), check));
  });
});
