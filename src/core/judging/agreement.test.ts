import fc from "fast-check";
import { expect, test } from "vitest";
import { finalScores } from "../../catalog/metrics/index.ts";
import { UNLABELLED } from "../image/labelMap.ts";
import { agreementOf, meanScores } from "./agreement.ts";

const agreed = (one: readonly number[], other: readonly number[]) =>
  agreementOf(
    [{ shape: [1, 1, one.length], one: Uint8Array.from(one), other: Uint8Array.from(other) }],
    3,
    finalScores,
  );

test("experts agree by what both have labelled, as a network would be scored", () => {
  // The known answer of spec 0.2, and two voxels that one of them left out.
  const known = agreed([0, 0, 0, 1, 1, 2, 2, 2, 2, 0, UNLABELLED, 2], [0, 0, 1, 1, 1, 2, 2, 0, 2, 0, 1, UNLABELLED]);
  expect(known.values.meanIou).toBeCloseTo(0.672222, 6);
  expect(known.perClass.iou!.map((value) => value!.toFixed(4))).toEqual(["0.6000", "0.6667", "0.7500"]);
});

test("it is the same whoever is taken first, and 1 with oneself", () => {
  const labels = fc.array(fc.tuple(fc.constantFrom(0, 1, 2, UNLABELLED), fc.constantFrom(0, 1, 2, UNLABELLED)), {
    minLength: 4,
    maxLength: 40,
  });
  fc.assert(
    fc.property(labels, (pairs) => {
      const [one, other] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
      const [there, back] = [agreed(one, other), agreed(other, one)];
      for (const [id, value] of Object.entries(there.values)) {
        if (value === null) expect(back.values[id]).toBeNull();
        else expect(back.values[id]).toBeCloseTo(value, 10);
      }
      const own = agreed(one, one).values.meanIou;
      expect([1, null]).toContain(own);
    }),
  );
});

test("a mean leaves out what a pair has nothing to say of", () => {
  const scores = (value: number | null, ...classes: (number | null)[]) => ({
    values: { meanIou: value },
    perClass: { iou: classes },
  });
  expect(meanScores([scores(0.5, 0.5, null), scores(1, 1, 0.25), scores(null)])).toEqual(scores(0.75, 0.75, 0.25));
});
