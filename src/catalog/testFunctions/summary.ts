/** Lowest value so far, after every evaluation. */
export function bestSoFar(values: readonly number[]): readonly number[] {
  let best = Infinity;
  return values.map((value) => (best = Math.min(best, value)));
}
