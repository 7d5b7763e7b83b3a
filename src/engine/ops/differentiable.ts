import { customGrad, dispose, engine, type GradSaveFunc, type Tensor } from "@tensorflow/tfjs-core";

interface Differentiable<Kept extends readonly Tensor[]> {
  readonly value: Tensor;
  /** What the gradient needs. Every other tensor may be gone by the time it is computed, the inputs too. */
  readonly kept: Kept;
  /** One gradient per input, in order. */
  readonly gradient: (dy: Tensor, kept: Kept) => Tensor[];
}

/** A function of tensors with its own gradient. */
export function differentiable<const Kept extends readonly Tensor[]>(
  inputs: readonly Tensor[],
  forward: () => Differentiable<Kept>,
): Tensor {
  const operation = customGrad((...given) => {
    const { value, kept, gradient } = forward();
    (given.at(-1) as GradSaveFunc)([...kept]);
    return { value, gradFunc: (dy, saved) => gradient(dy, saved as unknown as Kept) };
  });
  return operation(...inputs);
}

/** Computes a tensor while a tape records, without a trace on it: nothing of what was used is kept for the way back. */
export const withoutTape = (compute: () => Tensor): Tensor =>
  differentiable([], () => ({ value: compute(), kept: [], gradient: () => [] }));

/** Runs what computes gradients. tfjs forgets what operations have kept for the way back when that throws; here it is freed. */
export function withTape<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    const tape = engine().state.activeTape as readonly { readonly saved?: Tensor[] }[] | undefined;
    for (const { saved } of tape ?? []) dispose(saved ?? []);
    throw error;
  }
}
