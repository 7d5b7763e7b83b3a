import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../core/formula/evaluate.ts";
import type { Term } from "../../core/formula/formula.ts";
import type { OptionValues } from "../../core/options.ts";
import { losses } from "./index.ts";
import type { LossInput, LossOperations } from "./loss.ts";

/** What prediction and truth share, a number for each class. */
interface Sums {
  readonly hit: readonly number[];
  readonly said: readonly number[];
  readonly truth: readonly number[];
}

/** Sums over voxels, each with the probabilities of its classes and the class that is true. */
function sumsOf(voxels: readonly (readonly [probabilities: readonly number[], truth: number])[]): Sums {
  const classes = voxels[0]![0].map((_, index) => index);
  const total = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);
  return {
    hit: classes.map((c) => total(voxels.map(([said, truth]) => (truth === c ? said[c]! : 0)))),
    said: classes.map((c) => total(voxels.map(([said]) => said[c]!))),
    truth: classes.map((c) => voxels.filter(([, truth]) => truth === c).length),
  };
}

const TENSORS = ["logits", "labels", "classWeights", "voxelWeights"].map((name) => ({ name }) as unknown as Tensor);
const input: LossInput = {
  logits: TENSORS[0]!,
  labels: TENSORS[1]!,
  classWeights: TENSORS[2]!,
  voxelWeights: TENSORS[3]!,
};

/** The operations of an engine that only says what it was asked for. */
function asked(id: string, options: OptionValues = {}) {
  const calls: (readonly unknown[])[] = [];
  const note =
    (name: string) =>
    (...values: readonly unknown[]): Scalar => {
      calls.push([name, ...values]);
      return { name } as unknown as Scalar;
    };
  const operations: LossOperations = {
    crossEntropy: note("crossEntropy"),
    overlap: note("overlap"),
    exponentialLogarithmic: note("exponentialLogarithmic"),
    add: note("add"),
  };
  losses.get(id).value(operations, input, options);
  return calls;
}

/** The value of a loss of overlap. */
function valueOf(id: string, { hit, said, truth }: Sums, options: OptionValues = {}): number {
  const formula = asked(id, options).find(([name]) => name === "overlap")![1] as Term;
  return evaluate([formula], [hit, said, truth], hit.length)[0]![0]!;
}

const OVERLAP = ["softDice", "jaccard", "tversky", "focalTversky", "generalisedDice", "logDice"];

const anyVoxels = fc
  .integer({ min: 2, max: 4 })
  .chain((classes) =>
    fc.array(
      fc.tuple(
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: classes, maxLength: classes }),
        fc.nat(classes - 1),
      ),
      { minLength: 1, maxLength: 12 },
    ),
  )
  .map((voxels) =>
    sumsOf(
      voxels.map(([shares, truth]) => {
        const all = shares.reduce((sum, share) => sum + share, 0);
        return [shares.map((share) => share / all), truth] as const;
      }),
    ),
  );

/** Two voxels of two classes: 0.8 for the first, which is true, 0.6 for the second, where the second is true. */
const two = sumsOf([
  [[0.8, 0.2], 0],
  [[0.4, 0.6], 1],
]);

