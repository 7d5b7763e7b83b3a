import { describe, expect, test } from "vitest";
import { voxelCount, type Shape3 } from "../volume.ts";
import { classSurface, drawnLabels, type DrawnLabels } from "./classSurface.ts";
import { CUBE_TRIANGLES } from "./cubeCases.ts";
import { isosurface, type TriangleMesh } from "./isosurface.ts";
import { drawnReduction, reducedShape } from "./reduction.ts";

type Inside = (z: number, y: number, x: number) => boolean | number;

function filled(shape: Shape3, value: Inside): Float32Array {
  const data = new Float32Array(voxelCount(shape));
  for (let z = 0, at = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++) for (let x = 0; x < shape[2]; x++, at++) data[at] = Number(value(z, y, x));
  return data;
}

const stack = (shape: Shape3, inside: Inside, voxelSizeNm: DrawnLabels["voxelSizeNm"] = null): DrawnLabels =>
  drawnLabels({ shape, labels: Uint8Array.from(filled(shape, inside)), voxelSizeNm });

type Point = readonly [number, number, number];

function* cornersOf({ positions, triangles }: TriangleMesh): Generator<readonly [Point, Point, Point]> {
  const point = (index: number) => [...positions.subarray(3 * index, 3 * index + 3)] as unknown as Point;
  for (let at = 0; at < triangles.length; at += 3)
    yield [point(triangles[at]!), point(triangles[at + 1]!), point(triangles[at + 2]!)];
}
const cross = ([ax, ay, az]: Point, [bx, by, bz]: Point): Point => [
  ay * bz - az * by,
  az * bx - ax * bz,
  ax * by - ay * bx,
];
const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** By the divergence theorem; negative where triangles are seen from inside. */
const volumeOf = (mesh: TriangleMesh): number =>
  [...cornersOf(mesh)].reduce((sum, [a, b, c]) => {
    const [x, y, z] = cross(b, c);
    return sum + (a[0] * x + a[1] * y + a[2] * z) / 6;
  }, 0);
const areaOf = (mesh: TriangleMesh): number =>
  [...cornersOf(mesh)].reduce((sum, [a, b, c]) => sum + Math.hypot(...cross(minus(b, a), minus(c, a))) / 2, 0);

/** Every edge is gone along once in each direction, so there is no hole and no side is turned. */
function expectClosed({ triangles }: TriangleMesh): void {
  const times = new Map<string, number>();
  for (let at = 0; at < triangles.length; at += 3)
    for (let side = 0; side < 3; side++) {
      const key = `${triangles[at + side]!}-${triangles[at + ((side + 1) % 3)]!}`;
      times.set(key, (times.get(key) ?? 0) + 1);
    }
  for (const [key, count] of times) {
    const [from, to] = key.split("-");
    if (count !== times.get(`${to}-${from}`)) throw new Error(`The edge ${key} is open.`);
  }
}

const ball =
  (radius: number, middle: number): Inside =>
  (z, y, x) =>
    Math.hypot(z - middle, y - middle, x - middle) < radius;

describe("isosurface", () => {
  test("cuts as few triangles from a cube as its cases need: one for a corner, two for a face", () => {
    expect(CUBE_TRIANGLES[0b1]).toHaveLength(3);
    expect(CUBE_TRIANGLES[0b1111]).toHaveLength(6);
    expect(CUBE_TRIANGLES[0]).toEqual([]);
    expect(CUBE_TRIANGLES[255]).toEqual([]);
  });

  test("is closed whatever the voxels are, also where they touch at edges and corners only", () => {
    let state = 1;
    const noise = () => (state = (state * 48271) % 2147483647) / 2147483647 > 0.5;
    const shape = [10, 10, 10] as const;
    const data = filled(shape, (...place) => place.every((at) => at > 0 && at < 9) && noise());
    const mesh = isosurface({ shape, data }, 0.5);
    expect(mesh.triangles.length).toBeGreaterThan(1000);
    expectClosed(mesh);
  });

  test("a ball that is given by distances has the volume and the area of a ball", () => {
    const shape = [41, 41, 41] as const;
    const data = filled(shape, (z, y, x) => 15 - Math.hypot(z - 20, y - 20, x - 20));
    const mesh = isosurface({ shape, data }, 0);
    expect(volumeOf(mesh) / ((4 / 3) * Math.PI * 15 ** 3)).toBeCloseTo(1, 2);
    expect(areaOf(mesh) / (4 * Math.PI * 15 ** 2)).toBeCloseTo(1, 2);
  });

  test("a box of voxels loses its bevelled edges and corners, and nothing else", () => {
    const shape = [8, 8, 8] as const;
    const mesh = isosurface({ shape, data: filled(shape, (...place) => place.every((at) => at > 1 && at < 6)) }, 0.5);
    expect(volumeOf(mesh)).toBeCloseTo(4 ** 3 - (12 * (4 - 1)) / 8 - (8 * 5) / 48, 5);
  });
});

