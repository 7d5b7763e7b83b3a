import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../random.ts";
import { assembleDataset } from "../assemble.ts";
import { NO_AFFINE } from "../augment.ts";
import { comparedBySet, comparePart } from "../comparePart.ts";
import { PARTS, regionShape } from "../dataset.ts";
import { UNLABELLED } from "../labelMap.ts";
import { createPatchSampler } from "../patches.ts";
import { joinedStack, partRegions, proposeSplitOf } from "../subjects.ts";
import { voxelCount, type Shape3, type Volume } from "../volume.ts";
import { fittedSource } from "../wholeImage.ts";
import { joinSets, resampledShape, type DataSet } from "./joinSets.ts";
import { splitSets } from "./setSplit.ts";

const CLASSES = ["background", "membrane"].map((name) => ({ name, color: "none" }));

/** A set whose grey values are all those of its number; its labels are 0 and 1 in turn. */
function setOf(number: number, shape: Shape3, voxelSizeNm: Volume["voxelSizeNm"] = null): DataSet {
  const joined = { volume: { shape, data: new Float32Array(voxelCount(shape)).fill(number), voxelSizeNm } };
  const data = Uint8Array.from({ length: voxelCount(shape) }, (_, at) => at % 2);
  return {
    name: `set ${number}`,
    joined,
    labels: { shape, data, classes: CLASSES },
    split: proposeSplitOf(joinedStack(joined)),
  };
}

const shapes = fc.array(
  fc.tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 6, max: 12 }), fc.integer({ min: 6, max: 12 })),
  { minLength: 2, maxLength: 4 },
);
const setsOf = (all: readonly Shape3[]) => all.map((shape, index) => setOf(index + 1, shape));
const sourceOf = ({ volume, subjects, labels, split }: ReturnType<typeof joinSets>) => ({
  ...{ shape: volume.shape, image: volume.data as Float32Array, labels: labels.data },
  regions: partRegions({ shape: volume.shape, subjects }, split, "train"),
});
const RECIPE = {
  batch: 6,
  patchSampling: "uniform",
  augmentation: { flips: true, quarterTurns: true, intensity: 0, elastic: 0, affine: NO_AFFINE },
} as const;

