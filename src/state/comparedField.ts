import type { CrfSettings } from "../core/crf/settings.ts";

/** What can be moved of a field over compared predictions. */
export interface FieldSettings {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly spatial: number;
  readonly bilateral: number;
  readonly steps: number;
}

export const USUAL_SLIDERS: FieldSettings = { alpha: 8, beta: 0.5, gamma: 1, spatial: 1, bilateral: 1, steps: 5 };

interface FieldSlider {
  readonly name: keyof FieldSettings;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** Reaches are in voxel sides, grey values in deviations of the image. */
export const FIELD_SLIDERS: readonly FieldSlider[] = [
  { name: "bilateral", label: "Likeness", min: 0, max: 5, step: 0.1 },
  { name: "beta", label: "Grey values", min: 0.05, max: 3, step: 0.05 },
  { name: "alpha", label: "Its reach", min: 0.5, max: 20, step: 0.5 },
  { name: "spatial", label: "Nearness", min: 0, max: 5, step: 0.1 },
  { name: "gamma", label: "Its reach, near", min: 0.2, max: 5, step: 0.1 },
  { name: "steps", label: "Steps", min: 0, max: 10, step: 1 },
];

/** The same as numbers of a field within one slice: the neighbouring ones need not be predicted for it. */
export const settingsOf = ({ alpha, beta, gamma, spatial, bilateral, steps }: FieldSettings): CrfSettings => ({
  window: [0, 2, 2],
  ...{ alpha: [alpha], beta: [beta], gamma: [gamma], steps: [steps] },
  ...{ spatial: [spatial], bilateral: [bilateral] },
});
