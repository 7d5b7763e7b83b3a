import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyOperation, operationKinds, type AnyOperation } from "../../testing/anyOperation.ts";
import type { FeatureShape } from "./network.ts";
import { operationOf, operations } from "./operations.ts";

const product = (values: readonly number[]): number => values.reduce((result, value) => result * value, 1);

/** Null where the inputs do not fit, which must be said as that. */
function outputOf({ inputs, ...node }: AnyOperation): FeatureShape | null {
  try {
    return operationOf(node).outputShape(inputs, node.params);
  } catch (error) {
    expect(error).toMatchObject({ name: "IllegalNetwork" });
    return null;
  }
}

/** Every input as large along an axis. */
const withExtent = ({ inputs, ...node }: AnyOperation, axis: number, extent: number): AnyOperation => ({
  ...node,
  inputs: inputs.map(({ spatial, channels }) => ({ spatial: spatial.with(axis, extent), channels })),
});

test("every operation is held to this contract", () => {
  expect([...operationKinds].sort()).toEqual(Object.keys(operations).sort());
});

describe.each(operationKinds)("operation %s", (kind) => {
  const check = (property: (operation: AnyOperation) => void) =>
    fc.assert(fc.property(anyOperation(kind), property), { seed: 42, numRuns: 200 });

  test("gives whole extents, or says why its inputs do not fit", () => {
    check((operation) => {
      const output = outputOf(operation);
      if (!output) return;
      expect(output.spatial).toHaveLength(operation.inputs[0]!.spatial.length);
      expect([...output.spatial, output.channels].every((value) => Number.isInteger(value) && value > 0)).toBe(true);
    });
  });

  test("has weights of its own names, a cost that is not less than they are, and says what it is", () => {
    check((operation) => {
      if (!outputOf(operation)) return;
      const { inputs, params } = operation;
      const asked = operationOf(operation);
      const specs = asked.weights(inputs, params);
      expect(new Set(specs.map(({ name }) => name)).size).toBe(specs.length);
      expect(specs.every(({ shape }) => shape.length > 0 && product(shape) > 0)).toBe(true);
      const kernel = specs.find(({ name }) => name === "kernel");
      const adds = asked.multiplyAdds(inputs, params);
      expect(Number.isInteger(adds) && adds >= (kernel ? product(kernel.shape) : 0)).toBe(true);
      expect(asked.keptValues(inputs, params)).toBeGreaterThan(0);
      expect(asked.describe(params).length).toBeGreaterThan(0);
      expect(asked.takesPenalties === true).toBe(kernel !== undefined);
    });
  });

  test("grows evenly with its input by steps of its alignment, so that tiles fit together", () => {
    check((operation) => {
      operation.inputs[0]!.spatial.forEach((_, axis) => {
        const alignment = operationOf(operation).alignment(operation.params, axis);
        const extents = Array.from(
          { length: 4 },
          (_, index) => outputOf(withExtent(operation, axis, alignment * (12 + index)))?.spatial[axis],
        );
        if (extents.includes(undefined)) return;
        const steps = extents.slice(1).map((extent, index) => extent! - extents[index]!);
        expect(new Set(steps).size).toBe(1);
        expect(steps[0]).toBeGreaterThan(0);
      });
    });
  });
});
