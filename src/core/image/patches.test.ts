import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { NO_AFFINE, type Augmentation } from "./augment.ts";
import {
  classCounts,
  copyBox,
  createPatchSampler,
  reflected,
  regionLabels,
  type PatchRecipe,
  type PatchSource,
} from "./patches.ts";
import { UNLABELLED } from "./labelMap.ts";

const none: Augmentation = { flips: false, quarterTurns: false, intensity: 0, elastic: 0, affine: NO_AFFINE };
const turned: Augmentation = { ...none, flips: true, quarterTurns: true, elastic: 3 };
const all: Augmentation = { ...turned, affine: { ...NO_AFFINE, probability: 0.8 } };

/** Every voxel's grey value is its own offset, and its label what the offset gives modulo 3. */
function numbered([depth, height, width]: readonly [number, number, number]): PatchSource {
  const image = Float32Array.from({ length: depth * height * width }, (_, at) => at);
  return {
    shape: [depth, height, width],
    image,
    labels: Uint8Array.from(image, (at) => at % 3),
    regions: [{ z: { from: 0, to: depth }, y: { from: 0, to: height }, x: { from: 0, to: width } }],
  };
}

const recipe = (changes: Partial<PatchRecipe> = {}): PatchRecipe => ({
  patch: [1, 4, 4],
  batch: 3,
  patchSampling: "uniform",
  augmentation: none,
  ...changes,
});

test("image and labels of a patch come from the same voxels, however it is turned and pulled", () => {
  const batch = createPatchSampler(numbered([3, 20, 20]), recipe({ augmentation: turned })).draw(createRandom(1));
  expect([...batch.labels]).toEqual([...batch.image].map((at) => at % 3));
});

test("where a patch is rotated and scaled, grey values are linear between voxels and labels those of the nearest", () => {
  const source = numbered([8, 20, 20]);
  const columns = {
    ...source,
    image: source.image.map((at) => at % 20),
    labels: Uint8Array.from(source.image, (at) => at % 20),
  };
  const augmentation = { ...none, affine: { ...NO_AFFINE, probability: 1 } };
  const { image, labels } = createPatchSampler(columns, recipe({ patch: [4, 8, 8], augmentation })).draw(
    createRandom(1),
  );
  expect(image.filter((grey) => Math.abs(grey - Math.round(grey)) > 0.01).length).toBeGreaterThan(image.length / 2);
  for (const [voxel, grey] of image.entries()) expect(Math.abs(grey - labels[voxel]!)).toBeLessThan(0.5001);
});

test("a patch without any label is drawn near a labelled voxel instead; where all is labelled, none is drawn otherwise", () => {
  const source = numbered([1, 64, 64]);
  const strokes = {
    ...source,
    labels: source.labels.map((label, at) => (at === 70 || at === 4000 ? label : UNLABELLED)),
  };
  const sampler = createPatchSampler(strokes, recipe());
  const random = createRandom(3);
  const seen = new Set<number>();
  for (let step = 0; step < 40; step++) {
    const { image, labels } = sampler.draw(random);
    for (let patch = 0; patch < 3; patch++)
      expect(labels.subarray(patch * 16, patch * 16 + 16).some((label) => label !== UNLABELLED)).toBe(true);
    labels.forEach((label, voxel) => label !== UNLABELLED && seen.add(image[voxel]!));
  }
  expect([...seen].sort((a, b) => a - b)).toEqual([70, 4000]);
  const bare = { ...source, labels: source.labels.map(() => UNLABELLED) };
  expect(createPatchSampler(bare, recipe()).draw(createRandom(4)).image).toEqual(
    createPatchSampler(source, recipe()).draw(createRandom(4)).image,
  );
});

test("weights come from the same voxels too, where there are any", () => {
  const source = numbered([3, 20, 20]);
  const batch = createPatchSampler(
    { ...source, weights: source.image.map((at) => at / 2) },
    recipe({ augmentation: turned }),
  ).draw(createRandom(1));
  expect([...batch.weights!]).toEqual([...batch.image].map((at) => at / 2));
  expect(createPatchSampler(source, recipe()).draw(createRandom(1)).weights).toBeUndefined();
});

