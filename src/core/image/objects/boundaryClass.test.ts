import fc from "fast-check";
import { expect, test } from "vitest";
import { UNLABELLED, type LabelMap } from "../labelMap.ts";
import type { Shape3 } from "../volume.ts";
import { boundaryClassOf, boundedObjects, partsFor, withBoundaries } from "./boundaryClass.ts";

const CLASSES = [
  { name: "background", color: "none" },
  { name: "cell", color: "#0072B2" },
  { name: "vessel", color: "#E69F00" },
];

const digits = (rows: readonly string[]) =>
  Uint8Array.from(rows.join(""), (letter) => (letter === "." ? UNLABELLED : Number(letter)));
const mapOf = (data: Uint8Array, shape: Shape3): LabelMap => ({ shape, data, classes: CLASSES });
const rowsOf = (data: ArrayLike<number>, width: number): readonly string[] =>
  Array.from({ length: data.length / width }, (_, row) =>
    Array.from(data)
      .slice(row * width, (row + 1) * width)
      .map((label) => (label === UNLABELLED ? "." : label))
      .join(""),
  );

test("a boundary lies within objects, where they meet others, the background or another class", () => {
  const labels = digits(["0000000", "0111222", "0111222", "011122.", "0000000"]);
  const numbers = digits(["0000000", "0555777", "0555777", "0555777", "0000000"]);
  const { data, classes } = withBoundaries(mapOf(labels, [1, 5, 7]), { numbers, parts: "volume" });
  expect(rowsOf(data, 7)).toEqual(["0000000", "0333333", "0313322", "033333.", "0000000"]);
  expect(classes[3]).toMatchObject({ name: "boundary", parts: "volume" });
  expect(boundaryClassOf(classes)).toEqual({ index: 3, parts: "volume" });
  expect(boundaryClassOf(CLASSES)).toBeNull();
});

test("objects of one class touch by their numbers alone", () => {
  const labels = digits(["111111", "111111", "111111"]);
  const numbers = digits(["111222", "111222", "111222"]);
  const bounded = (given: Uint8Array | null) =>
    rowsOf(withBoundaries(mapOf(labels, [1, 3, 6]), { numbers: given, parts: "slices" }).data, 6);
  expect(bounded(numbers)).toEqual(["113311", "113311", "113311"]);
  expect(bounded(null)).toEqual(["111111", "111111", "111111"]);
});

test("slices that lie far apart are planes of their own", () => {
  expect(partsFor([20, 64, 64], [50, 4, 4])).toBe("slices");
  expect(partsFor([20, 64, 64], [8, 8, 8])).toBe("volume");
  expect(partsFor([20, 64, 64], null)).toBe("volume");
  expect(partsFor([1, 64, 64], [8, 8, 8])).toBe("slices");
  const labels = digits(["1111", "1111", "2222", "2222"]);
  const bounded = (parts: "slices" | "volume") =>
    rowsOf(withBoundaries(mapOf(labels, [2, 2, 4]), { numbers: null, parts }).data, 4);
  expect(bounded("slices")).toEqual(["1111", "1111", "2222", "2222"]);
  expect(bounded("volume")).toEqual(["3333", "3333", "3333", "3333"]);
});

test("a boundary stands for a number that nothing else has", () => {
  const classes = [0, 1, 3].map((value, index) => ({ ...CLASSES[index]!, values: [value] }));
  const labels = { ...mapOf(digits(["01"]), [1, 1, 2]), classes, unlabelled: [2] };
  expect(withBoundaries(labels, { numbers: null, parts: "slices" }).classes[3]).toMatchObject({ values: [4] });
});

test("a second boundary and one class too many are refused", () => {
  const labels = mapOf(digits(["01"]), [1, 1, 2]);
  const once = withBoundaries(labels, { numbers: null, parts: "slices" });
  expect(() => withBoundaries(once, { numbers: null, parts: "slices" })).toThrow("already");
  const many = Array.from({ length: 64 }, (_, index) => ({ name: `class ${index}`, color: "none" }));
  expect(() => withBoundaries({ ...labels, classes: many }, { numbers: null, parts: "slices" })).toThrow("64 classes");
});

test("boundaries belong to the inside that is nearest, and around nothing to none", () => {
  const { objects, labels } = boundedObjects(
    digits(["0000000000", "0333333030", "0313323000", "0333333000", "00000000.0"]),
    [1, 5, 10],
    { index: 3, parts: "volume" },
  );
  expect(rowsOf(objects.ids, 10)).toEqual(["0000000000", "0111222000", "0111222000", "0111222000", "0000000000"]);
  expect(rowsOf(labels, 10)).toEqual(["0000000000", "0111222000", "0111222000", "0111222000", "0000000000"]);
  expect(objects.sizes).toEqual([9, 9]);
});

/** Boxes on a grid, each at least 3 voxels along every axis, that touch each other. */
const tiled = fc
  .record({
    cuts: fc.tuple(
      ...[0, 1, 2].map(() => fc.array(fc.integer({ min: 3, max: 6 }), { minLength: 1, maxLength: 3 })),
    ) as fc.Arbitrary<[number[], number[], number[]]>,
    classes: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 27, maxLength: 27 }),
    parts: fc.constantFrom("slices" as const, "volume" as const),
  })
  .map(({ cuts, classes, parts }) => {
    const shape = cuts.map((extents) => extents.reduce((sum, extent) => sum + extent, 0)) as unknown as Shape3;
    const cellOf = cuts.map((extents) => extents.flatMap((extent, cell) => new Array<number>(extent).fill(cell)));
    const numbers: number[] = [];
    const labels: number[] = [];
    for (const z of cellOf[0]!)
      for (const y of cellOf[1]!)
        for (const x of cellOf[2]!) {
          const box = (z * 3 + y) * 3 + x;
          labels.push(classes[box]!);
          numbers.push(classes[box] === 0 ? 0 : box + 1);
        }
    return { shape, numbers, labels: Uint8Array.from(labels), parts };
  });

test("objects that have an inside come back whole from their boundaries", () => {
  fc.assert(
    fc.property(tiled, ({ shape, numbers, labels, parts }) => {
      const bounded = withBoundaries(mapOf(labels, shape), { numbers, parts });
      const { objects, labels: classes } = boundedObjects(bounded.data, shape, boundaryClassOf(bounded.classes)!);
      expect([...classes]).toEqual([...labels]);
      const numberOf = new Map<number, number>();
      const area = shape[1] * shape[2];
      objects.ids.forEach((id, at) => {
        // Of slices, an object is another one in each.
        const known = numbers[at] === 0 ? 0 : numbers[at]! + (parts === "slices" ? Math.floor(at / area) * 100 : 0);
        if (!numberOf.has(id)) numberOf.set(id, known);
        expect(numberOf.get(id)).toBe(known);
      });
      expect(new Set(numberOf.values()).size).toBe(numberOf.size);
    }),
  );
});
