import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { NO_AFFINE } from "./augment.ts";
import { assembleDataset } from "./assemble.ts";
import { checkSplit, regionShape } from "./dataset.ts";
import { UNLABELLED } from "./labelMap.ts";
import { createPatchSampler } from "./patches.ts";
import {
  checkSameSubjects,
  joinedStack,
  joinSubjects,
  normaliseSubjects,
  partRegions,
  proposeSplitOf,
  snappedSplit,
  withoutOutside,
} from "./subjects.ts";
import { voxelCount, type Shape3, type Volume } from "./volume.ts";

/** A volume whose voxels are numbered from `first`. */
const numbered = (shape: Shape3, first: number): Volume => ({
  shape,
  data: Uint16Array.from({ length: voxelCount(shape) }, (_, at) => first + at),
  voxelSizeNm: null,
});
const joined = (shapes: readonly Shape3[]) =>
  joinSubjects(
    shapes.map((shape, index) => ({ name: `subject ${index}`, volume: numbered(shape, 1000 * (index + 1)) })),
  );
const shapes: readonly Shape3[] = [
  [3, 4, 5],
  [2, 6, 3],
  [4, 5, 5],
  [2, 2, 2],
  [3, 3, 3],
  [2, 4, 4],
];

describe("volumes of several subjects", () => {
  test("lie one after the other, each in a corner of slices as large as the largest", () => {
    const { volume, subjects } = joined(shapes.slice(0, 2));
    expect(volume.shape).toEqual([5, 6, 5]);
    expect(subjects).toEqual([
      { name: "subject 0", slices: { from: 0, to: 3 }, height: 4, width: 5 },
      { name: "subject 1", slices: { from: 3, to: 5 }, height: 6, width: 3 },
    ]);
    expect([...volume.data.slice(0, 6)]).toEqual([1000, 1001, 1002, 1003, 1004, 1005]);
    expect([...volume.data.slice(20, 30)]).toEqual(Array(10).fill(0));
    expect([...volume.data.slice(90, 100)]).toEqual([2000, 2001, 2002, 0, 0, 2003, 2004, 2005, 0, 0]);
  });

  test("every voxel of every subject is kept in its order", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
          { minLength: 2, maxLength: 5 },
        ),
        (all) => {
          const { volume, subjects } = joined(all);
          const everything = {
            axis: "slices" as const,
            train: { from: 0, to: volume.shape[0] },
            validation: { from: 0, to: 0 },
            test: { from: 0, to: 0 },
          };
          partRegions({ shape: volume.shape, subjects }, everything, "train").forEach(({ z, y, x }, index) => {
            const kept: number[] = [];
            for (let slice = z.from; slice < z.to; slice++)
              for (let row = y.from; row < y.to; row++)
                for (let column = x.from; column < x.to; column++)
                  kept.push(volume.data[(slice * volume.shape[1] + row) * volume.shape[2] + column]!);
            expect(kept).toEqual(Array.from({ length: voxelCount(all[index]!) }, (_, at) => 1000 * (index + 1) + at));
          });
        },
      ),
    );
  });

  test("each is brought to mean 0 and deviation 1 by itself; outside lies its minimum", () => {
    const stack = joined(shapes);
    const volume = normaliseSubjects(stack);
    for (const { z, y, x } of partRegions(
      joinedStack(stack),
      { axis: "slices", train: { from: 0, to: 16 }, validation: { from: 0, to: 0 }, test: { from: 0, to: 0 } },
      "train",
    )) {
      const values: number[] = [];
      for (let slice = z.from; slice < z.to; slice++)
        for (let row = y.from; row < y.to; row++)
          for (let column = x.from; column < x.to; column++)
            values.push(volume.data[(slice * volume.shape[1] + row) * volume.shape[2] + column]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean).toBeCloseTo(0, 4);
      expect(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length).toBeCloseTo(1, 4);
    }
    expect(volume.data[4 * 5]).toBeCloseTo(volume.data[0]!, 5);
  });

  test("what lies outside is not labelled", () => {
    const { subjects } = joined(shapes.slice(0, 2));
    const labels = withoutOutside(
      { shape: [5, 6, 5], data: new Uint8Array(150), classes: [{ name: "background", color: "none" }] },
      subjects,
    );
    expect(labels.data.filter((value) => value === UNLABELLED)).toHaveLength(150 - 60 - 36);
  });
});

