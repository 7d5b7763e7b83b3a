import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyMapping, proposeMapping, UNLABELLED } from "../labelMap.ts";
import { parseClassMap, shareClasses } from "./classMap.ts";

const labels = (values: readonly number[]) => ({
  shape: [1, 1, values.length] as const,
  data: Float64Array.from(values),
});
const setOf = (name: string, values: readonly number[]) => ({ name, mapping: proposeMapping(labels(values)) });

describe("classes that sets share", () => {
  const map = {
    A: { "0": "background", "255": "membrane" },
    B: { "0": "background", "1": "mitochondria", "2": "membrane", "3": null },
  };

  test("by a map, in the order in which it names them", () => {
    const [a, b] = shareClasses([setOf("A", [0, 255]), setOf("B", [0, 1, 2, 3])], map);
    expect(a!.classes.map(({ name }) => name)).toEqual(["background", "membrane", "mitochondria"]);
    expect(b!.classes).toEqual(a!.classes);
    expect([...applyMapping(labels([0, 255, 255]), a!).data]).toEqual([0, 1, 1]);
    expect([...applyMapping(labels([3, 2, 1, 0]), b!).data]).toEqual([UNLABELLED, 1, 2, 0]);
  });

  test("a voxel becomes the class that the map names for its value, in every set", () => {
    const named = fc.dictionary(
      fc.integer({ min: 0, max: 12 }).map(String),
      fc.option(fc.constantFrom("background", "membrane", "vesicle", "axon")),
      { minKeys: 2, noNullPrototype: true },
    );
    fc.assert(
      fc.property(named, named, (A, B) => {
        const values = [A, B].map((own) => Object.keys(own).map(Number));
        const mappings = shareClasses([setOf("A", values[0]!), setOf("B", values[1]!)], { A, B });
        mappings.forEach((mapping, index) => {
          const { data } = applyMapping(labels(values[index]!), mapping);
          const names = [...data].map((at) => (at === UNLABELLED ? null : mapping.classes[at]!.name));
          expect(names).toEqual(values[index]!.map((value) => [A, B][index]![String(value)] ?? null));
        });
      }),
    );
  });

  test("without one equal values are equal classes, and a set may lack some", () => {
    const [a, b] = shareClasses([setOf("A", [0, 2]), setOf("B", [0, 1, 2])]);
    expect(a!.classes.map(({ values }) => values)).toEqual([[0], [1], [2]]);
    expect([...applyMapping(labels([2, 0]), a!).data]).toEqual([2, 0]);
    expect([...applyMapping(labels([2, 1]), b!).data]).toEqual([2, 1]);
  });

  test("values that differ are no guess", () => {
    expect(() => shareClasses([setOf("A", [0, 255]), setOf("B", [0, 1])])).toThrow(
      '"A" has the label values 0, 255, "B" has 0, 1. Say which are the same classes with a class map, such as {"A":{"0":"background","255":"membrane"},"B":{"0":"background","1":"membrane"}}.',
    );
  });

  test("values that a map leaves open, and sets that are not there, are named", () => {
    expect(() => shareClasses([setOf("A", [0, 7]), setOf("B", [0])], map)).toThrow(
      'The class map does not say what 7 of "A" is.',
    );
    expect(() => shareClasses([setOf("A", [0, 255])], map)).toThrow('The class map speaks of "B"; the sets are A.');
    expect(() => parseClassMap({ A: { "0": 3 } })).toThrow('such as {"SET": {"0": "background"');
  });
});
