/** How often something happened, with the interval that holds the true share in 95 of 100 cases. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const NORMAL_95 = 1.96;

/** The share of those that are true, with Wilson's score interval (Wilson 1927). */
export function shareOf(happened: readonly boolean[]): Share {
  const [of, count] = [happened.length, happened.filter(Boolean).length];
  const [share, square] = [count / of, NORMAL_95 ** 2];
  const centre = (share + square / (2 * of)) / (1 + square / of);
  const margin = (NORMAL_95 / (1 + square / of)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of ** 2));
  return { count, of, share, low: centre - margin, high: centre + margin };
}
