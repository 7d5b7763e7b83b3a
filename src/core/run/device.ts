import { meanOf } from "../statistics.ts";
import { stepSeconds, togetherness, type Speed } from "../judging/prediction.ts";
import type { Cost } from "../study/trial.ts";

/** What a device did in the calibration: what it was chosen by, and what a candidate's time is predicted from. */
export interface DeviceFigures extends Speed {
  readonly id: string;
  readonly label: string;
  /** Candidates it can train at a time. */
  readonly slots: number;
  /** A GPU that the processor emulates. */
  readonly isFallback: boolean;
  /** By how much the very first step was slower than the next: what compiling took. */
  readonly firstStepSeconds: number;
}

/** What a run computes on, and why. `figures` are those of every device that was calibrated. */
export interface DeviceChoice {
  readonly device: string;
  readonly by: "user" | "calibration";
  readonly figures: readonly DeviceFigures[];
}

/** One training step of a batch, as the choice of a device asks for it. */
export interface StepCost extends Pick<Cost, "multiplyAdds" | "trainingBytes"> {
  readonly batch: number;
}

/** A step that networks of the Tiny space come near to. */
export const TYPICAL_STEP: StepCost = { multiplyAdds: 22e6, trainingBytes: 40e6, batch: 8 };

/** The device that takes most such steps per second in all its slots, an emulated GPU and those that were lost left out; null where there is none. */
export function fastestDevice<Figures extends DeviceFigures>(
  figures: readonly Figures[],
  step: StepCost = TYPICAL_STEP,
  lost: readonly string[] = [],
): Figures | null {
  const stepsPerSecond = (device: Figures) => togetherness(device.slots) / stepSeconds(step, step.batch, device);
  return figures
    .filter(({ id, isFallback }) => !isFallback && !lost.includes(id))
    .reduce<Figures | null>(
      (best, device) => (!best || stepsPerSecond(device) > stepsPerSecond(best) ? device : best),
      null,
    );
}

/** What a heap of 32-bit WebAssembly can hold, rounded down: it has 65 536 pages of 64 KiB. */
const HEAP_BYTES = 4e9;

/** Bytes a candidate may need while it trains: the candidates that train at a time share half of the machine's memory, each in a heap of its own. */
export const memoryCapOf = (memoryBytes: number, slots: number): number =>
  Math.min(HEAP_BYTES, Math.floor(memoryBytes / 2 / slots));

/** What the user is told when a device was given up. */
export const lossText = ({
  device,
  next,
  because,
}: {
  readonly device: string;
  readonly next: string;
  readonly because: string;
}): string => `The device "${device}" was lost twice in a row; the search goes on with "${next}". ${because}`;

/** The mean step of networks that cost so much; undefined for none. */
export function meanStep(costs: readonly Omit<StepCost, "batch">[], batch: number): StepCost | undefined {
  if (costs.length === 0) return undefined;
  const mean = (part: keyof Omit<StepCost, "batch">) => meanOf(costs.map((cost) => cost[part]));
  return { multiplyAdds: mean("multiplyAdds"), trainingBytes: mean("trainingBytes"), batch };
}
