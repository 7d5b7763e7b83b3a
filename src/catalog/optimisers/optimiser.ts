import type { Tensor } from "@tensorflow/tfjs-core";
import { checkedValues, float, type OptionSet, type OptionValues, type ValuesOf } from "../../core/options.ts";
import type { Registered } from "../../core/registry.ts";

/** All weights of a network as one flat tensor, with the flat tensors an optimiser remembers. Updated in place. */
export interface OptimiserState {
  readonly values: Tensor;
  readonly gradient: Tensor;
  readonly slots: readonly Tensor[];
}

/** m and v are running means of g and g²; w -= learningRate · (meanFactor·m + gradientFactor·g) / (√(squareFactor·v) + epsilon). */
export interface AdamNumbers {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Largest norm of the whole gradient; 0 for none. */
  readonly clipNorm: number;
  readonly meanFactor: number;
  readonly gradientFactor: number;
  readonly squareFactor: number;
}

export interface MomentumNumbers {
  readonly learningRate: number;
  readonly momentum: number;
  readonly clipNorm: number;
  readonly isNesterov: boolean;
}

/** The fused updates of the engine. */
export interface OptimiserOperations {
  adam(state: OptimiserState, numbers: AdamNumbers): void;
  momentum(state: OptimiserState, numbers: MomentumNumbers): void;
}

/** `step` counts from 1; `learningRate` is the optimiser's own times the schedule's factor. */
export interface UpdateTime {
  readonly step: number;
  readonly learningRate: number;
}

export interface Optimiser extends Registered {
  readonly options: OptionSet;
  /** Flat tensors it keeps beside the weights. */
  readonly slots: number;
  learningRate(options: OptionValues): number;
  update(operations: OptimiserOperations, state: OptimiserState, time: UpdateTime, options: OptionValues): void;
}

interface OptimiserDefinition<Options extends OptionSet> extends Registered {
  readonly options: Options;
  readonly slots: number;
  update(
    operations: OptimiserOperations,
    state: OptimiserState,
    time: UpdateTime,
    options: ValuesOf<Options & typeof commonOptions>,
  ): void;
}

const commonOptions = {
  learningRate: float("Learning rate", 1e-6, 1, 1e-3, { log: true }),
  clipNorm: float("Largest gradient norm, 0 for none", 0, 1000, 0),
};

export function defineOptimiser<const Options extends OptionSet>(definition: OptimiserDefinition<Options>): Optimiser {
  const options = { ...commonOptions, ...definition.options };
  const checked = (values: OptionValues) => checkedValues(definition.id, options, values);
  return {
    ...definition,
    options,
    learningRate: (values) => checked(values).learningRate as number,
    update: (operations, state, time, values) => definition.update(operations, state, time, checked(values)),
  };
}

export const adamOptions = {
  beta1: float("Decay of the mean", 0, 0.9999, 0.9),
  beta2: float("Decay of the square", 0, 0.99999, 0.999),
  epsilon: float("Epsilon", 1e-12, 1, 1e-8, { log: true }),
};
