import { isBaseline } from "../../core/study/architecture.ts";
import { headlineMetric, headlineScore } from "../../core/judging/headline.ts";
import { currentStage, isTest, plannedOf } from "../../core/stages/stages.ts";
import type { Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import { metrics } from "../../catalog/metrics/index.ts";
import type { BestStanding, Span, StudyStanding, TrialStanding } from "./standing.ts";

/** A study as those who look on are shown it. */
export function studyStanding(study: Study, spans: readonly Span[], bests: readonly BestStanding[]): StudyStanding {
  const { name, task } = study.spec;
  const lastSpan = new Map(spans.map((span) => [span.trial, span]));
  return {
    ...{ name, bests, metric: metrics.get(headlineMetric(study)).label },
    planned: plannedTrainings(study),
    isDone: currentStage(study) === null,
    trials: study.trials.map((trial) => trialStanding(study, trial, lastSpan.get(trial.id))),
    classes: task.classes.map(({ name: called, color }) => ({ name: called, color })),
  };
}

/** Trials that are trained, or put together: all but those of tests. */
export const plannedTrainings = (study: Study): number =>
  study.spec.stages.reduce((sum, stage, index) => sum + (isTest(stage) ? 0 : plannedOf(study, index)), 0);

const trialStanding = (study: Study, trial: Trial, span: Span | undefined): TrialStanding => ({
  ...{ id: trial.id, label: trial.label, status: trial.status },
  isBaseline: isBaseline(trial),
  score: headlineScore(study, trial),
  parameters: trial.cost?.parameters ?? null,
  machine: span?.machine ?? null,
  endedAt: span?.to ?? null,
});
