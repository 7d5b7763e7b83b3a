/** Named tensors in one block, so that an optimiser takes them in one go. */
export interface Weights {
  readonly flat: Float64Array;
  readonly named: Readonly<Record<string, Float64Array>>;
}

/** Zeros. */
export function createWeights(sizes: Readonly<Record<string, number>>): Weights {
  const flat = new Float64Array(Object.values(sizes).reduce((sum, size) => sum + size, 0));
  let end = 0;
  return {
    flat,
    named: Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, flat.subarray(end, (end += size))])),
  };
}

export const zerosLike = ({ named }: Weights): Weights =>
  createWeights(Object.fromEntries(Object.entries(named).map(([name, { length }]) => [name, length])));

/** A row of a row-major matrix, in place. */
export const rowOf = (matrix: Float64Array, row: number, columns: number): Float64Array =>
  matrix.subarray(row * columns, (row + 1) * columns);
