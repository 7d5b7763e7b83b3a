import { metrics } from "../catalog/metrics/index.ts";
import { headlineMetric } from "../core/judging/headline.ts";
import { valueOf } from "../core/judging/scores.ts";
import type { Study } from "../core/study/study.ts";
import { evaluationOf, type Evaluation } from "../core/study/trial.ts";

/** The headline score of every network on each of several sets, best first, a line each; empty where the data are one. */
export function setLines(study: Study): readonly string[] {
  const metric = headlineMetric(study);
  const text = (evaluation: Evaluation | null) =>
    Object.entries(evaluation?.scoresBySet ?? {})
      .map(([set, scores]) => `${set} ${valueOf(scores, metric)?.toFixed(4) ?? "none"}`)
      .join(", ");
  const score = (evaluation: Evaluation | null) => valueOf(evaluation?.scores, metric) ?? -1;
  const scored = study.trials
    .filter((trial) => evaluationOf(trial)?.scoresBySet)
    .toSorted((a, b) => score(evaluationOf(b)) - score(evaluationOf(a)));
  if (scored.length === 0) return [];
  return [
    `By set, ${metrics.get(metric).label}`,
    ...scored.map((trial) => {
      const tested = text(trial.test);
      return `  ${trial.label.padEnd(12)} validation ${text(evaluationOf(trial))}${tested && `; test ${tested}`}`;
    }),
  ];
}
