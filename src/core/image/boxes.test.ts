import fc from "fast-check";
import { expect, test } from "vitest";
import { copyBox, cutBox, elementCount, frameReader, stridesOf, transposed, wholeBox } from "./boxes.ts";
import type { Box } from "./format.ts";

/** An array of up to four axes with a box in it. */
const arbitraryBox = fc
  .array(fc.record({ extent: fc.integer({ min: 1, max: 5 }), a: fc.nat(), b: fc.nat() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((axes) => ({
    shape: axes.map(({ extent }) => extent),
    box: axes.map(({ extent, a, b }) => {
      const from = a % extent;
      return { from, to: from + 1 + (b % (extent - from)) };
    }),
  }));

const numbered = (shape: readonly number[]) =>
  new Uint8Array(Uint16Array.from({ length: elementCount(shape) }, (_, at) => at).buffer);
const numbersOf = (bytes: Uint8Array<ArrayBuffer>) => [...new Uint16Array(bytes.slice().buffer)];

/** The elements of a box, one by one. */
function expected(shape: readonly number[], box: Box): readonly number[] {
  const strides = stridesOf(shape);
  return box.reduce<readonly number[]>(
    (places, { from, to }, axis) =>
      places.flatMap((place) => Array.from({ length: to - from }, (_, step) => place + (from + step) * strides[axis]!)),
    [0],
  );
}

test("a box is cut out element by element", () => {
  fc.assert(
    fc.property(arbitraryBox, ({ shape, box }) => {
      expect(numbersOf(cutBox(numbered(shape), shape, box, 2))).toEqual(expected(shape, box));
    }),
  );
});

test("a box read frame by frame is the same as one cut out of the whole", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryBox, fc.nat(), async ({ shape, box }, axes) => {
      const frameAxes = axes % (shape.length + 1);
      const frameShape = shape.slice(shape.length - frameAxes);
      const read = frameReader(shape, frameAxes, 2, (index) =>
        Promise.resolve(
          cutBox(
            numbered(shape),
            shape,
            [...index.map((at) => ({ from: at, to: at + 1 })), ...wholeBox(frameShape)],
            2,
          ),
        ),
      );
      expect(numbersOf(await read(box))).toEqual(expected(shape, box));
    }),
  );
});

test("what is copied to another place of another array lies there, and nothing else changes", () => {
  const to = new Uint8Array(3 * 4);
  copyBox({
    from: Uint8Array.of(1, 2, 3, 4, 5, 6),
    fromShape: [2, 3],
    fromStart: [0, 1],
    to,
    toShape: [3, 4],
    toStart: [1, 2],
    extent: [2, 2],
    elementBytes: 1,
  });
  expect([...to]).toEqual([0, 0, 0, 0, 0, 0, 2, 3, 0, 0, 5, 6]);
});

test("axes are put in another order, and back", () => {
  expect(numbersOf(transposed(numbered([2, 3]), [2, 3], [1, 0], 2))).toEqual([0, 3, 1, 4, 2, 5]);
  fc.assert(
    fc.property(arbitraryBox, ({ shape }) => {
      const order = shape.map((_, axis) => shape.length - 1 - axis);
      const there = transposed(numbered(shape), shape, order, 2);
      expect(transposed(there, shape.toReversed(), order, 2)).toEqual(numbered(shape));
    }),
  );
});
