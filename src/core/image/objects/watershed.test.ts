import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instanceAnswers } from "../../../testing/instanceAnswers.ts";
import { WITHOUT_ANSWERS } from "../../../testing/skipping.ts";
import { voxelCount, type Shape3 } from "../volume.ts";
import { components } from "./components.ts";
import { watershed } from "./watershed.ts";

const cases = instanceAnswers.watershed;

test.skipIf(cases.length === 0)("floods as worked out in the specification", WITHOUT_ANSWERS, () => {
  for (const { boundary, threshold, labels } of cases) {
    const shape: Shape3 = [1, boundary.length, boundary[0]!.length];
    const mask = new Uint8Array(voxelCount(shape)).fill(1);
    expect([...watershed(mask, shape, { values: boundary.flat(), threshold }).ids]).toEqual(labels.flat());
  }
});

interface Drawn {
  readonly shape: Shape3;
  readonly labels: readonly number[];
  readonly values: readonly number[];
}

const drawn: fc.Arbitrary<Drawn> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain((shape) => {
    const voxels = (most: number) =>
      fc.array(fc.integer({ min: 0, max: most }), { minLength: voxelCount(shape), maxLength: voxelCount(shape) });
    return fc.record({ shape: fc.constant<Shape3>(shape), labels: voxels(2), values: voxels(9) });
  });

/** The definition, slowly: the waiting list is searched for the lowest that came first. */
function slowly({ shape, labels, values }: Drawn, threshold: number): readonly number[] {
  const [depth, height, width] = shape;
  const seeds = labels.map((label, at) => (values[at]! < threshold ? label : 0));
  const ids = [...components(seeds, shape, { neighbours: "faces" }).ids];
  const waiting = ids.flatMap((id, at) => (id > 0 ? [at] : []));
  while (waiting.length > 0) {
    const lowest = waiting.reduce((best, at) => (values[at]! < values[best]! ? at : best));
    waiting.splice(waiting.indexOf(lowest), 1);
    const [z, y, x] = [Math.floor(lowest / width / height), Math.floor(lowest / width) % height, lowest % width];
    for (const [dz, dy, dx] of [
      [-1, 0, 0],
      [0, -1, 0],
      [0, 0, -1],
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
    ] as const) {
      const [oz, oy, ox] = [z + dz, y + dy, x + dx];
      const other = (oz * height + oy) * width + ox;
      if (oz < 0 || oy < 0 || ox < 0 || oz >= depth || oy >= height || ox >= width) continue;
      if (ids[other] !== 0 || labels[other] !== labels[lowest]) continue;
      ids[other] = ids[lowest]!;
      waiting.push(other);
    }
  }
  return ids;
}

describe("a watershed", () => {
  test("is what its definition says, with ties, in volumes and between labels", () => {
    fc.assert(
      fc.property(drawn, fc.integer({ min: 1, max: 10 }), (field, threshold) => {
        const { ids, sizes } = watershed(field.labels, field.shape, { values: field.values, threshold });
        expect([...ids]).toEqual(slowly(field, threshold));
        expect(sizes).toEqual(sizes.map((_, index) => ids.filter((id) => id === index + 1).length));
      }),
      { numRuns: 300 },
    );
  });

  test.each([977, 4])("floods many voxels of %i heights in their order", (heights) => {
    const side = 60;
    const shape: Shape3 = [1, side, side];
    const values = Array.from({ length: side * side }, (_, at) => (at * 7919) % heights);
    const labels = values.map(() => 1);
    expect([...watershed(labels, shape, { values, threshold: heights / 50 }).ids]).toEqual(
      slowly({ shape, labels, values }, heights / 50),
    );
  });
});