describe("classSurface", () => {
  test("of a ball of voxels is smooth: its area is that of a ball, where the staircase has a half more", () => {
    const surface = classSurface(stack([48, 48, 48], ball(18, 23.5)), 1);
    expectClosed(surface);
    expect(volumeOf(surface) / ((4 / 3) * Math.PI * 18 ** 3)).toBeCloseTo(1, 1);
    expect(areaOf(surface) / (4 * Math.PI * 18 ** 2)).toBeGreaterThan(0.97);
    expect(areaOf(surface) / (4 * Math.PI * 18 ** 2)).toBeLessThan(1.03);
  });

  test("is as long along an axis as its voxels are", () => {
    const box: Inside = (z, y, x) => z >= 2 && z < 8 && y >= 4 && y < 24 && x >= 4 && x < 24;
    const { positions } = classSurface(stack([10, 28, 28], box, [50, 4, 8]), 1);
    const range = [0, 1, 2].map((axis) => {
      const places = positions.filter((_, index) => index % 3 === axis);
      return [Math.min(...places), Math.max(...places)] as const;
    });
    const voxels = [8, 4, 50].map((size, axis) => range[axis]!.map((place) => place / size));
    [
      [4, 24],
      [4, 24],
      [2, 8],
    ].forEach(([from, to], axis) => {
      expect(Math.abs(voxels[axis]![0]! - from!)).toBeLessThan(0.25);
      expect(Math.abs(voxels[axis]![1]! - to!)).toBeLessThan(0.25);
    });
  });

  test("closes where the stack ends: a class that is everywhere is the box of the stack", () => {
    const surface = classSurface(
      stack([4, 20, 30], () => true, [10, 1, 1]),
      1,
    );
    expectClosed(surface);
    expect(volumeOf(surface) / (40 * 20 * 30)).toBeGreaterThan(0.95);
    expect(volumeOf(surface) / (40 * 20 * 30)).toBeLessThanOrEqual(1);
  });

  test("keeps what is one voxel thin, and two classes stay apart at their boundary", () => {
    const sheet = classSurface(
      stack([12, 12, 12], (_, __, x) => x === 6),
      1,
    );
    expect(volumeOf(sheet) / (12 * 12)).toBeGreaterThan(0.8);
    const halves = stack([12, 12, 12], (_, __, x) => (x < 6 ? 1 : 2));
    /** Where the boundary lies off the rim of the stack, whose corners are rounded. */
    const boundary = (classIndex: number) => {
      const { positions } = classSurface(halves, classIndex);
      return [...positions.keys()]
        .filter((at) => at % 3 === 0 && [1, 2].every((axis) => Math.abs(positions[at + axis]! - 6) < 2))
        .map((at) => positions[at]!)
        .filter((x) => x > 2 && x < 10);
    };
    for (const classIndex of [1, 2])
      for (const x of [Math.min(...boundary(classIndex)), Math.max(...boundary(classIndex))])
        expect(x).toBeCloseTo(6, 1);
  });

  test("has normals of length 1 that point outwards", () => {
    const { positions, normals } = classSurface(stack([24, 24, 24], ball(9, 11.5)), 1);
    for (let at = 0; at < positions.length; at += 3) {
      const [x, y, z] = [0, 1, 2].map((axis) => positions[at + axis]! - 12) as [number, number, number];
      const along = x * normals[at]! + y * normals[at + 1]! + z * normals[at + 2]!;
      expect(along / Math.hypot(x, y, z)).toBeGreaterThan(0.8);
    }
  });

  test("is empty for a class that no voxel has", () => {
    expect(
      classSurface(
        stack([4, 4, 4], () => true),
        3,
      ).triangles,
    ).toHaveLength(0);
  });

  test("of a stack that is drawn at half size has the size of the whole one", () => {
    const whole = stack([32, 32, 32], ball(12, 15.5), [5, 5, 5]);
    const half = { ...whole, reduction: [2, 2, 2] as const };
    expect(volumeOf(classSurface(half, 1)) / volumeOf(classSurface(whole, 1))).toBeCloseTo(1, 1);
  });
});

describe("drawnReduction", () => {
  test("leaves a stack as it is that is small enough", () => {
    expect(drawnReduction([24, 256, 256], [50, 10, 10])).toEqual([1, 1, 1]);
  });

  test("halves the axes with the finest voxels first, then all", () => {
    expect(drawnReduction([30, 512, 512], [50, 4, 4])).toEqual([1, 2, 2]);
    expect(drawnReduction([512, 512, 512], [8, 8, 8])).toEqual([4, 4, 4]);
    expect(drawnReduction([200, 1024, 1024], [20, 5, 5])).toEqual([2, 8, 8]);
  });

  test("never reduces along an axis that has one voxel, and counts what is left over at an end", () => {
    expect(drawnReduction([1, 4096, 4096], null)).toEqual([1, 2, 2]);
    expect(reducedShape([5, 7, 8], [1, 2, 4])).toEqual([5, 4, 2]);
  });
});
