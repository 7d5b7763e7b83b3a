import type { StopSignal } from "../core/run/signal.ts";
import { medianOf } from "../core/statistics.ts";
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
/** Of the middle one of all machines: one that is slower would keep all others waiting in the end. */
const SLOW = 3;

export interface Asking {
  readonly control: Control;
  readonly machine: Machine;
  readonly machines: () => readonly Machine[];
  /** Trials of the study that have not ended. */
  readonly left: () => number;
}

/** Waits while a machine is to get nothing; whether it may ask then, rather than the signal being aborted. */
export async function mayAsk({ control, machine, machines, left }: Asking, until: StopSignal): Promise<boolean> {
  const isHeld = () =>
    control.isFrozen || machine.isPaused || (left() < machines().length && isSlow(machine, machines()));
  while (!until.aborted && isHeld()) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  return !until.aborted;
}

/** Whether it trains much slower than the middle one of those whose pace is known, which are three at least. */
export function isSlow(machine: Machine, machines: readonly Machine[]): boolean {
  const paces = machines.flatMap(({ stepsPerSecond }) => stepsPerSecond ?? []);
  return machine.stepsPerSecond !== null && paces.length >= 3 && SLOW * machine.stepsPerSecond < medianOf(paces);
}
