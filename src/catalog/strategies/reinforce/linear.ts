/** Rows taken at once: what is summed is then read and written once for all of them. */
const ROWS = 4;

/** A row vector times a matrix, added to `out` row after row. Matrices are row-major [vector.length, out.length]. */
export function addProduct(out: Float64Array, vector: Float64Array, matrix: Float64Array): void {
  const columns = out.length;
  let row = 0;
  for (; row + ROWS <= vector.length; row += ROWS) {
    const [first, second, third, fourth] = [vector[row]!, vector[row + 1]!, vector[row + 2]!, vector[row + 3]!];
    const at = row * columns;
    for (let column = 0; column < columns; column++) {
      const place = at + column;
      out[column] =
        out[column]! +
        first * matrix[place]! +
        second * matrix[place + columns]! +
        third * matrix[place + 2 * columns]! +
        fourth * matrix[place + 3 * columns]!;
    }
  }
  for (; row < vector.length; row++) {
    const [value, at] = [vector[row]!, row * columns];
    for (let column = 0; column < columns; column++) out[column]! += value * matrix[at + column]!;
  }
}

interface ProductGradient {
  /** Of what was multiplied and of the matrix: added to. */
  readonly vector: Float64Array;
  readonly matrix: Float64Array;
}

/** The gradient of `addProduct`, given the one of its result. */
export function addProductGradient(
  { vector: ofVector, matrix: ofMatrix }: ProductGradient,
  vector: Float64Array,
  matrix: Float64Array,
  ofResult: Float64Array,
): void {
  const columns = ofResult.length;
  for (let row = 0; row < vector.length; row++) {
    const [value, start] = [vector[row]!, row * columns];
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      const slope = ofResult[column]!;
      sum += matrix[start + column]! * slope;
      ofMatrix[start + column]! += value * slope;
    }
    ofVector[row]! += sum;
  }
}

export function addTo(out: Float64Array, other: Float64Array): void {
  for (let index = 0; index < out.length; index++) out[index]! += other[index]!;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}