describe("losses of two voxels, worked out by hand with one added to every quotient", () => {
  // hit 0.8 and 0.6, said 1.2 and 0.8, truth 1 and 1
  test("soft Dice: 1 - (2.6/3.2 + 2.2/2.8) / 2", () =>
    expect(valueOf("softDice", two)).toBeCloseTo(1 - (2.6 / 3.2 + 2.2 / 2.8) / 2, 12));

  test("Jaccard: 1 - (1.8/2.4 + 1.6/2.2) / 2", () =>
    expect(valueOf("jaccard", two)).toBeCloseTo(1 - (1.8 / 2.4 + 1.6 / 2.2) / 2, 12));

  test("Tversky, 0.3 for what is said too much and 0.7 for what is missed", () =>
    expect(valueOf("tversky", two)).toBeCloseTo(
      1 - (1.8 / (1.8 + 0.3 * 0.4 + 0.7 * 0.2) + 1.6 / (1.6 + 0.3 * 0.2 + 0.7 * 0.4)) / 2,
      12,
    ));

  test("focal Tversky: the mean of each class's own loss to the power of 3/4", () =>
    expect(valueOf("focalTversky", two)).toBeCloseTo(((0.26 / 2.06) ** 0.75 + (0.34 / 1.94) ** 0.75) / 2, 12));

  test("logarithmic Dice: the mean of -ln, or of its root", () => {
    const [first, second] = [-Math.log(2.6 / 3.2), -Math.log(2.2 / 2.8)];
    expect(valueOf("logDice", two)).toBeCloseTo((first + second) / 2, 12);
    expect(valueOf("logDice", two, { gamma: 0.5 })).toBeCloseTo((Math.sqrt(first) + Math.sqrt(second)) / 2, 12);
  });

  test("generalised Dice adds nothing: 1 - 2·1.4 / 4 where classes are as frequent", () =>
    expect(valueOf("generalisedDice", two)).toBeCloseTo(0.3, 10));
});

describe("generalised Dice", () => {
  // Three voxels of the first class, one of the second: weights 1/9 and 1.
  const uneven = sumsOf([
    [[1, 0], 0],
    [[1, 0], 0],
    [[0.5, 0.5], 0],
    [[0.5, 0.5], 1],
  ]);

  test("weighs by the square of the rarity: (2.5/9 + 0.5) of (6/9 + 2)", () =>
    expect(valueOf("generalisedDice", uneven)).toBeCloseTo(1 - (2 * (2.5 / 9 + 0.5)) / (6 / 9 + 2), 8));

  test("counts voxels alike where the power is 0: 3 hits of 4", () =>
    expect(valueOf("generalisedDice", uneven, { rarity: 0 })).toBeCloseTo(0.25, 8));

  test("is not changed by a class that the batch lacks, whatever is said of it", () => {
    const lacking: Sums = { hit: [...uneven.hit, 0], said: [...uneven.said, 0.3], truth: [...uneven.truth, 0] };
    expect(valueOf("generalisedDice", lacking)).toBeCloseTo(valueOf("generalisedDice", uneven), 10);
  });
});

describe.each(OVERLAP)("%s", (id) => {
  test("is all but 0 for a perfect prediction, also where a class is nowhere", () => {
    const perfect = { hit: [7, 2, 0], said: [7, 2, 0], truth: [7, 2, 0] };
    expect(Math.abs(valueOf(id, perfect))).toBeLessThan(id === "focalTversky" ? 1e-4 : 2e-6);
  });

  test("is finite and not negative, and smaller where a voxel is met better", () => {
    fc.assert(
      fc.property(anyVoxels, (sums) => {
        const value = valueOf(id, sums);
        expect(value).toBeGreaterThanOrEqual(-1e-12);
        expect(value).toBeLessThan(20);
      }),
    );
    const sure = sumsOf([
      [[0.9, 0.1], 0],
      [[0.4, 0.6], 1],
    ]);
    expect(valueOf(id, sure)).toBeLessThan(valueOf(id, two));
  });

  test("does not mind in which order the classes come", () => {
    fc.assert(
      fc.property(anyVoxels, ({ hit, said, truth }) => {
        const other = { hit: hit.toReversed(), said: said.toReversed(), truth: truth.toReversed() };
        expect(valueOf(id, other)).toBeCloseTo(valueOf(id, { hit, said, truth }), 10);
      }),
    );
  });

  test("counts voxels alike, or by their weights where it is told to", () => {
    expect(asked(id)[0]!.slice(2)).toEqual([input.logits, input.labels, null]);
    expect(asked(id, { voxelWeights: true })[0]!.at(-1)).toBe(input.voxelWeights);
  });

  test("weighs no class by its number of voxels", () =>
    expect(losses.get(id).classWeights([600, 3, 1], {})).toEqual([1, 1, 1]));
});

