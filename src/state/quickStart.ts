/** The three lengths offered on the first-run screen. */
export const QUICK_PRESETS = [
  { id: "taste", label: "Taste", trials: 8, steps: 100, summary: "8 networks, 100 steps each. Enough to see networks differ." },
  { id: "workshop", label: "Workshop", trials: 20, steps: 250, summary: "20 networks, 250 steps each, median pruning." },
  { id: "browser", label: "Browser", trials: 40, steps: 400, summary: "40 networks, 400 steps each, median pruning." },
] as const;

export type QuickPreset = (typeof QUICK_PRESETS)[number]["id"];

export interface QuickStart {
  readonly sampleId: string;
  readonly preset: QuickPreset;
}

/** Multiply-adds of the middle network of the Tiny space on a batch of 8 patches of 64 × 64. */
const TYPICAL_MULTIPLY_ADDS = 8 * 60e6;

/** Seconds that a typical step takes on a device, from its calibration. */
export function typicalStepSeconds({ overheadSeconds, multiplyAddsPerSecond }: { readonly overheadSeconds: number; readonly multiplyAddsPerSecond: number }): number {
  return overheadSeconds + (TYPICAL_MULTIPLY_ADDS * 3) / multiplyAddsPerSecond;
}

/** Seconds that a search of this length will take; networks are trained side by side where the device has several slots. */
export function predictedSeconds(preset: QuickPreset, device: { readonly overheadSeconds: number; readonly multiplyAddsPerSecond: number; readonly slots: number }): number {
  const { trials, steps } = QUICK_PRESETS.find(({ id }) => id === preset)!;
  return (trials * steps * typicalStepSeconds(device)) / device.slots;
}
