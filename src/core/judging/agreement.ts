import { comparedPart, type ComparedPart } from "../image/comparePart.ts";
import { UNLABELLED } from "../image/labelMap.ts";
import type { Shape3 } from "../image/volume.ts";
import type { MetricId, Scores } from "./scores.ts";

/** The same voxels as two experts labelled them: class indices, UNLABELLED where one did not. */
export interface ExpertRegion {
  readonly shape: Shape3;
  readonly one: Uint8Array;
  readonly other: Uint8Array;
}

/**
 * How far two experts agree, as scores: each taken for the truth of the other in turn, where both have labelled. It is what no network
 * can be expected to exceed. `scoresOf` is what networks are scored by.
 */
export function agreementOf(
  regions: readonly ExpertRegion[],
  classes: number,
  scoresOf: (compared: ComparedPart) => Scores,
): Scores {
  const against = (sides: (region: ExpertRegion) => readonly [truth: Uint8Array, prediction: Uint8Array]) => {
    const compared = regions.map((region) => ({ shape: region.shape, classes, ...whereBoth(...sides(region)) }));
    return scoresOf(comparedPart(compared, classes));
  };
  return meanScores([against(({ one, other }) => [one, other]), against(({ one, other }) => [other, one])]);
}

/** What is unlabelled in the truth is passed over; a prediction is some class there. */
const whereBoth = (truth: Uint8Array, prediction: Uint8Array) => ({
  truth: truth.map((label, at) => (prediction[at] === UNLABELLED ? UNLABELLED : label)),
  prediction: prediction.map((label) => (label === UNLABELLED ? 0 : label)),
});

/** The mean of each value over those that have it; of classes in the order of the longest list. */
export function meanScores(all: readonly Scores[]): Scores {
  const ids = (of: "values" | "perClass") => [...new Set(all.flatMap((scores) => Object.keys(scores[of])))];
  const classesOf = (id: MetricId) => Math.max(...all.map(({ perClass }) => perClass[id]?.length ?? 0));
  return {
    values: Object.fromEntries(ids("values").map((id) => [id, meanOf(all.map(({ values }) => values[id]))])),
    perClass: Object.fromEntries(
      ids("perClass").map((id) => [
        id,
        Array.from({ length: classesOf(id) }, (_, index) => meanOf(all.map(({ perClass }) => perClass[id]?.[index]))),
      ]),
    ),
  };
}

function meanOf(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => typeof value === "number");
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
