import type { Scalar } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { initialValues } from "../../core/options.ts";
import { losses } from "./index.ts";
import { weightsByFrequency, type LossInput, type LossOperations } from "./loss.ts";

/** Stand-ins that say what was asked for: no tensor is needed to check how a loss is put together. */
const named = (name: string) => ({ name }) as unknown as Scalar;
const operations = (asked: string[]): LossOperations => {
  const ask = (name: string) => {
    asked.push(name);
    return named(name);
  };
  return {
    crossEntropy: () => ask("crossEntropy"),
    softDice: () => ask("softDice"),
    exponentialLogarithmic: () => ask("exponentialLogarithmic"),
    add: () => ask("add"),
  };
};
const tensor: unknown = {};

describe.each(losses.list.map(({ id }) => id))("loss %s", (id) => {
  const loss = losses.get(id);

  test("gives one number from fused operations alone", () => {
    const asked: string[] = [];
    expect(
      loss.value(
        operations(asked),
        { logits: tensor, labels: tensor, classWeights: tensor, voxelWeights: tensor } as LossInput,
        initialValues(loss.options),
      ),
    ).toBeDefined();
    expect(asked.length).toBeGreaterThan(0);
  });

  test("has a positive weight for every class, also for one that never occurs", () => {
    const weights = loss.classWeights([600, 300, 100, 0], initialValues(loss.options));
    expect(weights).toHaveLength(4);
    expect(weights.every((weight) => weight > 0 && Number.isFinite(weight))).toBe(true);
  });

  test("refuses an option it does not have", () => {
    expect(() => loss.classWeights([1, 1], { colour: "red" })).toThrow(/no option "colour"/);
  });
});

test("balanced weights are inverse to the frequency, the rarest class at 1 (spec 1.5)", () => {
  expect(weightsByFrequency([6, 3, 1], "balanced")).toEqual([1 / 6, 1 / 3, 1]);
  expect(weightsByFrequency([6, 3, 1], "none")).toEqual([1, 1, 1]);
});

test("the exponential logarithmic loss weighs a class by the root of its rarity", () => {
  const [first, second] = losses.get("exponentialLogarithmic").classWeights([3, 1], {});
  expect(first).toBeCloseTo(1.154701, 5);
  expect(second).toBe(2);
});
