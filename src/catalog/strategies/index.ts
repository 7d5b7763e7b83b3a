import { createRegistry } from "../../core/registry.ts";
import hierarchicalRandom from "./hierarchicalRandom.ts";
import randomSampling from "./randomSampling.ts";

export const strategies = createRegistry("strategy", [hierarchicalRandom, randomSampling]);