describe("several sets in one stack", () => {
  test("what is trained on lies first, then what is validated with, then what is tested", () => {
    const { subjects, split, volume } = joinSets([setOf(1, [6, 8, 8]), setOf(2, [12, 6, 10])], null);
    expect(volume.shape).toEqual([18, 8, 10]);
    expect(subjects!.map(({ set, name, slices }) => [set, name, slices.from, slices.to])).toEqual([
      ["set 1", "set 1 0:4", 0, 4],
      ["set 2", "set 2 0:8", 4, 12],
      ["set 1", "set 1 4:5", 12, 13],
      ["set 2", "set 2 8:10", 13, 15],
      ["set 1", "set 1 5:6", 15, 16],
      ["set 2", "set 2 10:12", 16, 18],
    ]);
    expect(split).toEqual({
      ...{ axis: "slices", train: { from: 0, to: 12 } },
      ...{ validation: { from: 12, to: 15 }, test: { from: 15, to: 18 } },
    });
  });

  test("every voxel of every part of every set is there once, with its label", () => {
    fc.assert(
      fc.property(shapes, (all) => {
        const sets = setsOf(all);
        const joined = joinSets(sets, null);
        const stack = joinedStack(joined);
        for (const part of PARTS)
          sets.forEach(({ name, joined: own, split }, index) => {
            const wanted = partRegions(joinedStack(own), split, part).map(regionShape);
            const found = partRegions(stack, joined.split, part).filter(({ set }) => set === name);
            expect(found.map(regionShape)).toEqual(wanted);
            for (const { z, y, x } of found)
              for (let slice = z.from; slice < z.to; slice++)
                for (let row = y.from; row < y.to; row++)
                  for (let column = x.from; column < x.to; column++) {
                    const at = (slice * stack.shape[1] + row) * stack.shape[2] + column;
                    if (joined.volume.data[at] !== index + 1) throw new Error(`voxel ${at} is not of ${name}`);
                    if (joined.labels.data[at] === UNLABELLED) throw new Error(`voxel ${at} lost its label`);
                  }
          });
        const labelled = joined.labels.data.filter((label) => label !== UNLABELLED).length;
        expect(labelled).toBe(all.reduce((sum, shape) => sum + voxelCount(shape), 0));
      }),
    );
  });

  test("assembled again from what was kept, they are the same data", () => {
    const { id, name, volume, subjects, labels, split } = joinSets([setOf(1, [6, 8, 8]), setOf(2, [12, 6, 10])], null);
    expect(assembleDataset(name, { volume, subjects: subjects! }, labels, split).id).toBe(id);
  });

  test("a section beside a stack is cut along its columns", () => {
    const joined = joinSets([setOf(1, [1, 8, 24]), setOf(2, [6, 8, 8])], null);
    expect(joined.subjects!.filter(({ set }) => set === "set 1").map(({ width }) => width)).toEqual([16, 4, 4]);
  });

  test("patches never hold two sets, 3D ones neither, and each batch has as many of each set", () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom<Shape3>([1, 5, 5], [4, 4, 4]), fc.nat(), (all, patch, seed) => {
        const { image } = createPatchSampler(sourceOf(joinSets(setsOf(all), null)), { ...RECIPE, patch }).draw(
          createRandom(seed),
        );
        const drawn = Array.from({ length: RECIPE.batch }, (_, index) =>
          image.slice(index * voxelCount(patch), (index + 1) * voxelCount(patch)),
        );
        const counts = all.map(() => 0);
        for (const voxels of drawn) {
          expect(new Set(voxels).size).toBe(1);
          counts[voxels[0]! - 1]!++;
        }
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("so have batches of whole images on one grid", () => {
    const source = fittedSource(sourceOf(joinSets([setOf(1, [3, 8, 8]), setOf(2, [40, 6, 10])], null)), [1, 8, 8]);
    const { image } = createPatchSampler(source, { ...RECIPE, patch: [1, 8, 8] }).draw(createRandom(1));
    const drawn = Array.from({ length: 6 }, (_, index) => Math.max(...image.slice(index * 64, (index + 1) * 64)));
    expect(drawn.filter((value) => value === 1)).toHaveLength(3);
  });

  test("are scored each by itself, and the counts add up", async () => {
    const { volume, subjects, labels, split } = joinSets([setOf(1, [6, 8, 8]), setOf(2, [12, 6, 10])], null);
    const stack = { shape: volume.shape, subjects, labels: labels.data, classes: 2, split };
    const all = await comparePart(stack, "test", (region) =>
      Promise.resolve(new Uint8Array(voxelCount(regionShape(region)))),
    );
    const own = comparedBySet(all);
    expect([...own].map(([set, { confusion }]) => [set, ...confusion.counts])).toEqual([
      ["set 1", 32, 0, 32, 0],
      ["set 2", 60, 0, 60, 0],
    ]);
    expect([...all.confusion.counts]).toEqual([92, 0, 92, 0]);
  });
});

describe("one voxel size", () => {
  test("grey values linear, labels nearest, each piece by itself", () => {
    const fine = setOf(1, [6, 8, 8], [50, 4, 4]);
    const coarse = setOf(2, [6, 8, 8], [50, 8, 8]);
    const { volume, subjects, labels } = joinSets([coarse, fine], [50, 8, 8]);
    expect(volume.voxelSizeNm).toEqual([50, 8, 8]);
    expect(subjects!.map(({ set, height, width }) => [set, height, width])).toContainEqual(["set 1", 4, 4]);
    expect(new Set(volume.data)).toEqual(new Set([0, 1, 2]));
    expect(new Set(labels.data)).toEqual(new Set([0, 1, UNLABELLED]));
  });

  test("extents follow from both sizes; a section stays one; an unknown size changes nothing", () => {
    expect(resampledShape([10, 100, 60], [40, 4, 4], [20, 8, 8])).toEqual([20, 50, 30]);
    expect(resampledShape([1, 100, 60], [40, 4, 4], [20, 8, 8])).toEqual([1, 50, 30]);
    expect(resampledShape([10, 100, 60], null, [20, 8, 8])).toEqual([10, 100, 60]);
    expect(resampledShape([10, 100, 60], [40, 4, 4], null)).toEqual([10, 100, 60]);
  });
});

describe("leaving one set out", () => {
  const stacks = (all: readonly Shape3[]) =>
    all.map((shape, index) => ({ name: `set ${index + 1}`, stack: { shape, subjects: undefined } }));

  test("it is the test part, all of it and nothing else; the others are trained on and validated with", () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (all, pick) => {
        const left = pick % all.length;
        const splits = splitSets(stacks(all), `set ${left + 1}`);
        const joined = joinSets(
          setsOf(all).map((set, index) => ({ ...set, split: splits[index]! })),
          null,
        );
        const stack = joinedStack(joined);
        const setsIn = (part: (typeof PARTS)[number]) =>
          new Set(partRegions(stack, joined.split, part).map(({ set }) => set));
        const others = new Set(all.flatMap((_, index) => (index === left ? [] : [`set ${index + 1}`])));
        expect(setsIn("test")).toEqual(new Set([`set ${left + 1}`]));
        expect(setsIn("train")).toEqual(others);
        expect(setsIn("validation")).toEqual(others);
        expect(partRegions(stack, joined.split, "test").map(regionShape)).toEqual([all[left]]);
      }),
    );
  });

  test("what the others would be tested on, where somebody chose, is not used", () => {
    const split = {
      ...{ axis: "slices" as const, train: { from: 0, to: 6 } },
      ...{ validation: { from: 6, to: 8 }, test: { from: 8, to: 10 } },
    };
    const [first] = splitSets(
      [{ name: "a", stack: { shape: [10, 8, 8], subjects: undefined }, split }, ...stacks([[4, 8, 8]])],
      "set 1",
    );
    expect(first).toEqual({ ...split, test: { from: 8, to: 8 } });
  });

  test("says which sets there are, and that one set alone cannot be left out", () => {
    expect(() =>
      splitSets(
        stacks([
          [4, 8, 8],
          [4, 8, 8],
        ]),
        "set 9",
      ),
    ).toThrow('There is no set "set 9" to leave out; the sets are set 1, set 2.');
    expect(() => splitSets(stacks([[4, 8, 8]]), "set 1")).toThrow('"set 1" is the only set');
  });
});
