import { UNLABELLED } from "./labelMap.ts";

/** Counts of [truth, prediction] over a whole evaluation set (never averaged per image), row-major, `classes` × `classes`. */
export interface ConfusionMatrix {
  readonly classes: number;
  readonly counts: Float64Array;
}

/** Scores of one evaluation. A class that is in neither truth nor prediction has no score (null) and is left out of the means. */
export interface Scores {
  readonly meanIou: number;
  readonly meanDice: number;
  readonly accuracy: number;
  readonly iou: readonly (number | null)[];
  readonly dice: readonly (number | null)[];
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

/** IoU and Dice per class and their means (spec 0.2), of the first `scored` classes; voxels of the others count as misses and false hits of these. Means over no class at all are 0. */
export function scoresOf({ classes, counts }: ConfusionMatrix, scored = classes): Scores {
  const perClass = Array.from({ length: scored }, (_, index) => {
    const hit = counts[index * classes + index]!;
    let [truth, predicted] = [0, 0];
    for (let other = 0; other < classes; other++) {
      truth += counts[index * classes + other]!;
      predicted += counts[other * classes + index]!;
    }
    return { hit, total: truth + predicted };
  });
  const iou = perClass.map(({ hit, total }) => (total > 0 ? hit / (total - hit) : null));
  const dice = perClass.map(({ hit, total }) => (total > 0 ? (2 * hit) / total : null));
  const voxels = counts.reduce((sum, count) => sum + count, 0);
  const hits = perClass.reduce((sum, { hit }) => sum + hit, 0);
  return { meanIou: meanOf(iou), meanDice: meanOf(dice), accuracy: voxels > 0 ? hits / voxels : 0, iou, dice };
}

function meanOf(values: readonly (number | null)[]): number {
  const present = values.filter((value) => value !== null);
  return present.length > 0 ? present.reduce((sum, value) => sum + value, 0) / present.length : 0;
}
