import type { Pruner } from "../../core/strategy/pruner.ts";
import { createRegistry } from "../../core/registry.ts";
import median from "./median.ts";
import threshold from "./threshold.ts";

export const pruners = createRegistry<Pruner>("pruner", [threshold, median]);
