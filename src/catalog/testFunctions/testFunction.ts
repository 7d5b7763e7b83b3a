import type { Registered } from "../../core/registry.ts";
import type { ProposalSpace, VectorParameter } from "../../core/space/space.ts";
import { boxViews } from "../boxViews.ts";

/** A function whose minimum is known: what strategies are tried and shown on. */
export interface TestFunction extends Registered {
  readonly bounds: readonly (readonly [low: number, high: number])[];
  /** Lowest value, and everywhere it is reached. */
  readonly minimum: number;
  readonly minima: readonly (readonly number[])[];
  readonly value: (x: readonly number[]) => number;
}

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

export const axesOf = ({ bounds }: TestFunction): readonly VectorParameter[] =>
  bounds.map(([low, high], axis) => ({
    name: `x${axis + 1}`,
    label: `x${SUBSCRIPTS[axis + 1]}`,
    low,
    high,
    isFloored: false,
  }));

/** A test function as a space: its members are its points. */
export const functionSpace = (testFunction: TestFunction): ProposalSpace<readonly number[]> => ({
  id: testFunction.id,
  views: boxViews(axesOf(testFunction)),
  illegality: () => null,
});
