import { expect, test } from "vitest";
import { lengthOf } from "./dataset.ts";
import { couldBeSlices, decodeArray } from "./decode.ts";
import type { Box, ReadableArray } from "./format.ts";
import { alongAxes } from "./geometry.ts";
import type { VoxelArray } from "./volume.ts";

const array = (data: VoxelArray, dtype: ReadableArray["dtype"]): ReadableArray => ({
  name: "",
  shape: [1, 2, 3],
  axes: "yxs",
  dtype,
  samples: "color",
  voxelSizeNm: null,
  description: "",
  warnings: [],
  read: () => Promise.resolve(new Uint8Array(data.buffer as ArrayBuffer)),
});

test("16-bit colours that fit into 8 bits keep their values; others are cut, and that is told; real ones are refused", async () => {
  const small = await decodeArray(array(Uint16Array.of(1, 2, 3, 254, 0, 0), "uint16"));
  expect([...small.volume.data]).toEqual([0x010203, 0xfe0000]);
  expect(small.warnings).toEqual([]);
  const deep = await decodeArray(array(Uint16Array.of(65535, 256, 0, 0, 0, 0), "uint16"));
  expect([...deep.volume.data]).toEqual([0xff0100, 0]);
  expect(deep.warnings).toEqual(["Its 16-bit colours were cut to 8 bits."]);
  await expect(decodeArray(array(Float32Array.of(0.1, 0.2, 0.3, 0, 0, 0), "float32"))).rejects.toThrow(
    /colours are stored as float32/,
  );
});

test("what was drawn in the transparency of one colour is read as values, and told", async () => {
  const rgba = (pixels: readonly (readonly number[])[]) =>
    decodeArray({ ...array(Uint8Array.from(pixels.flat()), "uint8"), shape: [1, pixels.length, 4] });
  const drawn = await rgba([
    [9, 0, 0, 0],
    [9, 0, 0, 255],
    [9, 0, 0, 0],
  ]);
  expect([[...drawn.volume.data], drawn.isColor]).toEqual([[0, 255, 0], false]);
  expect(drawn.warnings.join()).toMatch(/what was drawn is in its transparency \(alpha\)/);
  expect([
    ...(
      await rgba([
        [9, 0, 0, 0],
        [9, 0, 0, 0],
      ])
    ).volume.data,
  ]).toEqual([0, 0]);
  expect([
    ...(
      await rgba([
        [9, 0, 0, 255],
        [9, 0, 0, 255],
      ])
    ).volume.data,
  ]).toEqual([0x090000, 0x090000]);
  expect(
    (
      await rgba([
        [9, 0, 0, 0],
        [8, 0, 0, 255],
      ])
    ).warnings,
  ).toEqual([]);
  const grey: ReadableArray = {
    ...array(Uint8Array.of(), "uint8"),
    samples: "channels",
    shape: [1, 2, 2],
    read: (box: Box) => Promise.resolve(box[2]!.from === 0 ? Uint8Array.of(7, 7) : Uint8Array.of(0, 255)),
  };
  expect([...(await decodeArray(grey)).volume.data]).toEqual([0, 255]);
});

test("an axis that the file calls channels can be taken as slices, and then its place is not known", async () => {
  const stack: ReadableArray = {
    ...array(Uint8Array.of(), "uint8"),
    axes: "czyx",
    shape: [3, 1, 1, 2],
    geometry: alongAxes([1, 1, 1], [1, 2, 3], 1),
    read: (box: Box) =>
      Promise.resolve(Uint8Array.from({ length: 2 * lengthOf(box[0]!) }, (_, at) => 10 * box[0]!.from + at)),
  };
  expect([
    couldBeSlices(stack),
    couldBeSlices({ ...stack, shape: [3, 2, 1, 2] }),
    couldBeSlices({ ...stack, axes: "tcyx", shape: [1, 3, 1, 2] }),
  ]).toEqual(["c", null, "c"]);
  const { volume } = await decodeArray(stack, { slicesAlong: "c" });
  expect([volume.shape, [...volume.data], volume.geometry]).toEqual([[3, 1, 2], [0, 1, 2, 3, 4, 5], undefined]);
  const part = await decodeArray(stack, {
    slicesAlong: "c",
    region: { z: { from: 1, to: 2 }, y: { from: 0, to: 1 }, x: { from: 0, to: 2 } },
  });
  expect([...part.volume.data]).toEqual([10, 11]);
  await expect(decodeArray(stack, { slicesAlong: "t" })).rejects.toThrow(/It has no time point to take as slices/);
});
