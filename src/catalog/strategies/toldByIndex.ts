import type { Told } from "../../core/strategy/strategy.ts";

/** What has been told, each at the number of its proposal; trials end in any order, so there may be gaps. */
export type ToldByIndex = readonly (Told | undefined)[];

export function withTold(known: ToldByIndex, told: Told): ToldByIndex {
  const gap = Array.from<undefined>({ length: Math.max(0, told.index + 1 - known.length) });
  return [...known, ...gap].with(told.index, told);
}

/** The first `count` in the order of asking; null while one of them has not ended. */
export function firstTold(known: ToldByIndex, count: number): readonly Told[] | null {
  const first = known.slice(0, count);
  return first.length === count && !first.includes(undefined) ? (first as readonly Told[]) : null;
}
