import { useEffect, useState } from "react";
import { scoreInterval, type ScoreInterval } from "../../core/judging/blockBootstrap.ts";
import type { CountedMetric } from "../../core/judging/metric.ts";
import { valueOf } from "../../core/judging/scores.ts";
import { evaluationOf, type Evaluation, type Trial } from "../../core/study/trial.ts";
import type { Trials } from "../../core/study/trialList.ts";
import classes from "./search.module.css";

/** Scores at the left and the right end of a column of intervals. */
export type Scale = readonly [low: number, high: number];

const [WIDTH, HEIGHT] = [76, 14];
/** Room beside the lowest and the highest score, for the ends of their intervals. */
const BESIDE = 0.05;

/** From a little below the lowest to a little above the highest score of those that ended, within what the metric can be. */
export function scaleOf(trials: Trials, { id, range }: CountedMetric): Scale {
  let [low, high] = [Infinity, -Infinity];
  for (const trial of trials) {
    const score = valueOf(evaluationOf(trial)?.scores, id);
    if (score === null) continue;
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  return low <= high ? [Math.max(range[0], low - BESIDE), Math.min(range[1], high + BESIDE)] : range;
}

interface IntervalMarkProps {
  readonly trial: Trial;
  readonly metric: CountedMetric;
  readonly scale: Scale;
  readonly baseline: number | null;
}

/** A score with its 95 % interval over blocks, and where the baseline is; nothing for a trial without blocks. */
export function IntervalMark({ trial, metric, scale: [low, high], baseline }: IntervalMarkProps) {
  const evaluation = evaluationOf(trial);
  const interval = useInterval(evaluation, metric);
  const score = valueOf(evaluation?.scores, metric.id);
  if (!interval || score === null) return null;
  const x = (value: number) => 2 + Math.min(1, Math.max(0, (value - low) / (high - low))) * (WIDTH - 4);
  const [from, to] = [x(interval.low), x(interval.high)];
  const text = `${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}`;
  return (
    <svg className={classes.interval} width={WIDTH} height={HEIGHT} role="img" aria-label={`95 % interval ${text}`}>
      <title>{`${text}, by ${interval.blocks} blocks of the validation part; luck with the weights is not in it`}</title>
      {baseline !== null && <path className={classes.intervalBase} d={`M${x(baseline)} 0V${HEIGHT}`} />}
      <path d={`M${from} 4V10M${from} 7H${to}M${to} 4V10`} />
      <circle cx={x(score)} cy={7} r={2.5} />
    </svg>
  );
}

/** Drawn from thousands of resamples, so each comes in a task of its own, after the rows have been drawn. */
function useInterval(evaluation: Evaluation | null, metric: CountedMetric): ScoreInterval | null {
  const [found, setFound] = useState<{ readonly of: Evaluation; readonly interval: ScoreInterval | null } | null>(null);
  useEffect(() => {
    if (!evaluation?.blocks) return;
    const asked = setTimeout(() => setFound({ of: evaluation, interval: scoreInterval(evaluation, metric) }));
    return () => clearTimeout(asked);
  }, [evaluation, metric]);
  return found?.of === evaluation ? found.interval : null;
}
