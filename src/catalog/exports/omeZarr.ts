import { zlibSync } from "fflate";
import { copyBox, indicesOf } from "../../core/image/boxes.ts";
import { originNm } from "../../core/image/geometry.ts";
import { MASK_CLASSES_KEY } from "../../core/image/maskClasses.ts";
import { dtypeOf } from "../../core/image/volume.ts";
import { bytesOf, type ExportedFile, type ExportStack, type StackWriter } from "./stack.ts";

const KINDS: Readonly<Record<string, string>> = {
  uint8: "|u1",
  int8: "|i1",
  uint16: "<u2",
  int16: "<i2",
  uint32: "<u4",
  int32: "<i4",
  float32: "<f4",
  float64: "<f8",
};
const CHUNK_SIDE = 512;

/** OME-Zarr 0.4 on Zarr v2: one level, chunks of one slice and at most 512 × 512 pixels, zlib. */
export default {
  id: "omeZarr",
  label: "OME-Zarr",
  extensions: ["zarr"],
  keeps: "alongAxes",
  maskTypes: ["uint8", "uint16", "int16"],
  write(name, stack) {
    const root = `${name}.zarr`;
    const json = (path: string, value: unknown): ExportedFile => ({
      path: `${root}/${path}`,
      bytes: new TextEncoder().encode(JSON.stringify(value, null, 1)),
    });
    const shape = [...(stack.channels ? [stack.channels] : []), ...stack.shape];
    const chunks = shape.map((extent, axis) => (axis < shape.length - 2 ? 1 : Math.min(extent, CHUNK_SIDE)));
    const array = {
      zarr_format: 2,
      shape,
      chunks,
      dtype: KINDS[dtypeOf(stack.data)]!,
      compressor: { id: "zlib", level: 6 },
      fill_value: 0,
      order: "C",
      filters: null,
      dimension_separator: "/",
    };
    return [
      json(".zgroup", { zarr_format: 2 }),
      json(".zattrs", {
        multiscales: [multiscale(name, stack)],
        ...(stack.maskClasses && { [MASK_CLASSES_KEY]: { classes: stack.maskClasses } }),
      }),
      json("0/.zarray", array),
      ...chunkFiles(`${root}/0`, stack, { shape, chunks }),
    ];
  },
} satisfies StackWriter;

function multiscale(name: string, stack: ExportStack) {
  const { channels, voxelSizeNm } = stack;
  const origin = originNm(stack);
  const space = ["z", "y", "x"].map((axis) => ({
    name: axis,
    type: "space",
    ...(voxelSizeNm && { unit: "nanometer" }),
  }));
  const scale = [...(channels ? [1] : []), ...(voxelSizeNm ?? [1, 1, 1])];
  return {
    version: "0.4",
    name,
    axes: [...(channels ? [{ name: "c", type: "channel" }] : []), ...space],
    datasets: [
      {
        path: "0",
        coordinateTransformations: [
          { type: "scale", scale },
          ...(origin ? [{ type: "translation", translation: [...(channels ? [0] : []), ...origin.toReversed()] }] : []),
        ],
      },
    ],
  };
}

interface Grid {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
}

function chunkFiles(folder: string, stack: ExportStack, { shape, chunks }: Grid): readonly ExportedFile[] {
  const [from, size] = [bytesOf(stack), stack.data.BYTES_PER_ELEMENT];
  const grid = shape.map((extent, axis) => ({ from: 0, to: Math.ceil(extent / chunks[axis]!) }));
  const files: ExportedFile[] = [];
  for (const index of indicesOf(grid)) {
    const start = index.map((at, axis) => at * chunks[axis]!);
    const to = new Uint8Array(chunks.reduce((product, extent) => product * extent, size));
    copyBox({
      from,
      fromShape: shape,
      fromStart: start,
      to,
      toShape: chunks,
      toStart: chunks.map(() => 0),
      extent: chunks.map((extent, axis) => Math.min(extent, shape[axis]! - start[axis]!)),
      elementBytes: size,
    });
    files.push({ path: `${folder}/${index.join("/")}`, bytes: zlibSync(to) });
  }
  return files;
}
