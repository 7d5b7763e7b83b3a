import { expect, test } from "vitest";
import { attributedSize } from "./voxelSize.ts";

const sizeOf = (attributes: Readonly<Record<string, unknown>>, axes = "zyx", isXFirst = false) =>
  attributedSize((name) => attributes[name], axes, isXFirst);

test.each([
  ["resolution in nm", { resolution: [40, 4, 4] }],
  ["64-bit integers", { resolution: BigInt64Array.of(40n, 4n, 4n) }],
  ["32-bit integers", { voxel_size: Int32Array.of(40, 4, 4) }],
  ["numbers as text", { resolution: ["40", "4", "4"] }],
  ["funlib's units", { voxel_size: [0.04, 0.004, 0.004], units: ["um", "um", "um"], axis_names: ["z", "y", "x"] }],
  ["another order of axes", { voxel_size: [4, 4, 40], axis_names: ["x", "y", "z"] }],
  ["one unit for all", { resolution: [40, 4, 4], unit: "nanometer" }],
  ["micrometres by its name", { element_size_um: Float32Array.of(0.04, 0.004, 0.004) }],
  ["Java's order", { pixelResolution: { dimensions: [4, 4, 40], unit: "nm" } }],
  ["spacing with a unit", { spacing: [0.04, 0.004, 0.004], units: "um" }],
  ["the second attribute where the first is of no use", { resolution: "high", voxel_size: [40, 4, 4] }],
])("%s", (_, attributes) =>
  expect(sizeOf(attributes)!.map((size) => Math.round(size * 1e3) / 1e3)).toEqual([40, 4, 4]),
);

test("goes by the axes of the array, or by their names, where there are channels", () => {
  expect(sizeOf({ resolution: [1, 40, 4, 2] }, "czyx")).toEqual([40, 4, 2]);
  expect(
    sizeOf({ voxel_size: [1, 40, 4, 2], axis_names: ["c^", "z", "y", "x"], units: ["", "nm", "nm", "nm"] }, "czyx"),
  ).toEqual([40, 4, 2]);
  expect(sizeOf({ resolution: [2, 4, 40] }, "zyx", true)).toEqual([40, 4, 2]);
  expect(sizeOf({ resolution: [4, 2] }, "yx")).toEqual([4, 4, 2]);
});

test("nothing is made up", () => {
  expect(sizeOf({ spacing: [2, 1, 1] })).toBeNull();
  expect(sizeOf({ resolution: [0, 4, 4] })).toBeNull();
  expect(sizeOf({ resolution: [40, 0, 4] })).toBeNull();
  expect(sizeOf({ resolution: [40, 4, 4], units: ["pixel", "pixel", "pixel"] })).toBeNull();
  expect(sizeOf({ resolution: 4 })).toBeNull();
  expect(sizeOf({})).toBeNull();
});
