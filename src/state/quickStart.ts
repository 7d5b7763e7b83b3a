import { plans } from "../catalog/recipes/index.ts";
import type { DeviceReport } from "../worker/studioApi.ts";

/** A sample, and the catalog id of the plan that says how long the search may run. */
export interface QuickStart {
  readonly sampleId: string;
  readonly preset: string;
}

/** Multiply-adds of the middle network of the Tiny space on a batch of 8 patches of 64 × 64. */
const TYPICAL_MULTIPLY_ADDS = 8 * 60e6;

/** Seconds that a typical step takes on a device, from its calibration. */
export function typicalStepSeconds({ overheadSeconds, multiplyAddsPerSecond }: Pick<DeviceReport, "overheadSeconds" | "multiplyAddsPerSecond">): number {
  return overheadSeconds + (TYPICAL_MULTIPLY_ADDS * 3) / multiplyAddsPerSecond;
}

/** Seconds that a search by this plan and its baseline will take; networks are trained side by side where the device has several slots. */
export function predictedSeconds(preset: string, device: DeviceReport): number {
  const { trials, recipe } = plans.get(preset);
  return ((trials + 1) * recipe.steps * typicalStepSeconds(device)) / device.slots;
}
