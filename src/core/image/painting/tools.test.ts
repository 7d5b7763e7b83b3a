import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { components } from "../objects/components.ts";
import { UNLABELLED } from "../labelMap.ts";
import { boxOfRect, cutPlane, PLANE_WORDS, rectOfBox, voxelOfPixel, type Plane } from "../plane.ts";
import type { Shape3, Volume } from "../volume.ts";
import { ballChange, type BallStroke } from "./ball.ts";
import { copyBefore, fillBetween, type BoxChange } from "./betweenSlices.ts";
import { brushSegment } from "./brush.ts";
import { floodFill } from "./floodFill.ts";
import { applyEdit, boxOf, editOf, type LabelVolume } from "./labelEdit.ts";
import { limited, paintMask, type PaintLimits, type PlaneMask } from "./planeMask.ts";
import { polygonMask } from "./polygon.ts";

const ALL: PaintLimits = { greys: null, keepsPainted: false };
const PLANES: readonly Plane[] = ["xy", "xz", "yz"];

/** A plane as rows of "#" where the mask is. */
function drawn(found: PlaneMask | null, size: { readonly width: number; readonly height: number }): readonly string[] {
  const labels = new Uint8Array(size.width * size.height);
  if (found) paintMask(found, size, labels, 1);
  return Array.from({ length: size.height }, (_, y) =>
    [...labels.subarray(y * size.width, (y + 1) * size.width)].map((one) => (one === 1 ? "#" : ".")).join(""),
  );
}

describe("the brush", () => {
  test("is a disc of its diameter", () => {
    const disc = brushSegment(
      { x: 3.5, y: 3.5 },
      { x: 3.5, y: 3.5 },
      { diameter: 5, aspect: 1 },
      { width: 7, height: 7 },
    );
    expect(drawn(disc, { width: 7, height: 7 })).toEqual([
      ".......",
      "..###..",
      ".#####.",
      ".#####.",
      ".#####.",
      "..###..",
      ".......",
    ]);
  });

  test("is round where it is looked at, on pixels that are higher than wide", () => {
    const disc = brushSegment(
      { x: 3.5, y: 1.5 },
      { x: 3.5, y: 1.5 },
      { diameter: 5, aspect: 5 },
      { width: 7, height: 3 },
    );
    expect(drawn(disc, { width: 7, height: 3 })).toEqual([".......", ".#####.", "......."]);
  });

  test("leaves no gap however thin it is and however far its samples are apart", () => {
    const size = { width: 60, height: 50 };
    const anyPoint = fc.record({
      x: fc.double({ min: 0, max: 59.9, noNaN: true }),
      y: fc.double({ min: 0, max: 49.9, noNaN: true }),
    });
    fc.assert(
      fc.property(anyPoint, anyPoint, fc.integer({ min: 1, max: 9 }), (from, to, diameter) => {
        const labels = new Uint8Array(size.width * size.height);
        paintMask(brushSegment(from, to, { diameter, aspect: 1 }, size)!, size, labels, 1);
        expect(labels[Math.floor(from.y) * 60 + Math.floor(from.x)]).toBe(1);
        expect(labels[Math.floor(to.y) * 60 + Math.floor(to.x)]).toBe(1);
        expect(components(labels, [1, 50, 60], { neighbours: "corners" }).sizes).toHaveLength(1);
      }),
    );
  });

  test("paints nothing off the plane", () => {
    expect(
      brushSegment({ x: -9, y: 3 }, { x: -9, y: 9 }, { diameter: 5, aspect: 1 }, { width: 7, height: 7 }),
    ).toBeNull();
    const corner = brushSegment({ x: 0, y: 0 }, { x: -4, y: 0 }, { diameter: 3, aspect: 1 }, { width: 3, height: 2 });
    expect(drawn(corner, { width: 3, height: 2 })).toEqual(["#..", "..."]);
  });

  test("keeps to greys and to what is unlabelled where that is asked; an eraser goes by greys alone", () => {
    const plane = {
      width: 4,
      height: 1,
      image: Uint8Array.from([10, 20, 30, 40]),
      labels: Uint8Array.from([UNLABELLED, UNLABELLED, 2, UNLABELLED]),
    };
    const whole: PlaneMask = { rect: { x: 0, y: 0, width: 4, height: 1 }, mask: new Uint8Array(4).fill(1) };
    const limits: PaintLimits = { greys: [20, 30], keepsPainted: true };
    expect([...limited(whole, plane, 1, limits).mask]).toEqual([0, 1, 0, 0]);
    expect([...limited(whole, plane, UNLABELLED, limits).mask]).toEqual([0, 1, 1, 0]);
    expect([...limited(whole, plane, 1, { greys: null, keepsPainted: true }).mask]).toEqual([1, 1, 0, 1]);
  });
});

