import type { Scores } from "../core/image/confusion.ts";
import { twoStageResult } from "../core/judging/retrainingControl.ts";
import { currentStage, sizeOf } from "../core/stages/stages.ts";
import { comparisonsOf, intervalText, meanOf } from "../core/judging/comparison.ts";
import { bestTrial } from "../core/study/ranking.ts";
import { PROPOSED_AND_BASELINES } from "../core/study/architecture.ts";
import { type Study } from "../core/study/study.ts";
import { type StudyEvent } from "../core/study/events.ts";
import { hasEnded, lastStep, latestScores, type Trial } from "../core/study/trial.ts";

/** Where a command's results go: one JSON object a line on stdout, or words for people. Everything else goes to stderr. */
export interface Output {
  readonly isJson: boolean;
  /** A result as data; silent for people. */
  json(object: Readonly<Record<string, unknown>>): void;
  /** A result in words; silent with --json. */
  say(text: string): void;
  /** A passing remark, on stderr. */
  note(text: string): void;
  /** The one line that changes, on a terminal; made only where it is shown. */
  bar(text: () => string): void;
  /** A step that was taken: a line on stderr where there is no terminal that shows the bar. */
  step(text: string): void;
}

export function createOutput(isJson: boolean): Output {
  const isTerminal = process.stderr.isTTY;
  let barLength = 0;
  const clear = () => {
    if (barLength > 0) process.stderr.write(`\r${" ".repeat(barLength)}\r`);
    barLength = 0;
  };
  return {
    isJson,
    json(object) {
      if (isJson) process.stdout.write(`${JSON.stringify(object)}\n`);
    },
    say(text) {
      if (isJson) return;
      clear();
      process.stdout.write(`${text}\n`);
    },
    note(text) {
      clear();
      process.stderr.write(`${text}\n`);
    },
    step(text) {
      if (!isTerminal && !isJson) process.stderr.write(`${text}\n`);
    },
    bar(text) {
      if (!isTerminal || isJson) return;
      clear();
      const fitting = text().slice(0, process.stderr.columns - 1);
      process.stderr.write(fitting);
      barLength = fitting.length;
    },
  };
}

/** A count with its thousands apart. */
export const grouped = (count: number): string => count.toLocaleString("en").replaceAll(",", " ");

const perClass = (scores: Scores) => scores.iou.map((value) => (value === null ? null : round(value)));
export const round = (value: number): number => Math.round(value * 1e6) / 1e6;

/** Scores as every command prints them. */
export const scoresJson = (scores: Scores) => ({
  meanIou: round(scores.meanIou),
  meanDice: round(scores.meanDice),
  perClassIou: perClass(scores),
});

/** The classes of a study: name, values in the label file, voxels in each part. */
const classesJson = ({ spec: { task } }: Study) =>
  task.classes.map(({ name, values }, index) => ({
    name,
    ...(values && { values }),
    ...(task.labelVoxels && { voxels: task.labelVoxels.classes[index] }),
  }));

/** One event of a study as a line: `type` is started, asked, reported, or how the trial ended. */
export function eventJson(event: StudyEvent, study: Study): Readonly<Record<string, unknown>> | null {
  switch (event.type) {
    case "runStarted":
      return {
        type: "started",
        study: study.spec.name,
        seed: study.spec.seed,
        device: event.device,
        workers: event.slots,
        classes: classesJson(study),
        stages: study.spec.stages.map((stage) => ({ kind: stage.kind, size: sizeOf(stage) })),
      };
    case "stageBegan":
      return { type: "stage", stage: event.stage, kind: study.spec.stages[event.stage]?.kind, sources: event.sources };
    case "deviceChosen":
      return { type: "device", device: event.device, by: event.by, figures: event.figures };
    case "deviceLost":
      return { type: "deviceLost", device: event.device, next: event.next, because: event.because };
    case "trialAsked":
      return {
        type: "asked",
        trial: event.trial,
        stage: event.stage,
        label: event.label,
        key: event.key,
        reason: event.reason.text,
        ...(event.cost && { parameters: event.cost.parameters }),
      };
    case "trialReported":
      return {
        type: "reported",
        trial: event.trial,
        step: event.point.step,
        loss: round(event.point.loss),
        ...(event.point.scores && scoresJson(event.point.scores)),
      };
    case "epochEnded": {
      const { rewards, entropy, uniformEntropy, baseline } = event.epoch;
      return {
        type: "epoch",
        trial: event.trial,
        epoch: event.epoch.epoch,
        step: event.point.step,
        loss: round(event.point.loss),
        reward: round(meanOf(rewards)),
        baseline: baseline === null ? null : round(baseline),
        entropyShare: round(entropy / uniformEntropy),
      };
    }
    case "membersDerived":
      return {
        type: "derived",
        trial: event.trial,
        members: event.members.length,
        best: event.members[0] ? round(event.members[0].reward) : null,
      };
    case "trialInterrupted":
      return { type: "interrupted", trial: event.trial, because: event.because };
    case "trialTested":
      return { type: "tested", trial: event.trial, ...scoresJson(event.evaluation.scores) };
    case "trialEnded": {
      const scores = latestScores(study.trials[event.trial]!);
      const { outcome } = event;
      return {
        type: outcome.status,
        trial: event.trial,
        seconds: round(event.seconds),
        ...("because" in outcome && { because: outcome.because }),
        ...("error" in outcome && { error: outcome.error }),
        ...(scores && scoresJson(scores)),
      };
    }
    default:
      return null;
  }
}

