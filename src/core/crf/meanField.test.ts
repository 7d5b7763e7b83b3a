import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WITHOUT_ANSWERS } from "../../testing/skipping.ts";
import { voxelCount, type Shape3 } from "../image/volume.ts";
import { meanField, type CrfInput, type CrfNumbers } from "./meanField.ts";

const ANSWERS = new URL("../../../../shared/spec/known-answers/crf.json", import.meta.url);

interface Case {
  readonly name: string;
  readonly input: {
    readonly U: number[][][][];
    readonly image: number[][][];
    readonly voxel: [number, number, number];
    readonly window: [number, number, number];
    readonly alpha: number;
    readonly beta: number;
    readonly gamma: number;
    readonly ws: number[];
    readonly wb: number[];
    readonly mu: number[][];
    readonly steps: number;
  };
  readonly probabilities: number[][][][];
}

const cases = existsSync(ANSWERS)
  ? (JSON.parse(readFileSync(ANSWERS, "utf8")) as { readonly cases: readonly Case[] }).cases
  : [];

/** The field of spec 2.3's worked values: a class of two, nothing mixed. */
const potts = (classes: number): Pick<CrfNumbers, "spatial" | "bilateral" | "compatibility"> => ({
  spatial: Array<number>(classes).fill(1),
  bilateral: Array<number>(classes).fill(1),
  compatibility: Array.from({ length: classes ** 2 }, (_, at) => (at % (classes + 1) === 0 ? -1 : 0)),
});

const NUMBERS: CrfNumbers = { window: [1, 2, 2], alpha: 3, beta: 0.3, gamma: 1.5, steps: 3, ...potts(3) };

test.skipIf(cases.length === 0)("probabilities are those worked out in float64", WITHOUT_ANSWERS, async () => {
  for (const { input, probabilities } of cases) {
    const { U, image, voxel, ws, wb, mu, ...numbers } = input;
    const shape: Shape3 = [U.length, U[0]!.length, U[0]![0]!.length];
    const found = await meanField(
      {
        logits: Float32Array.from(U.flat(3)),
        image: Float32Array.from(image.flat(2)),
        shape,
        classes: U[0]![0]![0]!.length,
        voxel,
      },
      { ...numbers, spatial: ws, bilateral: wb, compatibility: mu.flat() },
    );
    const expected = probabilities.flat(3);
    expect(found.length).toBe(expected.length);
    found.forEach((value, at) => expect(Math.abs(value - expected[at]!)).toBeLessThan(2e-6));
  }
});

test("two voxels after one step are the closed form of spec 2.3", async () => {
  const logits = Float32Array.from([0, 2, 0, -1]);
  const found = await meanField(
    { logits, image: new Float32Array(2), shape: [1, 1, 2], classes: 2, voxel: [1, 1, 1] },
    { window: [0, 0, 1], alpha: 1, beta: 1, gamma: 1, steps: 1, ...potts(2) },
  );
  expect([found[1], found[3]].map((value) => value!.toFixed(6))).toEqual(["0.745692", "0.627893"]);
});

const anyInput = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
  .chain((shape) => {
    const voxels = voxelCount(shape);
    const values = (length: number, most: number) =>
      fc
        .array(fc.integer({ min: -most, max: most }), { minLength: length, maxLength: length })
        .map((list) => Float32Array.from(list, (value) => value / 10));
    return fc.record({
      shape: fc.constant(shape as Shape3),
      logits: values(3 * voxels, 30),
      image: values(voxels, 10),
      classes: fc.constant(3),
      voxel: fc.constantFrom<CrfInput["voxel"]>([1, 1, 1], [4, 1, 1], [2, 0.5, 1]),
    });
  });

const close = (one: ArrayLike<number>, other: ArrayLike<number>) =>
  Array.from(one).forEach((value, at) => expect(value).toBeCloseTo(other[at]!, 5));

describe("a field", () => {
  test("gives probabilities, and by weights of 0 the softmax of its logits", () =>
    fc.assert(
      fc.asyncProperty(anyInput, async (input) => {
        const found = await meanField(input, NUMBERS);
        for (let from = 0; from < found.length; from += 3)
          expect(found[from]! + found[from + 1]! + found[from + 2]!).toBeCloseTo(1, 5);
        const silent = await meanField(input, { ...NUMBERS, spatial: [0, 0, 0], bilateral: [0, 0, 0] });
        close(silent, await meanField(input, { ...NUMBERS, steps: 0 }));
      }),
      { numRuns: 50 },
    ));

  test("does not care for a constant added to all scores of a voxel, nor for the names of classes", () =>
    fc.assert(
      fc.asyncProperty(anyInput, async (input) => {
        const found = await meanField(input, NUMBERS);
        const raised = input.logits.map((value, at) => value + (Math.floor(at / 3) % 4));
        close(await meanField({ ...input, logits: raised }, NUMBERS), found);
        const turned = (values: Float32Array) => values.map((_, at) => values[at - (at % 3) + ((at + 1) % 3)]!);
        close(await meanField({ ...input, logits: turned(input.logits) }, NUMBERS), turned(found));
      }),
      { numRuns: 50 },
    ));

  test("hears both messages alike where the image is one grey and both reach as far", () =>
    fc.assert(
      fc.asyncProperty(anyInput, async (input) => {
        const flat = { ...input, image: input.image.map(() => 0.4) };
        const both = { ...NUMBERS, alpha: NUMBERS.gamma };
        close(
          await meanField(flat, { ...both, bilateral: [0, 0, 0], spatial: [2, 2, 2] }),
          await meanField(flat, both),
        );
      }),
      { numRuns: 50 },
    ));

  test("can be ended between its steps", async () => {
    const input = { logits: new Float32Array(6), image: new Float32Array(2), classes: 3, voxel: [1, 1, 1] as const };
    const ended = meanField({ ...input, shape: [1, 1, 2] }, NUMBERS, (step) => {
      if (step === 1) throw new Error("ended");
    });
    await expect(ended).rejects.toThrow("ended");
  });
});
