import { float } from "../../core/options.ts";
import { defineSchedule } from "./schedule.ts";

/** Half a cosine from 1 down to `floor` at the last step (Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts). */
export default defineSchedule({
  id: "cosine",
  label: "Cosine",
  options: { floor: float("Share at the end", 0, 1, 0) },
  factor: ({ done, steps }, { floor }) =>
    floor + ((1 - floor) * (1 + Math.cos((Math.PI * Math.min(done, steps)) / steps))) / 2,
});
