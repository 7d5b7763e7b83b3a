import { createRegistry } from "../../core/registry.ts";
import blackbox from "./blackbox/blackbox.ts";
import crs from "./crs/crs.ts";
import hierarchicalRandom from "./hierarchicalRandom.ts";
import latinHypercube from "./latinHypercube.ts";
import randomSampling from "./randomSampling.ts";
import reinforce from "./reinforce/reinforce.ts";
import rSequence from "./rSequence.ts";

export const strategies = createRegistry("strategy", [
  hierarchicalRandom,
  randomSampling,
  latinHypercube,
  rSequence,
  blackbox,
  crs,
  reinforce,
]);
