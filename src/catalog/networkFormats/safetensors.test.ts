import { expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

test("a file is laid out as safetensors says: length, header, numbers that follow each other", () => {
  const bytes = encodeSafetensors(
    [
      { name: "a", shape: [2], values: Float32Array.of(1, 2) },
      { name: "ü", shape: [], values: Float32Array.of(3) },
    ],
    { about: "µ" },
  );
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
    __metadata__: { about: "µ" },
    a: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
    ü: { dtype: "F32", shape: [], data_offsets: [8, 12] },
  });
  expect([...new Float32Array(bytes.slice(8 + length).buffer)]).toEqual([1, 2, 3]);
});

const changed = (from: string, to: string): Uint8Array => {
  const bytes = encodeSafetensors([{ name: "a", shape: [2], values: Float32Array.of(1, 2) }]);
  const text = new TextDecoder("latin1").decode(bytes).replace(from, to);
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
};

test.each([
  ["halves", changed('"F32"', '"F16"'), /holds F16/],
  ["a shape that is not that of the numbers", changed('"shape":[2]', '"shape":[3]'), /said to be 3 and has 8 bytes/],
])("%s are refused", (_, bytes, because) => {
  expect(() => decodeSafetensors(bytes)).toThrow(because);
});
