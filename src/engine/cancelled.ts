import { StudioError } from "../core/errors.ts";
import type { StopSignal } from "../core/search/signal.ts";

export function cancelled({ reason }: StopSignal): StudioError {
  return new StudioError("Cancelled", typeof reason === "string" ? reason : "Training was stopped.");
}
