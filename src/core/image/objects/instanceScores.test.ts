import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instanceAnswers } from "../../../testing/instanceAnswers.ts";
import { WITHOUT_ANSWERS } from "../../../testing/skipping.ts";
import { instanceScores, IOU_THRESHOLDS } from "./instanceScores.ts";

const { scores } = instanceAnswers;

test.skipIf(scores.length === 0)("scores are those of the specification", WITHOUT_ANSWERS, () => {
  for (const { truth, proposed, ...expected } of scores) {
    const found = instanceScores(proposed.flat(), truth.flat());
    expect(found.adaptedRandError).toBeCloseTo(expected.adaptedRandError, 5);
    expect(found.variationOfInformation!.split).toBeCloseTo(expected.viSplit, 5);
    expect(found.variationOfInformation!.merge).toBeCloseTo(expected.viMerge, 5);
    expect(found.adjustedRandIndex).toBeCloseTo(expected.adjustedRandIndex, 5);
    for (const [threshold, { tp, fp, fn, ...rates }] of Object.entries(expected.matching)) {
      const matching = found.matching.get(Number(threshold))!;
      expect(matching).toMatchObject({ truePositives: tp, falsePositives: fp, falseNegatives: fn });
      for (const [name, rate] of Object.entries(rates))
        expect(matching[name as keyof typeof rates]).toBeCloseTo(rate, 5);
    }
  }
});

const objects = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 20, maxLength: 20 });

describe("scores of objects", () => {
  test("of the same objects, whatever their numbers, are perfect", () => {
    fc.assert(
      fc.property(
        objects.filter((truth) => truth.some((id) => id > 0)),
        (truth) => {
          const found = instanceScores(
            truth.map((id) => (id === 0 ? 0 : 100_000 - 7 * id)),
            truth,
          );
          expect(found.adaptedRandError).toBeCloseTo(0, 12);
          expect(found.variationOfInformation!.split).toBeCloseTo(0, 12);
          expect(found.variationOfInformation!.merge).toBeCloseTo(0, 12);
          expect(found.adjustedRandIndex).toBeCloseTo(1, 12);
          for (const { averagePrecision, panopticQuality } of found.matching.values())
            expect([averagePrecision, panopticQuality]).toEqual([1, 1]);
        },
      ),
    );
  });

  test("fall with the threshold, and splitting of the one is merging of the other", () => {
    fc.assert(
      fc.property(objects, objects, (one, other) => {
        const precisions = [...instanceScores(one, other).matching.values()].map((each) => each.averagePrecision ?? 0);
        expect(precisions).toEqual([...precisions].sort((a, b) => b - a));
        const [here, there] = [one, other].map((ids) => ids.map((id) => id + 1)) as [number[], number[]];
        const [forth, back] = [instanceScores(here, there), instanceScores(there, here)];
        expect(forth.variationOfInformation!.split).toBeCloseTo(back.variationOfInformation!.merge, 10);
        expect(forth.adaptedRandPrecision).toBeCloseTo(back.adaptedRandRecall!, 10);
      }),
    );
  });

  test("are null where there are no objects at all, and 0 where only one side has some", () => {
    const none = instanceScores([0, 0, 0], [0, 0, 0]);
    expect(none).toMatchObject({
      adaptedRandError: null,
      variationOfInformation: null,
      adjustedRandIndex: 1,
      objects: { truth: 0, prediction: 0 },
    });
    expect(none.matching.get(0.5)).toMatchObject({ averagePrecision: null, f1: null, panopticQuality: null });
    expect(instanceScores([0, 3, 3], [0, 0, 0]).matching.get(0.5)).toMatchObject({
      falsePositives: 1,
      averagePrecision: 0,
      recall: 0,
      panopticQuality: 0,
    });
    expect(instanceScores([0, 0, 0], [0, 2, 2]).matching.get(0.5)).toMatchObject({
      falseNegatives: 1,
      averagePrecision: 0,
      precision: 0,
    });
  });

  test("of an IoU of exactly a half are no match; at the other thresholds equality is one", () => {
    expect(instanceScores([1, 1, 2, 2], [1, 0, 2, 2]).matching.get(0.5)).toMatchObject({ truePositives: 1 });
    const three = [1, 1, 1, 0, 0];
    const five = [1, 1, 1, 1, 1];
    expect(
      IOU_THRESHOLDS.map((threshold) => instanceScores(three, five).matching.get(threshold)!.truePositives),
    ).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("leave out voxels that do not count", () => {
    const counts = (at: number) => at > 0;
    expect(instanceScores([9, 1, 1, 0], [4, 2, 2, 0], counts)).toEqual(instanceScores([1, 1, 0], [2, 2, 0]));
  });
});
