import { adjustedRandIndex } from "../../adjustedRand.ts";
import { meanOf, sumOf } from "../../statistics.ts";
import { overlapOf, type Overlap } from "./overlap.ts";

/** How well objects were matched at one threshold of IoU. */
export interface MatchingScores {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /** TP / (TP + FP + FN), as of the Data Science Bowl 2018. Null of no objects at all, as the other scores. */
  readonly averagePrecision: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** Mean IoU of matched objects; 0 without any. */
  readonly segmentationQuality: number | null;
  readonly panopticQuality: number | null;
}

/** Objects that are proposed against those that are known (spec 2.8); null where there is nothing that could be scored. */
export interface InstanceScores {
  /** 0 for the same objects, over the voxels of known objects. */
  readonly adaptedRandError: number | null;
  readonly adaptedRandPrecision: number | null;
  readonly adaptedRandRecall: number | null;
  /** In bits, over the voxels of known objects: what is split in the proposal, and what is merged. */
  readonly variationOfInformation: { readonly split: number; readonly merge: number } | null;
  /** Over all voxels, the background as one more object. */
  readonly adjustedRandIndex: number | null;
  /** By threshold, 0.5 to 0.95. */
  readonly matching: ReadonlyMap<number, MatchingScores>;
  readonly objects: { readonly truth: number; readonly prediction: number };
}

/** 0.5, 0.55 … 0.95. */
export const IOU_THRESHOLDS: readonly number[] = Array.from({ length: 10 }, (_, index) => (10 + index) / 20);

/** Scores of numbered objects; 0 is the background. Voxels of which `counts` says no are left out altogether, as those that nobody annotated. */
export function instanceScores(
  prediction: ArrayLike<number>,
  truth: ArrayLike<number>,
  counts?: (at: number) => boolean,
): InstanceScores {
  const overlap = overlapOf(prediction, truth, counts);
  const { first, second, shared } = overlap;
  return {
    ...withinTruth(overlap),
    adjustedRandIndex: adjustedRandIndex({
      shared: shared.map(({ voxels }) => voxels),
      first: first.sizes,
      second: second.sizes,
    }),
    matching: new Map(IOU_THRESHOLDS.map((threshold) => [threshold, matchingScores(overlap, threshold)])),
    objects: { truth: second.sizes.length - 1, prediction: first.sizes.length - 1 },
  };
}

type ScoresWithinTruth = Pick<
  InstanceScores,
  "adaptedRandError" | "adaptedRandPrecision" | "adaptedRandRecall" | "variationOfInformation"
>;

/** Over the voxels of known objects alone; where nothing is proposed there, that is one more object. */
function withinTruth({ shared, second }: Overlap): ScoresWithinTruth {
  const within = shared.filter((part) => part.second > 0);
  const all = sumOf(within.map(({ voxels }) => voxels));
  if (all === 0)
    return {
      adaptedRandError: null,
      adaptedRandPrecision: null,
      adaptedRandRecall: null,
      variationOfInformation: null,
    };
  const proposed = new Map<number, number>();
  for (const { first, voxels } of within) proposed.set(first, (proposed.get(first) ?? 0) + voxels);
  const squares = (counts: Iterable<number>) => sumOf([...counts].map((count) => count ** 2));
  const together = squares(within.map(({ voxels }) => voxels));
  const precision = together / squares(proposed.values());
  const recall = together / squares(second.sizes.slice(1));
  const bits = (whole: (part: Overlap["shared"][number]) => number) =>
    sumOf(within.map((part) => (part.voxels / all) * Math.log2(whole(part) / part.voxels)));
  return {
    adaptedRandError: 1 - (2 * precision * recall) / (precision + recall),
    adaptedRandPrecision: precision,
    adaptedRandRecall: recall,
    variationOfInformation: {
      split: bits((part) => second.sizes[part.second]!),
      merge: bits((part) => proposed.get(part.first)!),
    },
  };
}

/** Pairs whose IoU reaches the threshold and is more than a half, so that none has two partners. */
function matchingScores({ first, second, shared }: Overlap, threshold: number): MatchingScores {
  const matched = shared
    .filter((part) => part.first > 0 && part.second > 0)
    .map((part) => part.voxels / (first.sizes[part.first]! + second.sizes[part.second]! - part.voxels))
    .filter((iou) => iou >= threshold && iou > 0.5);
  const hits = matched.length;
  const [extra, missed] = [first.sizes.length - 1 - hits, second.sizes.length - 1 - hits];
  const isEmpty = hits + extra + missed === 0;
  const ratio = (part: number, whole: number) => (isEmpty ? null : whole === 0 ? 0 : part / whole);
  const f1 = ratio(2 * hits, 2 * hits + extra + missed);
  const quality = isEmpty ? null : meanOf(matched);
  return {
    truePositives: hits,
    falsePositives: extra,
    falseNegatives: missed,
    averagePrecision: ratio(hits, hits + extra + missed),
    precision: ratio(hits, hits + extra),
    recall: ratio(hits, hits + missed),
    f1,
    segmentationQuality: quality,
    panopticQuality: f1 === null || quality === null ? null : f1 * quality,
  };
}