describe("splits by subject", () => {
  test("about two thirds are trained on, and no part holds half a subject", () => {
    const stack = joinedStack(joined(shapes));
    const split = proposeSplitOf(stack);
    checkSplit(stack.shape, split);
    expect((["train", "validation", "test"] as const).map((part) => partRegions(stack, split, part).length)).toEqual([
      4, 1, 1,
    ]);
    expect(partRegions(stack, split, "validation").map(regionShape)).toEqual([[3, 3, 3]]);
  });

  test("edges move to the nearest border and leave every part a subject", () => {
    const { subjects, shape } = joinedStack(joined(shapes));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 15 }), (a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b + 1)];
        const split = snappedSplit(
          {
            axis: "slices",
            train: { from: 0, to: first },
            validation: { from: first, to: second },
            test: { from: second, to: 16 },
          },
          subjects,
        );
        checkSplit(shape, split);
        const borders = [0, 3, 5, 9, 11, 14, 16];
        for (const edge of [split.train.to, split.validation.to]) expect(borders).toContain(edge);
      }),
    );
  });

  test("patches never reach from one subject into another", () => {
    const { volume, subjects } = joined(shapes);
    const stack = { shape: volume.shape, subjects };
    const split = proposeSplitOf(stack);
    const source = {
      shape: volume.shape,
      image: Float32Array.from(volume.data),
      labels: new Uint8Array(volume.data.length),
      regions: partRegions(stack, split, "train"),
    };
    const recipe = {
      patch: [2, 3, 3] as const,
      batch: 8,
      patchSampling: "uniform" as const,
      augmentation: {
        flips: true,
        quarterTurns: true,
        intensity: 0,
        elastic: 0,
        affine: { ...NO_AFFINE, probability: 1 },
      },
    };
    const seen = new Set<number>();
    for (let step = 0; step < 40; step++) {
      const { image } = createPatchSampler(source, recipe).draw(createRandom(step));
      for (let patch = 0; patch < 8; patch++) {
        const owners = new Set(
          [...image.subarray(patch * 18, patch * 18 + 18)].map((value) => Math.floor(value / 1000)),
        );
        expect(owners.size).toBe(1);
        seen.add([...owners][0]!);
      }
    }
    expect([...seen].sort()).toEqual([1, 2, 3, 4]);
  });

  test("image and labels that do not pair up are refused by name", () => {
    const paired = (all: readonly Shape3[]) => joinedStack(joined(all));
    const image = paired(shapes);
    expect(() => checkSameSubjects(image, paired(shapes))).not.toThrow();
    expect(() => checkSameSubjects(image, paired(shapes.slice(1)))).toThrow("6 image volumes and 5 label volumes");
    expect(() => checkSameSubjects(image, paired([...shapes.slice(0, 5), [2, 5, 4]]))).toThrow(
      "subject 5 is 2 × 4 × 4, its labels subject 5 are 2 × 5 × 4",
    );
  });

  test("a dataset of them refuses a part that holds a piece of a subject, and keeps gaps between parts", () => {
    const { volume, subjects } = joined(shapes);
    const labels = {
      shape: volume.shape,
      data: Uint8Array.from(volume.data, (_, at) => at % 2),
      classes: [
        { name: "background", color: "none" },
        { name: "membrane", color: "#0072B2" },
      ],
    };
    const parts = (train: number, validation: number) => ({
      axis: "slices" as const,
      train: { from: 0, to: train },
      validation: { from: validation, to: 14 },
      test: { from: 14, to: 16 },
    });
    expect(() => assembleDataset("six", { volume, subjects }, labels, parts(8, 9))).toThrow(
      "ends at slice 8, in the midst of a subject",
    );
    expect(assembleDataset("six", { volume, subjects }, labels, parts(5, 9)).split).toEqual(parts(5, 9));
  });
});

test("a hot voxel of one subject changes neither its scale nor the others", () => {
  const random = createRandom(2);
  const noisy = (): Volume => ({
    shape: [2, 16, 16],
    data: Float32Array.from({ length: 512 }, () => 100 + 20 * random.float()),
    voxelSizeNm: null,
  });
  const volumes = [noisy(), noisy()];
  const clean = normaliseSubjects(joinSubjects(volumes.map((volume, index) => ({ name: String(index), volume }))));
  volumes[0]!.data[40] = 1e7;
  const hot = normaliseSubjects(joinSubjects(volumes.map((volume, index) => ({ name: String(index), volume }))));
  const [a, b] = [clean.data, hot.data].map((data) => data.subarray(0, 512).filter((_, at) => at !== 40));
  expect(Math.max(...a!.map((value, at) => Math.abs(value - b![at]!)))).toBeLessThan(0.3);
  expect(hot.data.subarray(512)).toEqual(clean.data.subarray(512));
});