describe("polygon and fill", () => {
  test("a polygon holds the pixels whose middle is within", () => {
    const corners = [
      { x: 1, y: 1 },
      { x: 6, y: 1 },
      { x: 1, y: 6 },
    ];
    expect(drawn(polygonMask(corners, { width: 7, height: 7 }), { width: 7, height: 7 })).toEqual([
      ".......",
      ".####..",
      ".###...",
      ".##....",
      ".#.....",
      ".......",
      ".......",
    ]);
    expect(polygonMask(corners.slice(1), { width: 7, height: 7 })).toBeNull();
  });

  test("a fill is what hangs together with the first pixel and is like it", () => {
    const image = Uint8Array.from([1, 1, 9, 2, 1, 9, 9, 1, 1, 1, 3, 1]);
    const plane = { width: 4, height: 3, image, labels: new Uint8Array(12).fill(UNLABELLED) };
    const filled = floodFill(plane, { x: 0, y: 1 }, { tolerance: 1, value: 0, limits: ALL });
    expect(drawn(filled, plane)).toEqual(["##..", "#...", "##.."]);
    const further = floodFill(plane, { x: 0, y: 1 }, { tolerance: 2, value: 0, limits: ALL });
    expect(drawn(further, plane)).toEqual(["##.#", "#..#", "####"]);
    expect(floodFill(plane, { x: 4, y: 0 }, { tolerance: 1, value: 0, limits: ALL })).toBeNull();
  });

  test("a fill is the component of its first pixel, and stops at other labels", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1), { minLength: 80, maxLength: 80 }), fc.nat(79), (greys, start) => {
        const labels = new Uint8Array(80).fill(UNLABELLED);
        const plane = { width: 10, height: 8, image: Uint8Array.from(greys), labels };
        const at = { x: start % 10, y: Math.floor(start / 10) };
        const filled = new Uint8Array(80);
        paintMask(floodFill(plane, at, { tolerance: 0, value: 0, limits: ALL })!, plane, filled, 1);
        const alike = Uint8Array.from(greys, (grey) => (grey === greys[start] ? 1 : 0));
        const { ids } = components(
          alike.map((one) => one + 1),
          [1, 8, 10],
          { neighbours: "faces" },
        );
        expect([...filled]).toEqual([...ids].map((id) => (id === ids[start] ? 1 : 0)));
      }),
    );
    const plane = {
      width: 3,
      height: 1,
      image: new Uint8Array(3),
      labels: Uint8Array.from([UNLABELLED, 2, UNLABELLED]),
    };
    expect(drawn(floodFill(plane, { x: 0, y: 0 }, { tolerance: 0, value: 1, limits: ALL }), plane)).toEqual(["#.."]);
    const limits = { greys: null, keepsPainted: true };
    expect(floodFill(plane, { x: 1, y: 0 }, { tolerance: 0, value: 1, limits })).toBeNull();
  });
});

const SHAPE: Shape3 = [9, 11, 13];
const bare = (): LabelVolume => ({ shape: SHAPE, data: new Uint8Array(9 * 11 * 13).fill(UNLABELLED) });

/** Paints a rectangle of one plane. */
function rectangle(labels: LabelVolume, plane: Plane, index: number, side: number, value = 1): void {
  for (let y = 4 - side; y < 4 + side; y++)
    for (let x = 4 - side; x < 4 + side; x++) labels.data[voxelOfPixel(SHAPE, plane, index, x, y)] = value;
}
const applied = (labels: LabelVolume, { box, after }: BoxChange) =>
  applyEdit(labels, editOf(labels, { tool: "between", plane: "xy", index: 0, value: 1 }, box, after)!);
const count = (labels: LabelVolume, plane: Plane, index: number) =>
  cutPlane(labels.data, SHAPE, plane, index).filter((value) => value === 1).length;

