import { metrics } from "../catalog/metrics/index.ts";
import { headlineMetric, headlineScore } from "../core/judging/headline.ts";
import { meanOf } from "../core/statistics.ts";
import { lossText } from "../core/run/device.ts";
import type { TrialProgress } from "../core/run/evaluator.ts";
import { currentStage, doneOf, plannedOf, trainingsOf } from "../core/stages/stages.ts";
import { bestTrial } from "../core/study/ranking.ts";
import { PROPOSED_AND_BASELINES } from "../core/study/architecture.ts";
import type { Study } from "../core/study/study.ts";
import type { StudyEvent } from "../core/study/events.ts";
import { recipeOf } from "../core/stages/origin.ts";
import type { Trial } from "../core/study/trial.ts";
import { eventJson, type Output } from "./output.ts";

/** Tells of a run as it goes: JSON lines, a bar on a terminal, else a line for each trial that ends. */
export function watchRun(output: Output, slots: () => number) {
  const running = new Map<number, TrialProgress>();
  return {
    event(event: StudyEvent, study: Study): void {
      const line = eventJson(event, study);
      if (line) output.json(line);
      if (event.type === "trialEnded") {
        running.delete(event.trial);
        output.step(
          `${endedText(study, study.trials.at(event.trial)!)} (${countText(study)}${leftText(study, running, slots())})`,
        );
      }
      if (event.type === "trialInterrupted" && event.seconds === 0)
        output.note(`Trial ${study.trials.at(event.trial)!.label}: ${event.because}`);
      if (event.type === "deviceLost") output.note(lossText(event));
      output.bar(() => progressLine(study, running, slots()));
    },
    progress(progress: TrialProgress, study: Study): void {
      running.set(progress.trial, progress);
      output.bar(() => progressLine(study, running, slots()));
    },
  };
}

/** Trained networks of all there will be, baselines among them. */
function countText(study: Study): string {
  const planned = study.spec.stages.map((_, index) => trainingsOf(study, index));
  return `${study.trials.ended.size} of ${planned.reduce((sum, count) => sum + count, 0)}`;
}

function endedText(study: Study, trial: Trial): string {
  const score = headlineScore(study, trial);
  const why = "because" in trial ? `: ${trial.because}` : "error" in trial ? `: ${trial.error.message}` : "";
  return `Trial ${trial.label} ${trial.status}${score === null ? "" : `, ${metrics.get(headlineMetric(study)).label} ${score.toFixed(3)}`}${why}`;
}

/** A bar of the stage, the best so far, and where each running trial stands. */
function progressLine(study: Study, running: ReadonlyMap<number, TrialProgress>, slots: number): string {
  const { stages } = study.spec;
  const at = currentStage(study) ?? stages.length - 1;
  const [planned, done] = [plannedOf(study, at), doneOf(study, at)];
  const filled = planned > 0 ? Math.min(20, Math.round((done / planned) * 20)) : 20;
  const best = bestTrial(study, { kinds: PROPOSED_AND_BASELINES });
  const steps = [...running.values()].map(
    ({ trial, step }) => `${study.trials.at(trial)!.label}: ${step} of ${stepsOf(study, trial)} steps`,
  );
  return [
    `${stages.length > 1 ? `${at + 1} ${stages[at]!.kind} ` : ""}[${"█".repeat(filled)}${"·".repeat(20 - filled)}] ${done} of ${planned}${leftText(study, running, slots)}`,
    ...(best ? [`best ${headlineScore(study, best)!.toFixed(3)}`] : []),
    ...steps,
  ].join(" · ");
}

/** Steps of a trial that is being trained. */
const stepsOf = (study: Study, trial: number): number => recipeOf(study, study.trials.at(trial)!)?.steps ?? 0;

/** ", 3 min left" of the current stage, by what its trials took or by the speed of those that run; empty before either is known. */
function leftText(study: Study, running: ReadonlyMap<number, TrialProgress>, slots: number): string {
  const at = currentStage(study);
  if (at === null) return "";
  const going = [...running.values()]
    .filter(({ stepsPerSecond }) => stepsPerSecond > 0)
    .map(({ trial, step, stepsPerSecond }) => ({ step, stepsPerSecond, steps: stepsOf(study, trial) }));
  const { ids, running: unfinished, trained } = study.trials.stage(at);
  if (trained.count + going.length === 0) return "";
  const perTrial =
    trained.count > 0
      ? trained.seconds / trained.count
      : meanOf(going.map(({ steps, stepsPerSecond }) => steps / stepsPerSecond));
  const share = going.reduce((sum, { step, steps }) => sum + step / steps, 0);
  const waiting = Math.max(0, trainingsOf(study, at) - (ids.size - unfinished) - share);
  return `, ${durationText((waiting * perTrial) / slots)} left`;
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
