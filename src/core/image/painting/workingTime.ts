/** Who does nothing for longer is away. */
const LONGEST_PAUSE = 60_000;

/** Seconds that somebody worked, by when things were done (milliseconds, ascending): longer pauses count as one minute. */
export function workingSeconds(times: readonly number[]): number {
  const pauses = times.slice(1).map((time, at) => Math.min(LONGEST_PAUSE, Math.max(0, time - times[at]!)));
  return pauses.reduce((sum, pause) => sum + pause, 0) / 1000;
}
