import type { StopSignal } from "../core/run/signal.ts";
import type { Machine } from "./crew.ts";

/** What those who steer have decided about all machines; it changes in place. */
export interface Control {
  /** Nothing is handed out while it is true; what is trained goes on. */
  isFrozen: boolean;
  /** Name of the machine that everybody is shown. */
  highlighted: string | null;
}

export const createControl = (): Control => ({ isFrozen: false, highlighted: null });

const LOOK_MS = 250;

/** Waits while a machine is to get nothing; whether it may ask then, rather than the signal being aborted. */
export async function mayAsk(control: Control, machine: Machine, until: StopSignal): Promise<boolean> {
  while (!until.aborted && (control.isFrozen || machine.isPaused))
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  return !until.aborted;
}
