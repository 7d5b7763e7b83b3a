import { zipSync } from "fflate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elementCount, wholeBox } from "../../core/image/boxes.ts";
import { ELEMENT_BYTES, swapBytes } from "../../core/image/elements.ts";
import { openSource } from "./index.ts";
import npy, { openNpy } from "./npy.ts";
import { memorySource } from "./reading/sources.ts";

/** An NPY file with this header text, of version 1, 2 or 3. */
function fileOf(header: string, data: Uint8Array, version = 1): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(header);
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, text.length, true);
  const lengthBytes = new Uint8Array(length.buffer, 0, version === 1 ? 2 : 4);
  return Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...lengthBytes, ...text, ...data);
}

const header = (descr: string, shape: readonly number[], isFortran = false) =>
  `{'descr': '${descr}', 'fortran_order': ${isFortran ? "True" : "False"}, 'shape': (${shape.join(", ")},), }\n`;

const open = (bytes: Uint8Array<ArrayBuffer>) => openNpy(memorySource("a.npy", bytes), "");

describe("an NPY file", () => {
  test.each([
    ["|b1", "uint8"],
    ["|u1", "uint8"],
    ["|i1", "int8"],
    ["<u2", "uint16"],
    ["<i2", "int16"],
    ["<u4", "uint32"],
    ["<i4", "int32"],
    ["<u8", "uint64"],
    ["<i8", "int64"],
    ["<f2", "float16"],
    ["<f4", "float32"],
    ["<f8", "float64"],
    ["<c8", "complex64"],
    ["<c16", "complex128"],
  ] as const)("of type %s holds %s, in either order of bytes", async (descr, dtype) => {
    const little = Uint8Array.from({ length: 6 * ELEMENT_BYTES[dtype] }, (_, at) => at + 1);
    const big = little.slice();
    swapBytes(big, dtype.startsWith("complex") ? ELEMENT_BYTES[dtype] / 2 : ELEMENT_BYTES[dtype]);
    for (const [order, data] of [
      [descr[0]!, little],
      [">", big],
      ["=", little],
    ] as const) {
      const array = await open(fileOf(header(order + descr.slice(1), [2, 3]), data));
      expect([array.dtype, array.shape, array.axes]).toEqual([dtype, [2, 3], "yx"]);
      expect(await array.read(wholeBox([2, 3]))).toEqual(little);
    }
  });

  test("counts its header in 2 bytes in version 1, in 4 from version 2", async () => {
    for (const version of [1, 2, 3]) {
      const array = await open(fileOf(header("|u1", [2, 2]), Uint8Array.of(9, 8, 7, 6), version));
      expect([...(await array.read(wholeBox([2, 2])))]).toEqual([9, 8, 7, 6]);
    }
  });

  test("in Fortran order counts its first axis fastest: 1 to 6 as 2 x 3 are 1 3 5, 2 4 6", async () => {
    const array = await open(fileOf(header("|u1", [2, 3], true), Uint8Array.of(1, 2, 3, 4, 5, 6)));
    expect(array.shape).toEqual([2, 3]);
    expect([...(await array.read(wholeBox([2, 3])))]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  test("in Fortran order gives every box that the same array in C order gives", async () => {
    const anyBox = fc
      .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
      .chain((shape) =>
        fc.tuple(
          fc.constant(shape),
          fc.tuple(...shape.map((extent) => fc.tuple(fc.nat(extent - 1), fc.integer({ min: 1, max: extent })))),
        ),
      );
    await fc.assert(
      fc.asyncProperty(anyBox, async ([shape, ranges]) => {
        const count = elementCount(shape);
        const place = (at: number) => {
          let [rest, sum, step] = [at, 0, 1];
          for (const [axis, extent] of shape.entries()) {
            sum += (rest % extent) * elementCount(shape.slice(axis + 1));
            rest = Math.floor(rest / extent);
            step *= extent;
          }
          return step === count ? sum : Number.NaN;
        };
        const plain = Uint16Array.from({ length: count }, (_, at) => at * 259);
        const turned = Uint16Array.from({ length: count }, (_, at) => plain[place(at)]!);
        const box = ranges.map(([from, to]) => ({ from: Math.min(from, to - 1), to }));
        const read = async (data: Uint16Array<ArrayBuffer>, isFortran: boolean) =>
          (await open(fileOf(header("<u2", shape, isFortran), new Uint8Array(data.buffer)))).read(box);
        expect(await read(turned, true)).toEqual(await read(plain, false));
      }),
      { numRuns: 60 },
    );
  });

  test("is known by its first bytes, not by its name", () => {
    expect(npy.sniff(Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59))).toBe(true);
    expect(npy.sniff(Uint8Array.of(0x4e, 0x55, 0x4d, 0x50, 0x59, 0))).toBe(false);
  });
});

describe("an NPY file is refused", () => {
  test.each([
    ["without a type", "{'fortran_order': False, 'shape': (2,), }", /lacks descr\. The file is damaged/],
    ["without an order", "{'descr': '|u1', 'shape': (2,), }", /lacks fortran_order/],
    ["without a shape", "{'descr': '|u1', 'fortran_order': False, }", /lacks shape/],
    ["as a number alone", header("|u1", []).replace("(,)", "()"), /holds a single number, not an array/],
    ["as records", "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}", /records of several fields/],
    ["as objects", header("|O", [2]), /pickled Python objects, which are programs rather than data/],
    ["as text", header("<U7", [2]), /NumPy type <U7, which is text; numbers can be opened/],
    ["as dates", header("<M8[ns]", [2]), /NumPy type <M8\[ns\]; numbers can be opened/],
    ["as long doubles", header("<f16", [2]), /NumPy type <f16; numbers can be opened/],
    ["with more than it holds", header("|u1", [2, 3]), /2 × 3 voxels of uint8, 6 bytes.*the file holds 5/],
    ["with an axis of nothing", header("|u1", [0, 3]), /says 0 × 3 voxels, which is no stack/],
    ["with an axis less than nothing", header("|u1", [-2, 3]), /says -2 × 3 voxels, which is no stack/],
    ["with words for extents", header("|u1", [2]).replace("(2,)", "(two,)"), /which is no stack/],
    ["as larger than any machine", header("<f8", [1e6, 1e6]), /more than any machine could open/],
  ])("%s", async (_, text, refusal) => {
    await expect(open(fileOf(text, Uint8Array.of(1, 2, 3, 4, 5)))).rejects.toThrow(refusal);
  });

  test("where it ends within its header, or claims an absurd one", async () => {
    const bytes = fileOf(header("|u1", [2]), Uint8Array.of(1, 2));
    await expect(open(bytes.slice(0, 30))).rejects.toThrow(/Its header points to bytes 10 to \d+, but the file has 30/);
    const absurd = fileOf("", new Uint8Array(8), 2);
    new DataView(absurd.buffer).setUint32(8, 2 ** 21, true);
    await expect(open(absurd)).rejects.toThrow(/NumPy header would be 2097152 bytes long/);
  });
});

test("an NPZ file names its arrays, and lists those that cannot be read with their reason", async () => {
  const arrays = await openSource(
    memorySource(
      "a.npz",
      zipSync({
        "deep/em.npy": fileOf(header(">u2", [1, 2]), Uint8Array.of(1, 0, 0, 2)),
        "short.npy": fileOf(header("|u1", [9]), Uint8Array.of(1)),
      }),
    ),
  );
  expect(arrays.map(({ name }) => name)).toEqual(["deep/em", "short"]);
  expect([...(await arrays[0]!.read(wholeBox([1, 2])))]).toEqual([0, 1, 2, 0]);
  expect(arrays[0]!.description).toBe("NPZ, 1 × 2, uint16");
  expect(arrays[1]!.refusal).toMatch(/9 voxels of uint8/);
});