/** The last line of a search. */
export function summaryJson(study: Study, seconds: number): Readonly<Record<string, unknown>> {
  const best = bestTrial(study) ?? bestTrial(study, { kinds: PROPOSED_AND_BASELINES });
  const scores = best && latestScores(best);
  const result = twoStageResult(study);
  return {
    type: "summary",
    bestTrial: best?.id ?? null,
    ...(scores ? scoresJson(scores) : { meanIou: null, meanDice: null, perClassIou: [] }),
    ...(best?.test && { test: scoresJson(best.test.scores) }),
    ...(result && {
      retraining: {
        minimum: round(result.minimum),
        median: round(result.median),
        maximum: round(result.maximum),
        count: result.retrained.length,
      },
      conclusion: result.sentence,
    }),
    trials: study.trials.filter(hasEnded).length,
    seconds: round(seconds),
  };
}

/** Scores on the test part, a line each; empty before it was opened. */
export const testLines = (study: Study): readonly string[] =>
  study.trials.flatMap(({ label, test }) =>
    test
      ? [
          `Test part, ${label}: mean IoU ${test.scores.meanIou.toFixed(4)}, mean Dice ${test.scores.meanDice.toFixed(4)}`,
        ]
      : [],
  );

/** Networks trained alike, a table for each stage; empty where a study compares nothing. */
export const comparisonLines = (study: Study): readonly string[] =>
  comparisonsOf(study).flatMap(({ stage, rows }) => [
    `Stage ${stage + 1}, trained alike: mean IoU with the 95 % interval of its mean (trainings)`,
    ...rows.map(
      ({ name, parameters, validation, test }) =>
        `  ${name.padEnd(24)} validation ${intervalText(validation).padEnd(20)} ${test ? `test ${intervalText(test).padEnd(20)}` : ""} ${grouped(parameters)} parameters`,
    ),
  ]);

const HEADINGS = ["trial", "status", "mean IoU", "Dice", "step", "params", "seconds", "what"] as const;

/** The leaderboard in plain text, best first, failures with their reasons at the end. */
export function leaderboard(study: Study): string {
  const rank = (trial: Trial) => (latestScores(trial)?.meanIou ?? -1) + (trial.status === "finished" ? 1 : 0);
  const rows = [...study.trials].sort((a, b) => rank(b) - rank(a)).map(tableRow);
  const table = [HEADINGS as readonly string[], ...rows];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map((row) =>
      row
        .map((cell, column) =>
          column >= 2 && column <= 6 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function tableRow(trial: Trial): readonly string[] {
  const scores = latestScores(trial);
  const why =
    "because" in trial
      ? trial.because
      : "error" in trial
        ? `${trial.error.name}: ${trial.error.message}`
        : trial.reason.text;
  return [
    trial.label,
    trial.status === "running" ? "interrupted" : trial.status,
    scores ? scores.meanIou.toFixed(4) : "none",
    scores ? scores.meanDice.toFixed(4) : "none",
    String(lastStep(trial)),
    trial.cost ? grouped(trial.cost.parameters) : "",
    trial.seconds.toFixed(1),
    why.length > 80 ? `${why.slice(0, 79)}…` : why,
  ];
}

export const isComplete = (study: Study): boolean => currentStage(study) === null;
