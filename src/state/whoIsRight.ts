import { UNLABELLED } from "../core/image/labelMap.ts";
import { resampleLabels } from "../core/image/resample.ts";
import type { TrialPreview } from "../worker/studioApi.ts";

type Picture = Pick<TrialPreview, "width" | "height" | "labels">;

/** Where one of two predictions is right and the other is not. */
export interface WhoIsRight {
  /** 1 where only the first is right, 2 where only the second is, 0 where they are alike, unlabelled where the truth says nothing. */
  readonly labels: Uint8Array<ArrayBuffer>;
  /** Shares of what is labelled, 0 … 1. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
}

/** Two predictions of one size against the truth of their slice. */
export function whoIsRight(first: Picture, second: Picture, truth: Picture): WhoIsRight {
  const { width, height } = first;
  const known = resampleLabels(truth.labels, [truth.width, truth.height], [width, height]);
  const counts = [0, 0, 0];
  const labels = known.map((label, index) => {
    if (label === UNLABELLED) return UNLABELLED;
    const [one, other] = [first.labels[index] === label, second.labels[index] === label];
    const mark = one === other ? 0 : one ? 1 : 2;
    counts[mark]!++;
    return mark;
  });
  const all = Math.max(1, counts[0]! + counts[1]! + counts[2]!);
  return { labels, onlyFirst: counts[1]! / all, onlySecond: counts[2]! / all };
}
