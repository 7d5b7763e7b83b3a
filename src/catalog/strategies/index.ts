import { createRegistry } from "../../core/registry.ts";
import blackbox from "./blackbox/blackbox.ts";
import crs from "./crs/crs.ts";
import hierarchicalRandom from "./hierarchicalRandom.ts";
import latinHypercube from "./latinHypercube.ts";
import randomSampling from "./randomSampling.ts";
import reinforce from "./reinforce/reinforce.ts";
import rSequence from "./rSequence.ts";

/** Strategies with how they propose, for what runs them; `described.ts` has what they say of themselves. */
export const strategies = createRegistry("strategy", [
  hierarchicalRandom,
  randomSampling,
  latinHypercube,
  rSequence,
  blackbox,
  crs,
  reinforce,
]);
