import { createRegistry } from "../../core/registry.ts";
import adam from "./adam.ts";
import nadam from "./nadam.ts";
import sgd from "./sgd.ts";

export const optimisers = createRegistry("optimiser", [adam, nadam, sgd]);
