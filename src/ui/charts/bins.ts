/** Counts in bins of equal width on a logarithmic axis; values outside go to the end bins. */
export function binned(
  values: readonly number[],
  [low, high]: readonly [low: number, high: number],
  bins: number,
): readonly number[] {
  const counts = new Array<number>(bins).fill(0);
  const scale = bins / Math.log(high / low);
  for (const value of values)
    counts[Math.min(bins - 1, Math.max(0, Math.floor(Math.log(Math.max(value, low) / low) * scale)))]!++;
  return counts;
}

/** "24 k", "1.2 M". */
export function compact(value: number): string {
  if (value >= 1e9) return `${+(value / 1e9).toPrecision(2)} G`;
  if (value >= 1e6) return `${+(value / 1e6).toPrecision(2)} M`;
  if (value >= 1e3) return `${value >= 1e5 ? Math.round(value / 1e3) : +(value / 1e3).toPrecision(2)} k`;
  return String(Math.round(value));
}
