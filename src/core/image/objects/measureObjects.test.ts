import { describe, expect, test } from "vitest";
import { csvText } from "../../csv.ts";
import { voxelCount, type Shape3 } from "../volume.ts";
import { findObjects, type ObjectRules } from "./findObjects.ts";
import { measureObjects } from "./measureObjects.ts";
import { objectTable } from "./objectTable.ts";

type Inside = (z: number, y: number, x: number) => boolean | number;

const drawn = (shape: Shape3, label: Inside): Uint32Array<ArrayBuffer> => {
  const [, height, width] = shape;
  return Uint32Array.from({ length: voxelCount(shape) }, (_, at) =>
    Number(label(Math.floor(at / width / height), Math.floor(at / width) % height, at % width)),
  );
};

const RULES: ObjectRules = {
  parting: { by: "nothing", neighbours: "faces" },
  spacing: [1, 1, 1],
  minimum: 1,
  fillHoles: false,
  sliceBySlice: false,
};

const measured = (
  shape: Shape3,
  label: Inside,
  { spacing, dimensions, ...rules }: Partial<ObjectRules> & { spacing: ObjectRules["spacing"]; dimensions: 2 | 3 },
) => {
  const { objects, labels } = findObjects(drawn(shape, label), shape, { ...RULES, ...rules, spacing });
  return measureObjects(objects, { shape, labels, spacing, dimensions });
};

describe("measures of objects", () => {
  test("of a ball are close to those of the ball, also in flat voxels", () => {
    const radius = 100;
    for (const spacing of [
      [5, 5, 5],
      [20, 5, 5],
      [10, 5, 4],
    ] as const) {
      const shape = spacing.map((size) => Math.ceil(240 / size)) as unknown as Shape3;
      const middle = shape.map((extent, axis) => (extent / 2) * spacing[axis]!);
      const isInside: Inside = (z, y, x) =>
        Math.hypot(...[z, y, x].map((place, axis) => place * spacing[axis]! - middle[axis]!)) <= radius;
      const [ball, ...more] = measured(shape, isInside, { spacing, dimensions: 3 });
      expect(more).toEqual([]);
      expect(ball!.size / ((4 / 3) * Math.PI * radius ** 3)).toBeCloseTo(1, 1);
      expect(Math.abs(ball!.border / (4 * Math.PI * radius ** 2) - 1)).toBeLessThan(0.02);
      expect(Math.abs(ball!.equivalentDiameter / (2 * radius) - 1)).toBeLessThan(0.01);
    }
  });

  test("of a disc are close to those of the disc", () => {
    const [disc] = measured([1, 60, 60], (_, y, x) => Math.hypot(y - 30, x - 30) <= 20, {
      spacing: [40, 4, 4],
      dimensions: 2,
    });
    expect(Math.abs(disc!.size / (Math.PI * 80 ** 2) - 1)).toBeLessThan(0.01);
    expect(Math.abs(disc!.border / (2 * Math.PI * 80) - 1)).toBeLessThan(0.02);
    expect(disc!.centroid.map((place) => Math.round(place))).toEqual([0, 30, 30]);
  });

  test("of boxes are those that they were drawn with; at the rim of the stack they end", () => {
    const shape: Shape3 = [6, 20, 30];
    const box: Inside = (z, y, x) => (z < 4 && y < 10 && x >= 5 && x < 25 ? 3 : 0);
    const [found] = measured(shape, box, { spacing: [2, 1, 1], dimensions: 3 });
    expect(found).toMatchObject({
      label: 3,
      voxels: 800,
      size: 1600,
      from: [0, 0, 5],
      to: [4, 10, 25],
      centroid: [1.5, 4.5, 14.5],
      meanGrey: null,
    });
    const surface = 2 * (8 * 10 + 8 * 20 + 10 * 20);
    expect(found!.border / surface).toBeGreaterThan(0.8);
    expect(found!.border / surface).toBeLessThan(1.01);
    const inside = measured([8, 22, 32], (z, y, x) => (box(z - 1, y - 1, x) as number) && y > 0 && z > 0, {
      spacing: [2, 1, 1],
      dimensions: 3,
    });
    expect(found!.border).toBeCloseTo(inside[0]!.border, 8);
  });
});