describe("losses that are one another", () => {
  const same = (one: (sums: Sums) => number, other: (sums: Sums) => number) =>
    fc.assert(
      fc.property(anyVoxels, (sums) => {
        expect(one(sums)).toBeCloseTo(other(sums), 10);
      }),
    );

  test("Tversky of 1 and 1 is Jaccard", () =>
    same(
      (sums) => valueOf("tversky", sums, { falsePositives: 1, falseNegatives: 1 }),
      (sums) => valueOf("jaccard", sums),
    ));

  test("Tversky of a half and a half is Dice with two added instead of one", () =>
    same(
      (sums) => valueOf("tversky", sums, { falsePositives: 0.5, falseNegatives: 0.5 }),
      ({ hit, said, truth }) =>
        1 - hit.reduce((sum, each, c) => sum + (2 * each + 2) / (said[c]! + truth[c]! + 2), 0) / hit.length,
    ));

  test("focal Tversky of the exponent 1 is Tversky", () =>
    same(
      (sums) => valueOf("focalTversky", sums, { exponent: 1 }),
      (sums) => valueOf("tversky", sums),
    ));

  test("Jaccard is never below Dice, here Tversky of a half and a half", () =>
    fc.assert(
      fc.property(anyVoxels, (sums) => {
        expect(valueOf("jaccard", sums)).toBeGreaterThanOrEqual(
          valueOf("tversky", sums, { falsePositives: 0.5, falseNegatives: 0.5 }) - 1e-12,
        );
      }),
    ));

  test("logarithmic Dice is never below Dice, as -ln x is at least 1 - x", () =>
    fc.assert(
      fc.property(anyVoxels, (sums) => {
        expect(valueOf("logDice", sums)).toBeGreaterThanOrEqual(valueOf("softDice", sums) - 1e-12);
      }),
    ));

  test("what is missed costs more than what is said too much with Tversky's defaults", () => {
    const missed = { hit: [2], said: [2], truth: [5] };
    const tooMuch = { hit: [2], said: [5], truth: [2] };
    expect(valueOf("tversky", missed)).toBeCloseTo(1 - 3 / (3 + 0.7 * 3), 12);
    expect(valueOf("tversky", tooMuch)).toBeCloseTo(1 - 3 / (3 + 0.3 * 3), 12);
  });
});

describe("losses that the engine computes", () => {
  test("cross-entropy counts by the weights of voxels", () =>
    expect(asked("crossEntropy")).toEqual([["crossEntropy", input.logits, input.labels, input.voxelWeights]]));

  test("cross-entropy and Dice are added, and Dice counts voxels alike", () => {
    const calls = asked("crossEntropyDice");
    expect(calls.map(([name]) => name)).toEqual(["crossEntropy", "overlap", "add"]);
    expect(calls[1]!.at(-1)).toBeNull();
    expect(calls[2]!.slice(1)).toEqual([{ name: "crossEntropy" }, { name: "overlap" }]);
    expect(valueOf("crossEntropyDice", two)).toBe(valueOf("softDice", two));
  });

  test("the exponential logarithmic loss is handed its numbers and the weights of classes", () =>
    expect(asked("exponentialLogarithmic", { gamma: 0.5 })).toEqual([
      ["exponentialLogarithmic", input.logits, input.labels, input.classWeights, { diceShare: 0.8, gamma: 0.5 }],
    ]));

  test("balanced weights are the choice of cross-entropy, alone and with Dice", () => {
    for (const id of ["crossEntropy", "crossEntropyDice"]) {
      expect(losses.get(id).classWeights([8, 2, 0], {})).toEqual([1, 1, 1]);
      expect(losses.get(id).classWeights([8, 2, 4], { classWeights: "balanced" })).toEqual([0.25, 1, 0.5]);
      expect(losses.get(id).classWeights([8, 2, 0], { classWeights: "balanced" })).toEqual([0.125, 0.5, 1]);
    }
  });
});
