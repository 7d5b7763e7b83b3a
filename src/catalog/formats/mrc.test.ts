import { expect, test } from "vitest";
import { wholeBox } from "../../core/image/boxes.ts";
import { openSource } from "./index.ts";
import { memorySource } from "./reading/sources.ts";

interface MrcLook {
  readonly isLittle: boolean;
  readonly stamp: readonly number[];
  readonly mode?: number;
}

/** Two slices of 1 × 3 voxels of 16 bits, 0 to 5. */
function mrc({ isLittle, stamp, mode = 1 }: MrcLook): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1024 + 12);
  const view = new DataView(bytes.buffer);
  [3, 1, 2, mode].forEach((value, index) => view.setInt32(4 * index, value, isLittle));
  [1, 2, 3].forEach((value, index) => view.setInt32(64 + 4 * index, value, isLittle));
  bytes.set(new TextEncoder().encode("MAP "), 208);
  bytes.set(stamp, 212);
  for (let voxel = 0; voxel < 6; voxel++) view.setInt16(1024 + 2 * voxel, voxel, isLittle);
  return bytes;
}

const [LITTLE, BIG] = [
  [0x44, 0x44],
  [0x11, 0x11],
];

test.each([
  ["little-endian with its stamp", true, LITTLE, []],
  ["big-endian with its stamp", false, BIG, []],
  ["little-endian without a stamp", true, [0, 0], []],
  ["big-endian without a stamp", false, [0, 0], []],
  ["big-endian with a stamp that means nothing", false, [0xff, 1], []],
  [
    "big-endian stamped little-endian",
    false,
    LITTLE,
    ["Its machine stamp says little-endian, but only as big-endian does its header make sense; it was read so."],
  ],
  [
    "little-endian stamped big-endian",
    true,
    BIG,
    ["Its machine stamp says big-endian, but only as little-endian does its header make sense; it was read so."],
  ],
])("%s is read in its byte order", async (_, isLittle, stamp, warnings) => {
  const [array] = await openSource(memorySource("a.mrc", mrc({ isLittle, stamp })));
  expect([array!.shape, array!.dtype, array!.warnings]).toEqual([[2, 1, 3], "int16", warnings]);
  expect([...new Int16Array((await array!.read(wholeBox([2, 1, 3]))).slice().buffer)]).toEqual([0, 1, 2, 3, 4, 5]);
});

test("a cut file is refused with the sizes of the order that was meant", async () => {
  await expect(
    openSource(memorySource("a.mrc", mrc({ isLittle: false, stamp: LITTLE }).slice(0, 1030))),
  ).rejects.toThrow(/says 2 × 1 × 3 voxels of int16, 12 bytes from byte 1024; the file holds 6/);
  await expect(openSource(memorySource("a.mrc", mrc({ isLittle: true, stamp: LITTLE, mode: 99 })))).rejects.toThrow(
    /MRC mode 99/,
  );
});

test("the origin, or the place within a larger map, is where it lies", async () => {
  const written = (fill: (view: DataView) => void) => {
    const bytes = mrc({ isLittle: true, stamp: LITTLE });
    const view = new DataView(bytes.buffer);
    [3, 1, 2].forEach((count, axis) => view.setInt32(28 + 4 * axis, count, true));
    [30, 20, 100].forEach((length, axis) => view.setFloat32(40 + 4 * axis, length, true));
    fill(view);
    return openSource(memorySource("a.mrc", bytes)).then(([array]) => array!.geometry);
  };
  expect(
    await written((view) => [5, -6, 7].forEach((place, axis) => view.setFloat32(196 + 4 * axis, place, true))),
  ).toEqual({
    directions: [
      [0, 0, 50],
      [0, 20, 0],
      [10, 0, 0],
    ],
    origin: [5, -6, 7],
    unitNm: 0.1,
    space: "",
  });
  expect(
    (await written((view) => [1, 2, -3].forEach((start, axis) => view.setInt32(16 + 4 * axis, start, true))))?.origin,
  ).toEqual([10, 40, -150]);
  expect(await written(() => undefined)).toBeUndefined();
});
