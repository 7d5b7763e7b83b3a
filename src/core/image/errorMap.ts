import { UNLABELLED } from "./labelMap.ts";

/** What became of a voxel: right, predicted where it is not, missed; 0 where there is nothing to say. */
export const OUTCOME = { none: 0, hit: 1, extra: 2, missed: 3 } as const;

export interface ErrorMap {
  readonly outcomes: Uint8Array<ArrayBuffer>;
  readonly hits: number;
  readonly extra: number;
  readonly missed: number;
}

/**
 * Prediction against truth, for one class or for all (null). For all, class 0 counts as "nothing there": a wrong voxel is missed
 * where the prediction says class 0, and extra where it says any other. Unlabelled voxels are left out.
 */
export function errorMap(truth: Uint8Array, prediction: Uint8Array, classIndex: number | null): ErrorMap {
  const outcomes = new Uint8Array(truth.length);
  const counts = [0, 0, 0, 0];
  for (let index = 0; index < truth.length; index++) {
    const outcome = outcomeOf(truth[index]!, prediction[index]!, classIndex);
    outcomes[index] = outcome;
    counts[outcome]!++;
  }
  return { outcomes, hits: counts[OUTCOME.hit]!, extra: counts[OUTCOME.extra]!, missed: counts[OUTCOME.missed]! };
}

function outcomeOf(truth: number, prediction: number, classIndex: number | null): number {
  if (truth === UNLABELLED) return OUTCOME.none;
  const isThere = classIndex === null ? truth !== 0 : truth === classIndex;
  const isPredicted = classIndex === null ? prediction !== 0 : prediction === classIndex;
  if (isThere && isPredicted) return classIndex === null && truth !== prediction ? OUTCOME.extra : OUTCOME.hit;
  if (isPredicted) return OUTCOME.extra;
  return isThere ? OUTCOME.missed : OUTCOME.none;
}

/** Two predictions against each other: 1 where only the first has the class, 2 where only the second; for all (null), 1 wherever they differ. */
export function differenceMap(
  first: Uint8Array,
  second: Uint8Array,
  classIndex: number | null,
): { readonly outcomes: Uint8Array<ArrayBuffer>; readonly onlyFirst: number; readonly onlySecond: number } {
  const outcomes = new Uint8Array(first.length);
  let [onlyFirst, onlySecond] = [0, 0];
  for (let index = 0; index < first.length; index++) {
    const [one, other] = [first[index]!, second[index]!];
    if (one === other) continue;
    if (classIndex === null || one === classIndex) {
      outcomes[index] = 1;
      onlyFirst++;
    } else if (other === classIndex) {
      outcomes[index] = 2;
      onlySecond++;
    }
  }
  return { outcomes, onlyFirst, onlySecond };
}
