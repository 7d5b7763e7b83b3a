import { float } from "../../core/options.ts";
import { defineSchedule } from "./schedule.ts";

/** Multiplied by `rate` after every `decaySteps` updates (spec 1.2); the number of steps need not be whole. */
export default defineSchedule({
  id: "staircase",
  label: "Staircase decay",
  options: {
    rate: float("Factor per stair", 0.01, 1, 0.75),
    decaySteps: float("Steps per stair", 0.01, 1e7, 10 ** 3.4, { log: true }),
  },
  factor: ({ done }, { rate, decaySteps }) => rate ** Math.floor(done / decaySteps),
});
