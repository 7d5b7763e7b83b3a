import { lengthOf, proposeSplit, type Split } from "./dataset.ts";
import type { Shape3 } from "./volume.ts";

/** The four edges of the bar that can be dragged. */
export const SPLIT_EDGES = ["trainEnd", "validationStart", "validationEnd", "testStart"] as const;
export type SplitEdge = (typeof SPLIT_EDGES)[number];

export function edgePlace({ train, validation, test }: Split, edge: SplitEdge): number {
  return { trainEnd: train.to, validationStart: validation.from, validationEnd: validation.to, testStart: test.from }[
    edge
  ];
}

/** Moves an edge as far as the other parts allow; the part on the other side of the gap follows. An empty test part is allowed. */
export function moveEdge(split: Split, gap: number, length: number, edge: SplitEdge, to: number): Split {
  const { train, validation, test } = split;
  if (edge === "trainEnd" || edge === "validationStart") {
    const trainEnd = clamp(edge === "trainEnd" ? to : to - gap, train.from + 1, validation.to - gap - 1);
    return { ...split, train: { ...train, to: trainEnd }, validation: { ...validation, from: trainEnd + gap } };
  }
  const end = Math.max(test.to, length);
  const validationEnd = clamp(edge === "validationEnd" ? to : to - gap, validation.from + 1, end - gap);
  return { ...split, validation: { ...validation, to: validationEnd }, test: { from: validationEnd + gap, to: end } };
}

/** Another gap between the parts; the training part gives or takes the slices. Null when there are too few. */
export function withGap({ axis, validation, test }: Split, gap: number, length: number): Split | null {
  const testStart = length - lengthOf(test);
  const validationEnd = testStart - gap;
  const validationStart = validationEnd - lengthOf(validation);
  const trainEnd = validationStart - gap;
  if (trainEnd < 1) return null;
  return {
    axis,
    train: { from: 0, to: trainEnd },
    validation: { from: validationStart, to: validationEnd },
    test: { from: testStart, to: length },
  };
}

/** A fresh split along the other axis; null when the stack has too few slices for blocks of them. */
export function splitAlong([depth, height, width]: Shape3, axis: Split["axis"], gap: number): Split | null {
  const split = proposeSplit(axis === "slices" ? [depth, height, width] : [1, height, width], gap);
  return split.axis === axis ? split : null;
}

/** How many slices, or columns, there are to share out. */
export const splitLength = ([depth, , width]: Shape3, { axis }: Split): number => (axis === "slices" ? depth : width);

/** The part a slice lies in, for the tag on the image. */
export function partOf({ train, validation, test }: Split, at: number): "Train" | "Validation" | "Test" | "Gap" {
  const holds = ({ from, to }: { from: number; to: number }) => at >= from && at < to;
  return holds(train) ? "Train" : holds(validation) ? "Validation" : holds(test) ? "Test" : "Gap";
}

/** True when parts touch, so that a slice is trained on beside one that is scored. */
export const hasTouchingParts = ({ train, validation, test }: Split): boolean =>
  validation.from - train.to < 1 || (lengthOf(test) > 0 && test.from - validation.to < 1);

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, Math.round(value)));
