import { expect, test } from "vitest";
import { surrogatePlane } from "./surrogatePlane.ts";

/** Corners and middle of the unit cube of three axes. */
const points = [0, 1, 2, 3, 4, 5, 6, 7]
  .map((corner) => [0, 1, 2].map((axis) => (corner >> axis) & 1))
  .concat([[0.5, 0.5, 0.5]]);

test("a plane goes through the best point, and a linear function comes back as it is", () => {
  const values = points.map(([x, y, z]) => 2 * x! - y! + 3 * z!);
  const plane = surrogatePlane({ points, values, axes: [0, 2] }, 3);
  // The best is at 0, 1, 0; rows go up along the third axis.
  const expected = [0, 0.5, 1].flatMap((z) => [0, 0.5, 1].map((x): unknown => expect.closeTo(2 * x - 1 + 3 * z, 4)));
  expect([...plane.values]).toEqual(expected);
  expect([plane.low, plane.high]).toEqual([expect.closeTo(-1, 4), expect.closeTo(4, 4)]);
});
