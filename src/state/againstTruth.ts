import { UNLABELLED } from "../core/image/labelMap.ts";
import { resampleLabels } from "../core/image/resample.ts";
import type { TrialPreview } from "../worker/studioApi.ts";

export type Picture = Pick<TrialPreview, "width" | "height" | "labels">;

/** Pixels of pictures marked by what the truth of their slice says there. */
export interface Marked {
  /** The mark of each pixel, unlabelled where the truth says nothing. */
  readonly labels: Uint8Array<ArrayBuffer>;
  /** Share of each mark in what is labelled, 0 … 1. */
  readonly shareOf: (mark: number) => number;
}

/** Marks every pixel that the truth knows, at the size of the pictures. */
export function againstTruth(
  { width, height }: Pick<Picture, "width" | "height">,
  truth: Picture,
  markOf: (label: number, index: number) => number,
): Marked {
  const known = resampleLabels(truth.labels, [truth.width, truth.height], [width, height]);
  const counts = new Map<number, number>();
  let labelled = 0;
  const labels = known.map((label, index) => {
    if (label === UNLABELLED) return UNLABELLED;
    const mark = markOf(label, index);
    labelled++;
    counts.set(mark, (counts.get(mark) ?? 0) + 1);
    return mark;
  });
  return { labels, shareOf: (mark) => (counts.get(mark) ?? 0) / Math.max(1, labelled) };
}
