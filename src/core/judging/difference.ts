import { meanOf, varianceOf } from "../statistics.ts";
import type { Evaluation } from "../study/trial.ts";
import { resampledMean, scoreOf } from "./blockBootstrap.ts";
import type { CountedMetric } from "./metric.ts";
import { valueOf } from "./scores.ts";
import { around, seedPart, type IntervalPart, type MeanInterval } from "./seedInterval.ts";
import { signedRankTest } from "./signedRank.ts";

/** By how much one network scores more than another, and how sure that is. */
export interface Difference {
  readonly mean: number;
  /** 95 % interval, wider where it is one of several that were tried; null where nothing is known of how it varies. */
  readonly interval: MeanInterval | null;
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

/** Of all trainings of both, around the mean of their own network. */
function pooledVariance(groups: readonly (readonly number[])[]): number {
  const freedom = groups.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0);
  return groups.reduce((sum, scores) => sum + varianceOf(scores) * Math.max(0, scores.length - 1), 0) / freedom;
}

/** Null where blocks are unknown, or not the same for all. */
function blockPart(
  one: readonly Evaluation[],
  other: readonly Evaluation[],
  metric: CountedMetric,
): IntervalPart | null {
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
