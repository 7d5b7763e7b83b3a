/** Steps that are easy to read, within one power of ten. */
const STEPS = [1, 2, 2.5, 5, 10] as const;

/** Places of three to five ticks from 0 to a little above the largest value, so that nothing is cut off at the top; 0 to `least` where all is smaller. */
export function ticksTo(most: number, least: number): readonly number[] {
  const top = Math.max(Number.isFinite(most) ? most : 0, least);
  const power = 10 ** Math.floor(Math.log10(top / 4));
  const step = power * STEPS.find((each) => each * power * 4 >= top)!;
  const count = Math.ceil(top / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** Places of ticks on a logarithmic axis between two values above 0: whole powers of ten, with twos and fives between where they are few; at most five. */
export function logTicks(low: number, high: number): readonly number[] {
  const powers = Array.from(
    { length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, index) => 10 ** (Math.floor(Math.log10(low)) + index),
  );
  const within = (factors: readonly number[]) =>
    powers.flatMap((power) => factors.map((factor) => factor * power)).filter((tick) => tick >= low && tick <= high);
  const [tens, halves, all] = [within([1]), within([1, 3]), within([1, 2, 5])];
  const found = [all, halves, tens].find(({ length }) => length >= 2 && length <= 5) ?? tens;
  return found.length <= 5 ? found : found.filter((_, index) => index % Math.ceil(found.length / 5) === 0);
}
