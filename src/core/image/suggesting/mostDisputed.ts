import type { Rect } from "../plane.ts";
import { UNLABELLED } from "../labelMap.ts";

/** A slice that several networks have predicted. */
export interface VotedSlice {
  readonly z: number;
  readonly width: number;
  readonly height: number;
  /** Grey values. */
  readonly image: Float32Array;
  /** Class indices, UNLABELLED where nobody has painted. */
  readonly labels: Uint8Array;
  /** Class indices, one map a network. */
  readonly votes: readonly Uint8Array[];
}

/** Where labels would teach most. */
export interface Suggestion extends Rect {
  readonly z: number;
  /** Share of its unlabelled pixels that the votes differ on, 0 to 1. */
  readonly disputed: number;
  /** Share of them that the majority is expected to be wrong on: votes against it are taken for the odds. */
  readonly expectedWrong: number;
  /** How alike its greys are to those that are labelled, 0 to 1, and 1 where none are: what resembles nothing that was labelled may be an artefact. */
  readonly likeness: number;
  /** The two classes that most votes are divided between; null where all agree. */
  readonly between: readonly [number, number] | null;
  /** What most votes say, row by row. */
  readonly majority: Uint8Array<ArrayBuffer>;
}

/** What labelling a suggested place has shown. */
export interface SuggestionGain {
  /** Its pixels that are labelled now and were not, and those of them that the majority had wrong. */
  readonly labelled: number;
  readonly wrong: number;
}

const BINS = 16;

/**
 * The patch that votes differ on most (query by committee, Seung et al. 1992), times how alike its greys are to those of what is
 * labelled; patches of `side` pixels, half of one apart. Null where the votes agree everywhere, or nothing is unlabelled.
 */
export function mostDisputed(slices: readonly VotedSlice[], side: number): Suggestion | null {
  const binOf = greyBins(slices);
  const greys = slices.flatMap(({ image, labels }) =>
    [...labels.keys()].filter((at) => labels[at] !== UNLABELLED).map((at) => binOf(image[at]!)),
  );
  const labelled = histogram(greys);
  // Before anything is labelled nothing looks unlike it.
  const likenessOf = (image: readonly number[]) =>
    greys.length === 0 ? 1 : overlap(histogram(image.map(binOf)), labelled);
  let best: Suggestion | null = null;
  for (const slice of slices) {
    const majority = majorityOf(slice);
    for (const rect of patches(slice, side)) {
      const found = judged(slice, rect, majority, likenessOf);
      if (found && worth(found) > (best ? worth(best) : 0)) best = found;
    }
  }
  return best;
}

const worth = ({ expectedWrong, likeness }: Suggestion): number => expectedWrong * likeness;

/** What was labelled in a suggested place since; `before` and `after` are its labels, row by row. */
export function gainOf(
  { majority }: Pick<Suggestion, "majority">,
  before: Uint8Array,
  after: Uint8Array,
): SuggestionGain {
  const gain = { labelled: 0, wrong: 0 };
  after.forEach((label, at) => {
    if (label === UNLABELLED || before[at] !== UNLABELLED) return;
    gain.labelled++;
    if (label !== majority[at]) gain.wrong++;
  });
  return gain;
}

/** The pixels of a rectangle, row by row. */
export function pixelsIn({ width }: { readonly width: number }, rect: Rect): readonly number[] {
  return Array.from(
    { length: rect.width * rect.height },
    (_, at) => (rect.y + Math.floor(at / rect.width)) * width + rect.x + (at % rect.width),
  );
}

interface Majority {
  readonly label: Uint8Array;
  /** Share of the votes that say otherwise. */
  readonly against: Float32Array;
}

function majorityOf({ votes, labels }: VotedSlice): Majority {
  const label = new Uint8Array(labels.length);
  const against = new Float32Array(labels.length);
  const counts = new Uint8Array(256);
  for (let at = 0; at < labels.length; at++) {
    counts.fill(0);
    for (const vote of votes) counts[vote[at]!]!++;
    const most = counts.reduce((best, count, index) => (count > counts[best]! ? index : best), 0);
    label[at] = most;
    against[at] = 1 - counts[most]! / votes.length;
  }
  return { label, against };
}

function judged(
  { z, width, image, labels, votes }: VotedSlice,
  rect: Rect,
  { label, against }: Majority,
  likenessOf: (image: readonly number[]) => number,
): Suggestion | null {
  const pixels = pixelsIn({ width }, rect);
  const open = pixels.filter((at) => labels[at] === UNLABELLED);
  const disputed = open.filter((at) => against[at]! > 0);
  if (disputed.length === 0) return null;
  return {
    ...rect,
    z,
    disputed: disputed.length / open.length,
    expectedWrong: disputed.reduce((sum, at) => sum + against[at]!, 0) / open.length,
    likeness: likenessOf(pixels.map((at) => image[at]!)),
    between: dividedBetween(disputed, votes),
    majority: Uint8Array.from(pixels, (at) => label[at]!),
  };
}

/** The two classes that are most often both voted for. */
function dividedBetween(disputed: readonly number[], votes: readonly Uint8Array[]): readonly [number, number] | null {
  const counts = new Map<number, number>();
  for (const at of disputed) for (const vote of votes) counts.set(vote[at]!, (counts.get(vote[at]!) ?? 0) + 1);
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a).map(([label]) => label);
  return first === undefined || second === undefined ? null : [first, second];
}

function* patches({ width, height }: VotedSlice, side: number): Generator<Rect> {
  const [columns, rows] = [Math.min(side, width), Math.min(side, height)];
  const starts = (extent: number, length: number) =>
    Array.from({ length: Math.floor(((extent - length) * 2) / side) + 1 }, (_, at) => Math.floor((at * side) / 2));
  for (const y of starts(height, rows))
    for (const x of starts(width, columns)) yield { x, y, width: columns, height: rows };
}

/** Which of 16 equal parts of the greys of all slices a grey is in. */
function greyBins(slices: readonly VotedSlice[]): (grey: number) => number {
  let [low, high] = [Infinity, -Infinity];
  for (const { image } of slices)
    for (const grey of image) {
      low = Math.min(low, grey);
      high = Math.max(high, grey);
    }
  const scale = high > low ? BINS / (high - low) : 0;
  return (grey) => Math.min(BINS - 1, Math.floor((grey - low) * scale));
}

/** Shares of the bins. */
function histogram(bins: readonly number[]): readonly number[] {
  const shares = new Array<number>(BINS).fill(0);
  for (const bin of bins) shares[bin]! += 1 / bins.length;
  return shares;
}

/** What two histograms have in common, 0 to 1. */
const overlap = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, share, bin) => sum + Math.min(share, other[bin]!), 0);