test("the same stream draws the same batch, another stream another", () => {
  const sampler = createPatchSampler(numbered([3, 20, 20]), recipe({ augmentation: all }));
  const draw = (step: number) => [...sampler.draw(createRandom("seed").fork("data", step)).image];
  expect(draw(5)).toEqual(draw(5));
  expect(draw(5)).not.toEqual(draw(6));
});

test("patches never leave the training region", () => {
  const source: PatchSource = {
    ...numbered([4, 12, 12]),
    regions: [{ z: { from: 1, to: 3 }, y: { from: 0, to: 12 }, x: { from: 4, to: 10 } }],
  };
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom("uniform" as const, "classBalanced" as const), (seed, patchSampling) => {
      const greys = (augmentation: Augmentation) =>
        createPatchSampler(source, recipe({ patchSampling, augmentation })).draw(createRandom(seed)).image;
      // Between voxels a value is no offset, and still lies between those of the region's corners.
      for (const between of greys(all)) {
        expect(between).toBeGreaterThanOrEqual(144 + 4);
        expect(between).toBeLessThanOrEqual(2 * 144 + 11 * 12 + 9);
      }
      for (const at of greys(turned)) {
        expect(Math.floor(at / 144)).toBeOneOf([1, 2]);
        expect(at % 12).toBeGreaterThanOrEqual(4);
        expect(at % 12).toBeLessThan(10);
      }
    }),
    { seed: 1, numRuns: 50 },
  );
});

test("class-balanced patches hold a rare class that uniform ones nearly always miss", () => {
  const source = numbered([1, 100, 100]);
  const labels = new Uint8Array(10_000).map((_, at) => (at < 5000 ? 0 : UNLABELLED));
  labels[7070] = 1;
  const share = (patchSampling: "uniform" | "classBalanced") => {
    const sampler = createPatchSampler({ ...source, labels }, recipe({ patchSampling, patch: [1, 8, 8], batch: 200 }));
    const drawn = sampler.draw(createRandom(3)).labels;
    return (
      Array.from({ length: 200 }, (_, index) => drawn.subarray(index * 64, index * 64 + 64).includes(1)).filter(Boolean)
        .length / 200
    );
  };
  expect(share("classBalanced")).toBeGreaterThan(0.35);
  expect(share("uniform")).toBeLessThan(0.05);
});

test("intensity changes keep the order of grey values", () => {
  const { image } = createPatchSampler(numbered([1, 4, 4]), recipe({ augmentation: { ...none, intensity: 0.3 } })).draw(
    createRandom(2),
  );
  const first = [...image.subarray(0, 16)];
  expect(first).toEqual([...first].sort((a, b) => a - b));
  expect(first).not.toEqual([...numbered([1, 4, 4]).image]);
});

test("a patch larger than its region is filled up by mirroring", () => {
  const { image } = createPatchSampler(numbered([1, 4, 3]), recipe({ batch: 1 })).draw(createRandom(0));
  expect([...image.subarray(0, 4)]).toEqual([0, 1, 2, 1]);
});

describe("mirroring", () => {
  test.each([
    [-1, 5],
    [1, 3],
    [2, 2],
    [5, 5],
    [6, 4],
    [8, 2],
  ])("position %i of 2…5 is %i", (position, expected) => {
    expect(reflected(position, { from: 2, to: 6 })).toBe(expected);
  });

  test("a box beyond the border is the mirror image", () => {
    const source = numbered([1, 3, 3]);
    expect([...copyBox(source, source.regions[0]!, [0, -1, -1], [1, 2, 3])]).toEqual([4, 3, 4, 1, 0, 1]);
  });
});

test("class counts and labels of a region", () => {
  const source: PatchSource = {
    ...numbered([2, 3, 3]),
    regions: [{ z: { from: 1, to: 2 }, y: { from: 0, to: 3 }, x: { from: 0, to: 2 } }],
  };
  expect([...regionLabels({ ...source, region: source.regions[0]! })]).toEqual([0, 1, 0, 1, 0, 1]);
  expect(classCounts(source, 3)).toEqual([3, 3, 0]);
});
