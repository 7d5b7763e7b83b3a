import { addProduct, addProductGradient } from "./linear.ts";

/** What a cell carries from step to step. */
export interface LstmState {
  readonly hidden: Float64Array;
  readonly cell: Float64Array;
}

/** One step, with all that its gradient needs. */
export interface LstmStep extends LstmState {
  /** [x, hidden before]. */
  readonly input: Float64Array;
  readonly cellBefore: Float64Array;
  /** Activated: input, forget, output and candidate, one after another. */
  readonly gates: Float64Array;
}

export const zeroState = (size: number): LstmState => ({
  hidden: new Float64Array(size),
  cell: new Float64Array(size),
});

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/**
 * A long short-term memory cell as ENAS writes it, without bias (spec 3.4): [i, f, o, g] = split([x, h]·W), c' = σ(i)·tanh(g) + σ(f)·c,
 * h' = σ(o)·tanh(c'). `weights` is [x.length + size, 4·size].
 */
export function lstmStep(weights: Float64Array, x: Float64Array, before: LstmState): LstmStep {
  const size = before.hidden.length;
  const input = new Float64Array(x.length + size);
  input.set(x);
  input.set(before.hidden, x.length);
  const gates = new Float64Array(4 * size);
  addProduct(gates, input, weights);
  const [hidden, cell] = [new Float64Array(size), new Float64Array(size)];
  for (let index = 0; index < size; index++) {
    const enter = (gates[index] = sigmoid(gates[index]!));
    const keep = (gates[size + index] = sigmoid(gates[size + index]!));
    const show = (gates[2 * size + index] = sigmoid(gates[2 * size + index]!));
    const candidate = (gates[3 * size + index] = Math.tanh(gates[3 * size + index]!));
    cell[index] = enter * candidate + keep * before.cell[index]!;
    hidden[index] = show * Math.tanh(cell[index]!);
  }
  return { hidden, cell, input, cellBefore: before.cell, gates };
}

/** Gradients of x and of the state before, given those of the state after; that of the weights is added to `ofWeights`. */
export function lstmGradient(
  weights: Float64Array,
  step: LstmStep,
  after: LstmState,
  ofWeights: Float64Array,
): LstmState & { readonly x: Float64Array } {
  const size = step.hidden.length;
  const ofGates = new Float64Array(4 * size);
  const cell = new Float64Array(size);
  for (let index = 0; index < size; index++) {
    const [enter, keep, show, candidate] = [
      step.gates[index]!,
      step.gates[size + index]!,
      step.gates[2 * size + index]!,
      step.gates[3 * size + index]!,
    ];
    const squashed = Math.tanh(step.cell[index]!);
    const ofHidden = after.hidden[index]!;
    const ofCell = after.cell[index]! + ofHidden * show * (1 - squashed ** 2);
    ofGates[index] = ofCell * candidate * enter * (1 - enter);
    ofGates[size + index] = ofCell * step.cellBefore[index]! * keep * (1 - keep);
    ofGates[2 * size + index] = ofHidden * squashed * show * (1 - show);
    ofGates[3 * size + index] = ofCell * enter * (1 - candidate ** 2);
    cell[index] = ofCell * keep;
  }
  const ofInput = new Float64Array(step.input.length);
  addProductGradient({ vector: ofInput, matrix: ofWeights }, step.input, weights, ofGates);
  return { x: ofInput.subarray(0, ofInput.length - size), hidden: ofInput.subarray(ofInput.length - size), cell };
}
