import { UNLABELLED } from "./labelMap.ts";

/** Counts of [truth, prediction] over a whole evaluation set (never averaged per image), row-major, `classes` × `classes`. */
export interface ConfusionMatrix {
  readonly classes: number;
  readonly counts: Float64Array;
}

export const emptyConfusion = (classes: number): ConfusionMatrix => ({
  classes,
  counts: new Float64Array(classes * classes),
});

/** Adds the voxels of one prediction; unlabelled voxels are skipped. */
export function countConfusion({ classes, counts }: ConfusionMatrix, truth: Uint8Array, prediction: Uint8Array): void {
  for (let index = 0; index < truth.length; index++) {
    const actual = truth[index]!;
    if (actual !== UNLABELLED) counts[actual * classes + prediction[index]!]!++;
  }
}

/** Of one class: voxels that are it and were taken for it, that are it, and that were taken for it. */
export interface ClassCounts {
  readonly hit: number;
  readonly truth: number;
  readonly predicted: number;
}

/** Counts of the first `scored` classes, those of the others among their misses and false hits. */
export const classCountsOf = ({ classes, counts }: ConfusionMatrix, scored: number): readonly ClassCounts[] =>
  Array.from({ length: scored }, (_, index) => {
    let [truth, predicted] = [0, 0];
    for (let other = 0; other < classes; other++) {
      truth += counts[index * classes + other]!;
      predicted += counts[other * classes + index]!;
    }
    return { hit: counts[index * classes + index]!, truth, predicted };
  });