describe.each(PLANES)("between planes along %s", (plane) => {
  const along = { plane, value: 1, spacing: [1, 1, 1] as const };

  test("an outline changes step by step into the next one", () => {
    const labels = bare();
    rectangle(labels, plane, 1, 1);
    rectangle(labels, plane, 5, 3);
    applied(labels, fillBetween(labels, along, 1));
    const sizes = [0, 1, 2, 3, 4, 5, 6].map((index) => count(labels, plane, index));
    expect([sizes[0], sizes[1], sizes[5], sizes[6]]).toEqual([0, 4, 36, 0]);
    expect(sizes[2]).toBeGreaterThanOrEqual(4);
    expect(sizes[3]).toBeGreaterThan(sizes[2]! - 1);
    expect(sizes[3]).toBe(16);
    expect(sizes[4]).toBeLessThanOrEqual(36);
  });

  test("equal outlines fill as they are, over nothing that is painted", () => {
    const labels = bare();
    rectangle(labels, plane, 1, 2);
    rectangle(labels, plane, 4, 2);
    rectangle(labels, plane, 3, 1, 7);
    applied(labels, fillBetween(labels, along, 2));
    expect([2, 3].map((index) => count(labels, plane, index))).toEqual([16, 12]);
  });

  test("what cannot be filled is said", () => {
    const labels = bare();
    expect(() => fillBetween(labels, along, 2)).toThrow(`on one side of this ${PLANE_WORDS[plane]} only`);
    rectangle(labels, plane, 1, 2);
    expect(() => fillBetween(labels, along, 2)).toThrow(`on one side of this ${PLANE_WORDS[plane]} only`);
    rectangle(labels, plane, 2, 2);
    expect(() => fillBetween(labels, along, 1)).toThrow("there is none between them");
    const apart = bare();
    apart.data[voxelOfPixel(SHAPE, plane, 1, 0, 0)] = 1;
    apart.data[voxelOfPixel(SHAPE, plane, 3, 7, 7)] = 1;
    expect(() => fillBetween(apart, along, 1)).toThrow("1 and 3 do not overlap");
  });

  test("a class is copied from the plane before", () => {
    const labels = bare();
    rectangle(labels, plane, 3, 2);
    rectangle(labels, plane, 4, 1, 2);
    applied(labels, copyBefore(labels, along, 4));
    expect(count(labels, plane, 4)).toBe(12);
    expect(() => copyBefore(labels, along, 2)).toThrow("before, 1, holds nothing of this class");
    expect(() => copyBefore(labels, along, 0)).toThrow(`This is the first ${PLANE_WORDS[plane]}`);
  });

  test("a part of the plane and its box are the same voxels", () => {
    const labels = { shape: SHAPE, data: Uint8Array.from({ length: 9 * 11 * 13 }, (_, at) => at % 251) };
    const rect = { x: 2, y: 1, width: 3, height: 4 };
    const box = boxOfRect(plane, 5, rect);
    const pixels = Array.from(
      { length: 12 },
      (_, at) => labels.data[voxelOfPixel(SHAPE, plane, 5, 2 + (at % 3), 1 + Math.floor(at / 3))]!,
    );
    expect([...boxOf(labels, box)].sort()).toEqual(pixels.sort());
    expect(rectOfBox(plane, 5, box)).toEqual(rect);
    expect(rectOfBox(plane, 6, box)).toBeNull();
  });
});

describe("the ball", () => {
  const volume: Volume = { shape: SHAPE, data: new Uint8Array(9 * 11 * 13).fill(9), voxelSizeNm: null };
  const stroke: BallStroke = { path: [[4.5, 5.5, 6.5]], diameter: 5, spacing: [1, 1, 1], value: 1, limits: ALL };
  const painted = (change: Partial<BallStroke>) => {
    const labels = bare();
    applied(labels, ballChange(labels, volume, { ...stroke, ...change })!);
    return labels;
  };

  test("is round in voxels of one size", () => {
    const labels = painted({});
    expect(PLANES.map((plane, axis) => count(labels, plane, [4, 5, 6][axis]!))).toEqual([21, 21, 21]);
    expect(labels.data.filter((value) => value === 1)).toHaveLength(81);
  });

  test("reaches over fewer slices where these are thick", () => {
    const labels = painted({ spacing: [2, 1, 1] });
    expect([2, 3, 4, 5, 6].map((index) => count(labels, "xy", index))).toEqual([0, 9, 21, 9, 0]);
  });

  test("sweeps along its way, keeps to its limits, and paints nothing off the stack", () => {
    const swept = painted({
      path: [
        [4.5, 5.5, 3.5],
        [4.5, 5.5, 9.5],
      ],
      diameter: 1,
    });
    expect(count(swept, "xy", 4)).toBe(7);
    const labels = bare();
    expect(ballChange(labels, volume, { ...stroke, path: [[40, 5, 5]] })).toBeNull();
    const { after } = ballChange(labels, volume, { ...stroke, limits: { greys: [10, 20], keepsPainted: false } })!;
    expect(after).not.toContain(1);
  });
});
