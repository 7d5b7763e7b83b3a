/** Value below which a share of the list lies, interpolated between neighbours; NaN for an empty list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(position)] ?? NaN, sorted[Math.ceil(position)] ?? NaN];
  return below === above ? below : below + (above - below) * (position % 1);
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Lowest value so far, after every evaluation. */
export function bestSoFar(values: readonly number[]): readonly number[] {
  let best = Infinity;
  return values.map((value) => (best = Math.min(best, value)));
}
