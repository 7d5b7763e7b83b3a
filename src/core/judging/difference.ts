import { meanOf, standardErrorOf, studentQuantile, varianceOf } from "../statistics.ts";
import type { Evaluation } from "../study/trial.ts";
import { resampledMean, scoreOf } from "./blockBootstrap.ts";
import type { CountedMetric } from "./metric.ts";
import { valueOf } from "./scores.ts";
import { signedRankTest } from "./signedRank.ts";

/** By how much one network scores more than another, and how sure that is. */
export interface Difference {
  readonly mean: number;
  /** 95 % interval, wider where it is one of several that were tried; null where nothing is known of how it varies. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Trainings of each. */
  readonly trainings: readonly [one: number, other: number];
  /** Blocks that both were scored on, 0 where they are not known to be the same. */
  readonly blocks: number;
  /** Two-sided signed-rank chance over the blocks; null without them. */
  readonly p: number | null;
  /** Deviation of one training from another of the same network, pooled; null where each was trained once. */
  readonly luck: number | null;
  /** Standard error of the difference that the blocks alone leave; null without them. */
  readonly blockError: number | null;
}

/** What varies: an amount, and by how many degrees of freedom it is known. */
interface Part {
  readonly variance: number;
  readonly freedom: number;
}

/**
 * The difference of the mean scores of two networks, paired over the blocks that both were scored on. Its variance is that of the
 * blocks (by the bootstrap) and that of luck with the weights (between trainings of each, where there are several); the interval is
 * Student's with degrees of freedom after Welch (1947) and Satterthwaite (1946), at a level divided by `tried` (Bonferroni): how many
 * differences it was chosen from.
 */
export function differenceOf(
  one: readonly Evaluation[],
  other: readonly Evaluation[],
  metric: CountedMetric,
  tried = 1,
): Difference {
  const [a, b] = [one, other].map((evaluations) =>
    evaluations.flatMap(({ scores }) => valueOf(scores, metric.id) ?? []),
  ) as [number[], number[]];
  const mean = meanOf(a) - meanOf(b);
  const blocks = blockPart(one, other, metric);
  const seeds = [a, b].flatMap(seedPart);
  const parts = [...(blocks ? [blocks] : []), ...seeds];
  const pooled = seeds.length > 0 ? Math.sqrt(pooledVariance([a, b])) : null;
  return {
    mean,
    interval: parts.length > 0 ? around(mean, parts, tried) : null,
    trainings: [a.length, b.length],
    blocks: blocks ? blocks.freedom + 1 : 0,
    p: blocks ? signedRankTest(blockDifferences(one, other, metric)).p : null,
    luck: pooled,
    blockError: blocks ? Math.sqrt(blocks.variance) : null,
  };
}

/** The interval of the difference of two means by luck with the weights alone; null where either has fewer than two scores. */
export function seedInterval(one: readonly number[], other: readonly number[], tried: number): Difference["interval"] {
  const parts = [one, other].flatMap(seedPart);
  return parts.length === 2 ? around(meanOf(one) - meanOf(other), parts, tried) : null;
}

function around(mean: number, parts: readonly Part[], tried: number) {
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const freedom = variance ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.freedom, 0);
  // Of no variance at all there is no freedom either, and no width.
  const margin = variance > 0 ? studentQuantile(1 - 0.025 / tried, freedom) * Math.sqrt(variance) : 0;
  return { low: mean - margin, high: mean + margin };
}

const seedPart = (scores: readonly number[]): readonly Part[] =>
  scores.length > 1 ? [{ variance: standardErrorOf(scores) ** 2, freedom: scores.length - 1 }] : [];

/** Of all trainings of both, around the mean of their own network. */
function pooledVariance(groups: readonly (readonly number[])[]): number {
  const freedom = groups.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0);
  return groups.reduce((sum, scores) => sum + varianceOf(scores) * Math.max(0, scores.length - 1), 0) / freedom;
}

/** Null where blocks are unknown, or not the same for all. */
function blockPart(one: readonly Evaluation[], other: readonly Evaluation[], metric: CountedMetric): Part | null {
  const counts = new Set([...one, ...other].map(({ blocks = [] }) => blocks.length));
  const [a, b] = [resampledMean(one, metric), resampledMean(other, metric)];
  if (!a || !b || counts.size > 1) return null;
  const count = [...counts][0]!;
  // Drawings of n from n spread as if there were one fewer.
  const variance = (varianceOf(a.map((score, draw) => score - b[draw]!)) * count) / (count - 1);
  return { variance, freedom: count - 1 };
}

/** Block by block, where both have a score there. */
function blockDifferences(one: readonly Evaluation[], other: readonly Evaluation[], metric: CountedMetric): number[] {
  const meanAt = (evaluations: readonly Evaluation[], block: number) => {
    const scores = evaluations.map(({ blocks = [] }) => scoreOf([blocks[block]!], metric));
    return scores.every((score) => score !== null) ? meanOf(scores) : null;
  };
  return (one[0]!.blocks ?? []).flatMap((_, block) => {
    const [a, b] = [meanAt(one, block), meanAt(other, block)];
    return a === null || b === null ? [] : [a - b];
  });
}