describe("objects of a drawn phantom", () => {
  const shape: Shape3 = [12, 60, 80];
  const balls = [
    { at: [5, 12, 12], radius: 5, label: 1 },
    { at: [5, 12, 40], radius: 4, label: 1 },
    { at: [6, 40, 20], radius: 5, label: 2 },
    { at: [6, 40, 29], radius: 5, label: 2 },
    { at: [6, 45, 65], radius: 3, label: 1 },
  ] as const;
  const phantom: Inside = (z, y, x) =>
    balls.find(({ at, radius }) => Math.hypot(z - at[0], y - at[1], x - at[2]) <= radius)?.label ?? 0;
  const counts = balls.map(
    ({ at, radius }) =>
      drawn(shape, (z, y, x) => Math.hypot(z - at[0], y - at[1], x - at[2]) <= radius).filter(Boolean).length,
  );

  test("have its counts and volumes, with those that touch as one", () => {
    const found = measured(shape, phantom, { spacing: [10, 5, 5], dimensions: 3 });
    expect(found.map(({ label }) => label).sort()).toEqual([1, 1, 1, 2]);
    const ofClass = found.filter(({ label }) => label === 1).map(({ voxels }) => voxels);
    expect(ofClass.sort()).toEqual([counts[0], counts[1], counts[4]].sort());
    expect(found.map(({ size, voxels }) => size / voxels)).toEqual([250, 250, 250, 250]);
  });

  test("are parted by their waist", () => {
    const found = measured(shape, phantom, {
      parting: { by: "distance", height: 1 },
      spacing: [1, 1, 1],
      dimensions: 3,
    });
    const touching = found.filter(({ label }) => label === 2).map(({ voxels }) => voxels);
    expect(touching).toHaveLength(2);
    for (const voxels of touching) expect(Math.abs(voxels / counts[2]! - 1)).toBeLessThan(0.15);
    expect(found).toHaveLength(5);
  });

  test("slice by slice are discs, numbered on from slice to slice; small ones are left out", () => {
    const found = measured(shape, phantom, { sliceBySlice: true, minimum: 30, spacing: [1, 1, 1], dimensions: 2 });
    expect(found.every(({ from, to }) => to[0] === from[0] + 1)).toBe(true);
    expect(found.map(({ from }) => from[0])).toEqual(found.map(({ from }) => from[0]).sort((a, b) => a - b));
    expect(Math.min(...found.map(({ voxels }) => voxels))).toBeGreaterThanOrEqual(30);
  });

  test("with a boundary in each slice are those of each slice alone", () => {
    const values = Float32Array.from(drawn(shape, phantom), (_, at) => (at % 80 === 24 ? 1 : 0));
    const parting = { by: "boundary", values, threshold: 0.5 } as const;
    const found = measured(shape, phantom, { parting, sliceBySlice: true, spacing: [1, 1, 1], dimensions: 2 });
    expect(found.filter(({ from, label }) => from[0] === 6 && label === 2)).toHaveLength(2);
  });

  test("with holes are measured without them", () => {
    const hollow: Inside = (z, y, x) => (Math.hypot(z - 5, y - 12, x - 12) < 2 ? 0 : phantom(z, y, x));
    const found = measured(shape, hollow, { fillHoles: true, spacing: [1, 1, 1], dimensions: 3 });
    expect(found.map(({ voxels }) => voxels)).toContain(counts[0]);
  });
});

test("a table of objects says its units, and the mean grey value of an image", () => {
  const labels = Uint32Array.of(7, 7, 0, 9);
  const shape: Shape3 = [1, 1, 4];
  const { objects } = findObjects(labels, shape, RULES);
  const rows = measureObjects(objects, { shape, labels, image: [1, 2, 5, 8], spacing: [1, 2, 2], dimensions: 2 });
  expect(rows.map(({ meanGrey }) => meanGrey)).toEqual([1.5, 8]);
  const text = csvText(
    objectTable(rows, { dimensions: 2, unit: "nm", nameOf: (label) => (label === 7 ? "a, b" : undefined) }),
  );
  const [head, first] = text.split("\r\n");
  expect(head).toBe(
    "object,class,name,voxels,area_nm2,perimeter_nm,equivalent_diameter_nm,from_z_voxel,to_z_voxel,from_y_voxel,to_y_voxel,from_x_voxel,to_x_voxel,centroid_z_voxel,centroid_y_voxel,centroid_x_voxel,mean_grey",
  );
  expect(first).toMatch(/^1,7,"a, b",2,8,[\d.]+,3.191538,0,1,0,1,0,2,0,0,0.5,1.5$/);
  expect(objectTable(rows, { dimensions: 3, unit: "px" })[0]).toContain("surface_px2");
});
