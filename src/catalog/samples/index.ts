import type { Sample } from "../../core/image/sample.ts";
import { createRegistry } from "../../core/registry.ts";
import flaws from "./flaws.ts";
import membranes from "./membranes.ts";
import platelets from "./platelets.ts";
import tubules from "./tubules.ts";

export const samples = createRegistry<Sample>("sample", [platelets, membranes, tubules, flaws]);
