import { expect, test } from "vitest";
import { decodeArray } from "./decode.ts";
import type { ReadableArray } from "./format.ts";
import type { VoxelArray } from "./volume.ts";

const array = (data: VoxelArray, dtype: ReadableArray["dtype"]): ReadableArray => ({ name: "", shape: [1, 2, 3], axes: "yxs", dtype, samples: "color", voxelSizeNm: null, description: "", warnings: [], read: () => Promise.resolve(new Uint8Array(data.buffer as ArrayBuffer)) });

test("16-bit colours that fit into 8 bits keep their values; others are cut, and that is told; real ones are refused", async () => {
  const small = await decodeArray(array(Uint16Array.of(1, 2, 3, 254, 0, 0), "uint16"));
  expect([...small.volume.data]).toEqual([0x010203, 0xfe0000]);
  expect(small.warnings).toEqual([]);
  const deep = await decodeArray(array(Uint16Array.of(65535, 256, 0, 0, 0, 0), "uint16"));
  expect([...deep.volume.data]).toEqual([0xff0100, 0]);
  expect(deep.warnings).toEqual(["Its 16-bit colours were cut to 8 bits."]);
  await expect(decodeArray(array(Float32Array.of(0.1, 0.2, 0.3, 0, 0, 0), "float32"))).rejects.toThrow(/colours are stored as float32/);
});
