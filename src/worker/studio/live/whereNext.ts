import { boxOfRect } from "../../../core/image/plane.ts";
import { boxOf } from "../../../core/image/painting/labelEdit.ts";
import {
  gainOf,
  mostDisputed,
  type Suggestion,
  type SuggestionGain,
  type VotedSlice,
} from "../../../core/image/suggesting/mostDisputed.ts";
import { sliceOf } from "../../../core/image/volume.ts";
import type { TrainingData } from "../../../engine/trainingData.ts";
import type { HeldData } from "../heldData.ts";

/** Pixels of a side of a place that is suggested. */
const SIDE = 64;
/** Slices that are looked through: predicting all of a large stack would take minutes. */
const MOST_SLICES = 6;

/** A place that was suggested, with what it was labelled as then. */
export interface Suggested {
  readonly suggestion: Suggestion;
  readonly before: Uint8Array;
}

/** The place that votes differ on most, in the slice that is looked at and some spread over the stack. */
export async function whereNext(
  held: HeldData,
  { shape, image }: Pick<TrainingData, "shape" | "image">,
  z: number,
  votesOf: (z: number) => Promise<readonly Uint8Array[]>,
): Promise<Suggested | null> {
  const [depth, height, width] = shape;
  const labels = held.labelMap()!;
  const slices: VotedSlice[] = [];
  for (const each of spread(depth, z)) {
    const [greys, painted] = [sliceOf(image, shape, each), sliceOf(labels.data, shape, each)];
    slices.push({ z: each, width, height, image: greys, labels: painted, votes: await votesOf(each) });
  }
  const suggestion = mostDisputed(slices, SIDE);
  return suggestion && { suggestion, before: boxOf(labels, boxOfRect("xy", suggestion.z, suggestion)) };
}

/** What labelling it has shown since. */
export function gainSince(held: HeldData, { suggestion, before }: Suggested): SuggestionGain {
  const labels = held.labelMap();
  return labels
    ? gainOf(suggestion, before, boxOf(labels, boxOfRect("xy", suggestion.z, suggestion)))
    : { labelled: 0, wrong: 0 };
}

/** The slice that is looked at, and others an equal way apart. */
function spread(depth: number, z: number): readonly number[] {
  const count = Math.min(depth, MOST_SLICES);
  return [...new Set([z, ...Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * depth) / count))])].slice(
    0,
    MOST_SLICES,
  );
}
