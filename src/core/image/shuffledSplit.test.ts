import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { blocksOf, lengthOf, PARTS, type Part, type Range, type ScatteredSplit } from "./dataset.ts";
import { createPatchSampler } from "./patches.ts";
import { NO_AFFINE } from "./augment.ts";
import { shuffledSplit } from "./shuffledSplit.ts";
import { partRegions, type Subject } from "./subjects.ts";

const PAPER = { train: 0.5, test: 0.3 };
const subjects = (count: number): readonly Subject[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `s${index}`,
    slices: { from: 4 * index, to: 4 * index + 4 },
    height: 8,
    width: 8,
  }));
const voxels = (split: ScatteredSplit, part: Part) =>
  blocksOf(split, part).reduce((sum, block) => sum + lengthOf(block), 0);
const places = (ranges: readonly Range[]) =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));

describe("a shuffled split", () => {
  test("deals ten subjects out as 5, 2 and 3, and twenty slices as ten blocks of two", () => {
    const joined = { shape: [40, 8, 8] as const, subjects: subjects(10) };
    const dealt = shuffledSplit(joined, "slices", PAPER, createRandom(1));
    expect(PARTS.map((part) => partRegions(joined, dealt, part).length)).toEqual([5, 2, 3]);
    const blocks = shuffledSplit({ shape: [20, 8, 8], subjects: undefined }, "slices", PAPER, createRandom(1));
    expect(PARTS.map((part) => voxels(blocks, part))).toEqual([10, 4, 6]);
  });

  test("uses every slice or column once, in whole subjects", () => {
    const stack = fc.record({
      count: fc.integer({ min: 3, max: 30 }),
      isJoined: fc.boolean(),
      axis: fc.constantFrom("slices" as const, "columns" as const),
      train: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
      test: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(stack, ({ count, isJoined, axis, seed, ...shares }) => {
        const shape = isJoined ? ([4 * count, 8, 8] as const) : ([count, 8, count] as const);
        const split = shuffledSplit(
          { shape, subjects: isJoined ? subjects(count) : undefined },
          axis,
          shares,
          createRandom(seed),
        );
        const all = PARTS.flatMap((part) => places(split[part])).sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: isJoined ? 4 * count : count }, (_, index) => index));
        for (const part of PARTS) {
          expect(split[part].length).toBeGreaterThan(0);
          if (isJoined) for (const { from, to } of split[part]) expect([from % 4, to % 4]).toEqual([0, 0]);
        }
      }),
    );
  });

  test("holds the same out whatever is trained on, and something else for another seed", () => {
    const dealt = (train: number, seed: number) =>
      shuffledSplit({ shape: [40, 8, 8], subjects: undefined }, "slices", { train, test: 0.3 }, createRandom(seed));
    expect(dealt(0.7, 1).test).toEqual(dealt(0.5, 1).test);
    expect(voxels(dealt(0.7, 1), "train")).toBe(24);
    expect(new Set([1, 2, 3, 4, 5].map((seed) => JSON.stringify(dealt(0.5, seed).test))).size).toBeGreaterThan(2);
  });

  test("says what is missing where there is too little to deal out", () => {
    expect(() => shuffledSplit({ shape: [8, 8, 8], subjects: subjects(2) }, "slices", PAPER, createRandom(1))).toThrow(
      /three|3 parts, and there are 2 subjects/,
    );
    expect(() => shuffledSplit({ shape: [2, 8, 8], subjects: undefined }, "slices", PAPER, createRandom(1))).toThrow(
      /2 slices/,
    );
  });

  test("patches drawn by class stay within one of several blocks of columns", () => {
    const shape = [1, 4, 20] as const;
    const regions = partRegions(
      { shape, subjects: undefined },
      {
        axis: "columns",
        train: [
          { from: 0, to: 4 },
          { from: 16, to: 20 },
        ],
        validation: [],
        test: [],
      },
      "train",
    );
    const image = Float32Array.from({ length: 80 }, (_, at) => at % 20);
    const labels = Uint8Array.from(image, (x) => (x < 10 ? 0 : 1));
    const recipe = {
      patch: [1, 4, 4] as const,
      batch: 8,
      patchSampling: "classBalanced" as const,
      augmentation: { flips: false, quarterTurns: false, intensity: 0, elastic: 0, affine: NO_AFFINE },
    };
    const drawn = createPatchSampler({ shape, image, labels, regions }, recipe).draw(createRandom(1));
    expect([...new Set(drawn.image)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 16, 17, 18, 19]);
    expect(new Set(drawn.labels)).toEqual(new Set([0, 1]));
  });
});
