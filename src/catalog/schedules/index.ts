import { createRegistry } from "../../core/registry.ts";
import constant from "./constant.ts";
import cosine from "./cosine.ts";
import staircase from "./staircase.ts";
import warmRestarts from "./warmRestarts.ts";

export const schedules = createRegistry("schedule", [constant, staircase, cosine, warmRestarts]);
