import { againstTruth, type Picture } from "./againstTruth.ts";

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
  const { labels, shareOf } = againstTruth(first, truth, (label, index) => {
    const [one, other] = [first.labels[index] === label, second.labels[index] === label];
    return one === other ? 0 : one ? 1 : 2;
  });
  return { labels, onlyFirst: shareOf(1), onlySecond: shareOf(2) };
}
