import type { Told } from "../../../core/strategy/strategy.ts";

/** Added to the worst value for what does not fit into memory, so that the surrogate leans away from it (spec 1.7). */
const MARGIN = 0.05;
/** Objective of a network that learnt nothing: a mean IoU of 0. */
const NOTHING_LEARNT = 1;

/** What the surrogate is told of each trial: its value, or what stands for a failure, so that every value is finite. */
export function surrogateValues(told: readonly Told[]): readonly number[] {
  const finite = told.map(({ value }) => value).filter((value) => value !== null && Number.isFinite(value));
  const worst = finite.length > 0 ? Math.max(...(finite as number[])) : NOTHING_LEARNT;
  return told.map(({ status, value }) => {
    if (value !== null && Number.isFinite(value)) return value;
    return status === "outOfMemory" || status === "illegal" ? worst + MARGIN : Math.max(worst, NOTHING_LEARNT);
  });
}
