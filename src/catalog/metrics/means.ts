import { meanOf } from "../../core/statistics.ts";

/** Mean over those that have a value; 0 over none, so that a network that could find nothing is ranked last. */
export const meanOfPresent = (values: readonly (number | null)[]): number =>
  meanOf(values.filter((value) => value !== null));
