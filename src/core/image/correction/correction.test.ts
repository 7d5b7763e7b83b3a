import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WITHOUT_ANSWERS } from "../../../testing/skipping.ts";
import { UNLABELLED } from "../labelMap.ts";
import type { Shape3 } from "../volume.ts";
import { classBalance, correctedVoxels, correctionWeights, errorMap } from "./correction.ts";
import { CORRECTION_MODES, type CorrectionMode } from "./modes.ts";

const ANSWERS = new URL("../../../../../shared/spec/known-answers/correction.json", import.meta.url);

interface Answers {
  readonly cases: readonly {
    readonly name: string;
    readonly raw: number[][];
    readonly corrected: number[][];
    readonly modes: Readonly<
      Record<CorrectionMode, { readonly mistakes: number; readonly errorMap: number[][]; readonly weights: number[][] }>
    >;
  }[];
}

const { cases }: Answers = existsSync(ANSWERS) ? (JSON.parse(readFileSync(ANSWERS, "utf8")) as Answers) : { cases: [] };

/** The answers are written with six digits. */
const expectClose = (found: Float32Array, expected: readonly number[]) => {
  expect(found.length).toBe(expected.length);
  found.forEach((value, at) => expect(Math.abs(value - expected[at]!)).toBeLessThan(2e-6 * Math.max(1, expected[at]!)));
};

test.skipIf(cases.length === 0)("error and weight maps are those worked out with SciPy", WITHOUT_ANSWERS, () => {
  for (const { raw, corrected, modes } of cases) {
    const shape: Shape3 = [1, raw.length, raw[0]!.length];
    const correction = { raw: Uint8Array.from(raw.flat()), corrected: Uint8Array.from(corrected.flat()), shape };
    const { missed, invented } = correctedVoxels(correction);
    for (const mode of CORRECTION_MODES) {
      const counted = { negative: missed, positive: invented, both: missed + invented }[mode];
      expect(counted).toBe(modes[mode].mistakes);
      const errors = errorMap(correction, mode);
      expectClose(errors, modes[mode].errorMap.flat());
      expectClose(correctionWeights(correction.corrected, errors), modes[mode].weights.flat());
    }
  }
});

const SHAPE: Shape3 = [2, 13, 17];
const labels = fc.uint8Array({ min: 0, max: 2, minLength: 442, maxLength: 442 }).map((drawn) => Uint8Array.from(drawn));
/** Blocks, so that mistakes of ten pixels are found. */
const blocks = labels.map((drawn) => drawn.map((_, at) => drawn[Math.floor(at / 34) * 17]!));

describe("weights of a correction", () => {
  test("are at least 0.08 wherever someone labelled, and never fall with the scale", () => {
    fc.assert(
      fc.property(blocks, blocks, fc.constantFrom(...CORRECTION_MODES), (raw, corrected, mode) => {
        const errors = errorMap({ raw, corrected, shape: SHAPE }, mode);
        const [none, some, full] = [0, 30, 100].map((scale) => correctionWeights(corrected, errors, { scale }));
        none!.forEach((weight, at) => {
          expect(weight).toBeGreaterThanOrEqual(Math.fround(0.08));
          expect(some![at]!).toBeGreaterThanOrEqual(weight);
          expect(full![at]!).toBeGreaterThanOrEqual(some![at]!);
        });
      }),
      { numRuns: 40 },
    );
  });

  test("are the balance of the classes where nothing was corrected, or with a scale of 0", () => {
    fc.assert(
      fc.property(blocks, blocks, (raw, corrected) => {
        const balance = classBalance([corrected]);
        const plain = Float32Array.from(corrected, (label) => Math.max(0.08, balance.get(label)!));
        const untouched = errorMap({ raw: corrected, corrected, shape: SHAPE }, "both");
        expect(correctionWeights(corrected, untouched)).toEqual(plain);
        const errors = errorMap({ raw, corrected, shape: SHAPE }, "both");
        expect(correctionWeights(corrected, errors, { scale: 0 })).toEqual(plain);
      }),
      { numRuns: 40 },
    );
  });

  test("leave out what nobody labelled, which is no mistake either", () => {
    const corrected = new Uint8Array(442).fill(1, 0, 200).fill(UNLABELLED, 200);
    const raw = new Uint8Array(442);
    const errors = errorMap({ raw, corrected, shape: SHAPE }, "both");
    const weights = correctionWeights(corrected, errors);
    expect([weights[0]! > 1, weights[300]]).toEqual([true, 0]);
    expect(correctedVoxels({ raw, corrected })).toEqual({ missed: 200, invented: 0, changed: 200 });
    expect(classBalance([corrected])).toEqual(new Map([[1, 1]]));
  });
});

describe("the error map", () => {
  test("is 0 to 1, hears no other slice, and is 0 where all mistakes are small", () => {
    const [raw, corrected] = [new Uint8Array(442), new Uint8Array(442)];
    corrected.fill(1, 0, 30);
    corrected.fill(1, 221, 230);
    const errors = errorMap({ raw, corrected, shape: SHAPE }, "negative");
    expect(errors.subarray(0, 221).reduce((most, value) => Math.max(most, value), 0)).toBe(1);
    expect(errors.subarray(221).every((value) => value === 0)).toBe(true);
  });

  test("refuses masks of another size", () => {
    const [raw, corrected] = [new Uint8Array(441), new Uint8Array(442)];
    expect(() => errorMap({ raw, corrected, shape: SHAPE }, "both")).toThrow(/441 voxels where 442/);
  });
});
