import { describe, expect, test } from "vitest";
import { MAX_ZOOM } from "../../state/viewSlice.ts";
import { centeredOn, FITTED, frameOf, pannedBy, toPlane, toScreen, zoomedAt, type Geometry } from "./viewTransform.ts";

const geometry: Geometry = { pane: { width: 400, height: 200 }, plane: { width: 100, height: 100 }, aspect: 1 };

describe("a view", () => {
  test("that fits shows the whole plane in the middle", () => {
    expect(frameOf(FITTED, geometry)).toEqual({ scaleX: 2, scaleY: 2, left: 100, top: 0 });
  });

  test("of thick sections is stretched downwards", () => {
    const frame = frameOf(FITTED, { ...geometry, plane: { width: 100, height: 25 }, aspect: 4 });
    expect(frame).toEqual({ scaleX: 2, scaleY: 8, left: 100, top: 0 });
  });

  test("keeps what is under the cursor there while zooming", () => {
    const before = toPlane(frameOf(FITTED, geometry), 130, 40);
    const after = toPlane(frameOf(zoomedAt(FITTED, geometry, 3, [130, 40]), geometry), 130, 40);
    expect(after[0]).toBeCloseTo(before[0]);
    expect(after[1]).toBeCloseTo(before[1]);
  });

  test("zooms to 64 times at most", () => {
    expect(zoomedAt(FITTED, geometry, 1e6, [0, 0]).zoom).toBe(MAX_ZOOM);
  });

  test("moves with the hand", () => {
    const moved = pannedBy(FITTED, geometry, 10, -6);
    expect(toScreen(frameOf(moved, geometry), 50, 50)).toEqual([210, 94]);
  });

  test("never loses the plane", () => {
    expect(pannedBy(FITTED, geometry, 1e5, 0).center).toEqual([0, 50]);
  });

  test("is the same place in panes of different size", () => {
    const view = centeredOn({ zoom: 4, center: null }, geometry, [20, 30]);
    const wide = { ...geometry, pane: { width: 900, height: 500 } };
    expect(toPlane(frameOf(view, wide), 450, 250)).toEqual([20, 30]);
  });

  test("of one pane can be shifted against the others", () => {
    expect(toPlane(frameOf({ zoom: 2, center: [50, 50] }, geometry, [3, -2]), 200, 100)).toEqual([47, 52]);
  });
});
