/**
 * What some work comes to, or the error that it ends with, its own or that of a promise that outlives it. Each promise of a race holds
 * on to what the race came to for as long as it is pending: `Promise.race` with one that is pending for the whole session would keep
 * every result that was ever raced for, so that only the news of it is.
 */
export async function orEnd<T>(work: Promise<T>, ...ends: readonly Promise<unknown>[]): Promise<T> {
  let result: T | undefined;
  await Promise.race([work.then((value) => void (result = value)), ...ends]);
  return result as T;
}
