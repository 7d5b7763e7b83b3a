import { emptyConfusion, type ConfusionMatrix } from "../image/confusion.ts";
import type { BlockCounts } from "../image/scoreBlocks.ts";
import { createRandom } from "../random.ts";
import { meanOf, quantileOf, studentQuantile, upperTail } from "../statistics.ts";
import type { Evaluation } from "../study/trial.ts";
import type { CountedMetric } from "./metric.ts";

/** Where a score lies in 95 of 100 cases, had other images of the same kind been scored. */
export interface ScoreInterval {
  readonly low: number;
  readonly high: number;
  /** How many blocks were resampled. */
  readonly blocks: number;
}

/** How often blocks are drawn anew for the ends of an interval. */
export const RESAMPLES = 2000;
/** How often for a standard error, which needs fewer (Efron and Tibshirani 1993: 200). */
const FOR_ERROR = 400;
/** Of fewer blocks nothing can be said. */
const FEWEST = 3;

/**
 * A score's interval by the bootstrap over blocks (Efron 1979), with percentiles as far out as few blocks need (Hesterberg 2015,
 * "expanded percentile"), within the metric's range. Luck with the weights is not in it. Null for fewer than three blocks, or none.
 */
export function scoreInterval({ blocks = [] }: Evaluation, metric: CountedMetric): ScoreInterval | null {
  const count = blocks.length;
  const scores = resampledScores(blocks, metric, RESAMPLES);
  if (!scores) return null;
  const outside = upperTail(Math.sqrt(count / (count - 1)) * studentQuantile(0.975, count - 1));
  const [least, most] = metric.range;
  const at = (share: number) => Math.min(most, Math.max(least, quantileOf(scores, share)));
  return { low: at(outside), high: at(1 - outside), blocks: count };
}

const known = new WeakMap<BlockCounts, Map<string, readonly number[]>>();

/**
 * Scores of so many drawings of as many blocks, with replacement. Which are drawn depends on their number alone, so that drawings of
 * two networks are pairs. Null for fewer than three blocks, and where a drawing has no score.
 */
function resampledScores(blocks: BlockCounts, metric: CountedMetric, times: number): readonly number[] | null {
  if (blocks.length < FEWEST) return null;
  const byName = known.get(blocks) ?? new Map<string, readonly number[]>();
  known.set(blocks, byName);
  const name = `${metric.id}/${times}`;
  const scores = byName.get(name) ?? drawScores(blocks, metric, times);
  byName.set(name, scores);
  return scores.length === times ? scores : null;
}

function drawScores(blocks: BlockCounts, metric: CountedMetric, times: number): readonly number[] {
  const places = drawings(blocks.length).subarray(0, times * blocks.length);
  const scores: number[] = [];
  const sum = emptySum(blocks);
  for (let from = 0; from < places.length; from += blocks.length) {
    sum.counts.fill(0);
    for (let at = from; at < from + blocks.length; at++) addTo(sum, blocks[places[at]!]!);
    const score = metric.measure(sum, sum.classes);
    if (score === null) return [];
    scores.push(score);
  }
  return scores;
}

const knownDrawings = new Map<number, Uint32Array>();

/** Which of so many blocks each drawing takes, one drawing after the other: the same for all networks. */
function drawings(count: number): Uint32Array {
  const found = knownDrawings.get(count);
  if (found) return found;
  const random = createRandom("blocks", count);
  const places = Uint32Array.from({ length: RESAMPLES * count }, () => random.int(0, count - 1));
  knownDrawings.set(count, places);
  return places;
}

/** A score of some blocks together. */
export function scoreOf(blocks: BlockCounts, metric: CountedMetric): number | null {
  const sum = emptySum(blocks);
  for (const counts of blocks) addTo(sum, counts);
  return metric.measure(sum, sum.classes);
}

const emptySum = (blocks: BlockCounts): ConfusionMatrix => emptyConfusion(Math.sqrt(blocks[0]?.length ?? 0));

function addTo({ counts }: ConfusionMatrix, block: readonly number[]): void {
  for (let cell = 0; cell < block.length; cell++) counts[cell]! += block[cell]!;
}

/** Drawings of the mean score of several trainings, pair by pair with those of other networks; null where one has none. */
export function resampledMean(evaluations: readonly Evaluation[], metric: CountedMetric): readonly number[] | null {
  const each = evaluations.map(({ blocks = [] }) => resampledScores(blocks, metric, FOR_ERROR));
  const scores = each.filter((one) => one !== null);
  if (scores.length === 0 || scores.length < each.length) return null;
  return scores[0]!.map((_, draw) => meanOf(scores.map((one) => one[draw]!)));
}
