import { meanOf, varianceOf } from "../statistics.ts";
import type { Study } from "../study/study.ts";
import { evaluationOf, type Trial } from "../study/trial.ts";
import { trialsOf } from "../study/trials.ts";
import { kindOf } from "../stages/index.ts";
import { headlineMetric } from "./headline.ts";
import { valueOf } from "./scores.ts";

/** How a network scores on what each of several shuffled splits holds out. */
export interface SplitResult {
  readonly trials: readonly Trial[];
  /** Of each trial, by the headline metric. */
  readonly scores: readonly number[];
  readonly mean: number;
  /** Of the sample (n − 1); 0 of one split. */
  readonly deviation: number;
  /** "0.712 ± 0.031 on 3 shuffled splits, 50 % of the stack to train on and 30 % held out". */
  readonly sentence: string;
}

/** Null for a stage that deals out no splits, and before one of its trainings has ended. */
export function splitResult(study: Study, index: number): SplitResult | null {
  const stage = study.spec.stages[index];
  const shares = stage && kindOf(stage).splitOf(stage, 0, study.spec.seed);
  if (!shares) return null;
  const scored = trialsOf(study, index).flatMap((trial) => {
    const score = trial.status === "finished" ? valueOf(evaluationOf(trial)?.scores, headlineMetric(study)) : null;
    return score === null ? [] : [{ trial, score }];
  });
  if (scored.length === 0) return null;
  const scores = scored.map(({ score }) => score);
  const [mean, deviation] = [meanOf(scores), Math.sqrt(varianceOf(scores))];
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const spread = scores.length > 1 ? ` ± ${deviation.toFixed(3)}` : "";
  return {
    trials: scored.map(({ trial }) => trial),
    scores,
    mean,
    deviation,
    sentence: `${mean.toFixed(3)}${spread} on ${scores.length} shuffled ${scores.length === 1 ? "split" : "splits"}, ${percent(shares.train)} of the stack to train on and ${percent(shares.test)} held out`,
  };
}
