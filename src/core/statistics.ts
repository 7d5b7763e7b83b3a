/** Sum in the order given. */
export const sumOf = (values: Iterable<number>): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
};

/** 0 of no values. */
export const meanOf = (values: readonly number[]): number => (values.length > 0 ? sumOf(values) / values.length : 0);

/** The middle value, or the mean of the two in the middle. NaN of no values. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
