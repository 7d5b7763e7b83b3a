import type { Choice } from "../../core/options.ts";
import { schedules } from "./index.ts";

/** A schedule fitted to so many steps. */
export const scheduleOver = (id: string, steps: number): Choice => ({
  id,
  options: schedules.get(id).laidOutOver?.(steps) ?? {},
});
