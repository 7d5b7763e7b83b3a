import { StudioError } from "../core/errors.ts";
import type { StopSignal } from "../core/run/signal.ts";

export function cancelled({ reason }: StopSignal): StudioError {
  return new StudioError("Cancelled", typeof reason === "string" ? reason : "Training was stopped.");
}
