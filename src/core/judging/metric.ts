import type { ConfusionMatrix } from "../image/confusion.ts";
import type { ComparedRegion } from "../image/comparePart.ts";
import type { Registered } from "../registry.ts";
import type { Goal, MetricId } from "./scores.ts";

interface MetricWords extends Registered {
  /** In a sentence, such as "mean IoU". */
  readonly label: string;
  /** In the head of a table, such as "Dice". */
  readonly shortLabel: string;
  /** What is measured and how, with its source. */
  readonly description: string;
  readonly goal: Goal;
  /** The least and the most it can be; 1 is the most of whatever is to be as large as possible. */
  readonly range: readonly [low: number, high: number];
  /** Whether the first class counts as background and is left out; of labels without a background such a metric says nothing. */
  readonly leavesOutBackground: boolean;
}

/** One number from the counts of an evaluation: cheap, so that every evaluation has it, and what a strategy may optimise. */
export interface CountedMetric extends MetricWords {
  readonly from: "confusion";
  readonly gives: "value";
  /** Of the first `scored` classes; voxels of the others count as misses and false hits of these. */
  measure(confusion: ConfusionMatrix, scored: number): number | null;
}

/** One number a class from the counts of an evaluation. */
export interface ClassMetric extends MetricWords {
  readonly from: "confusion";
  readonly gives: "perClass";
  /** The metric that is its mean over the classes. */
  readonly mean: MetricId;
  measure(confusion: ConfusionMatrix, scored: number): readonly (number | null)[];
}

/**
 * One number from where things lie. It needs whole predictions and a pass over their neighbourhoods, so it is measured when a
 * training has ended, of an ensemble and on the test part, and not at every evaluation in between.
 */
export interface RegionMetric extends MetricWords {
  readonly from: "labels";
  readonly gives: "value";
  /** Whether it counts objects: only of labels whose boundaries part them does it say anything. */
  readonly isOfObjects: boolean;
  measure(regions: readonly ComparedRegion[]): number | null;
}

/** A measure of a segmentation: what a file of the catalog exports. */
export type Metric = CountedMetric | ClassMetric | RegionMetric;
