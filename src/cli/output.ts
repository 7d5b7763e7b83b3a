import { classMetrics, headlineOf, metrics, valueMetrics } from "../catalog/metrics/index.ts";
import { scoreInterval } from "../core/judging/blockBootstrap.ts";
import { CLASS_METRIC } from "../core/judging/defaultMetrics.ts";
import { headlineMetric, headlineScore, secondMetric } from "../core/judging/headline.ts";
import type { Metric } from "../core/judging/metric.ts";
import { classValuesOf, valueOf, type Scores } from "../core/judging/scores.ts";
import { lostClasses, lostText } from "../core/judging/lostClasses.ts";
import { isOnOtherSplit, splitGroups, type SplitGroup } from "../core/judging/splitGroups.ts";
import { twoStageResult, type Tuning } from "../core/judging/retrainingControl.ts";
import { verdictOf, type Verdict } from "../core/judging/verdict/verdict.ts";
import { recipeOf } from "../core/stages/origin.ts";
import { sharedScoresOf, type SharedScores } from "../core/judging/sharedScores.ts";
import { currentStage, sizeOf } from "../core/stages/stages.ts";
import { comparisonsOf, intervalText } from "../core/judging/comparison.ts";
import { bestTrial } from "../core/study/ranking.ts";
import { PROPOSED_AND_BASELINES } from "../core/study/architecture.ts";
import { meanOf } from "../core/statistics.ts";
import type { Study } from "../core/study/study.ts";
import type { StudyEvent } from "../core/study/events.ts";
import { evaluationOf, hasEnded, lastStep, latestScores, type Evaluation, type Trial } from "../core/study/trial.ts";

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

export const round = (value: number): number => Math.round(value * 1e6) / 1e6;

const rounded = (value: number | null): number | null => (value === null ? null : round(value));

/** Scores as every command prints them: each metric by its id, those of classes as "perClassIou". */
export const scoresJson = (
  scores: Scores,
  shown: readonly Metric[] = valueMetrics,
): Readonly<Record<string, number | null | readonly (number | null)[]>> => ({
  ...Object.fromEntries(
    shown.flatMap(({ id }) => (id in scores.values ? [[id, rounded(valueOf(scores, id))] as const] : [])),
  ),
  ...Object.fromEntries(classMetrics.map(({ id }) => [perClassName(id), classValuesOf(scores, id).map(rounded)])),
});

/** What an evaluation came to in each of several sets; nothing where the data are one. */
export const setsJson = (evaluation: Evaluation | null): Readonly<Record<string, unknown>> =>
  evaluation?.scoresBySet
    ? {
        scoresBySet: Object.fromEntries(
          Object.entries(evaluation.scoresBySet).map(([set, scores]) => [set, scoresJson(scores)]),
        ),
      }
    : {};

/** Its scores, and those of each set. */
export const evaluationJson = (evaluation: Evaluation): Readonly<Record<string, unknown>> => ({
  ...scoresJson(evaluation.scores),
  ...setsJson(evaluation),
});

const perClassName = (metric: string): string => `perClass${metric.charAt(0).toUpperCase()}${metric.slice(1)}`;

/** What a summary says where nothing was scored. */
const NO_SCORES: Scores = {
  values: Object.fromEntries(valueMetrics.map(({ id }) => [id, null])),
  perClass: { [CLASS_METRIC]: [] },
};

/** "mean IoU 0.8123, Dice 0.9001": the metrics that were measured, those shown of every network first. */
export const scoresText = (scores: Scores, shown: readonly Metric[] = valueMetrics): string =>
  shown
    .flatMap(({ id, label }) => {
      const value = valueOf(scores, id);
      return value === null ? [] : [`${label} ${value.toFixed(4)}`];
    })
    .join(", ");

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
    case "candidatesCompared":
      return { type: "compared", trial: event.trial, pairs: event.pairs };
    case "memberAdded":
      return { type: "added", trial: event.trial, member: event.member, score: round(event.score) };
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
      return { type: "tested", trial: event.trial, ...evaluationJson(event.evaluation) };
    case "trialEnded":
      return endedJson(event, study);
    default:
      return null;
  }
}

function endedJson(
  { trial, outcome, seconds }: Extract<StudyEvent, { type: "trialEnded" }>,
  study: Study,
): Readonly<Record<string, unknown>> {
  const scores = latestScores(study.trials.at(trial)!);
  return {
    type: outcome.status,
    trial,
    seconds: round(seconds),
    ...("because" in outcome && { because: outcome.because }),
    ...("error" in outcome && { error: outcome.error }),
    ...(scores && scoresJson(scores)),
    ...("evaluation" in outcome && setsJson(outcome.evaluation)),
  };
}

/** The last line of a search. */
export function summaryJson(study: Study, seconds: number): Readonly<Record<string, unknown>> {
  const best = bestTrial(study) ?? bestTrial(study, { kinds: PROPOSED_AND_BASELINES });
  const scores = best && latestScores(best);
  const result = twoStageResult(study);
  const shared = sharedResults(study);
  return {
    type: "summary",
    bestTrial: best?.id ?? null,
    ...scoresJson(scores ?? NO_SCORES),
    ...(best?.test && { test: evaluationJson(best.test) }),
    ...(result && {
      retraining: {
        minimum: round(result.minimum),
        median: round(result.median),
        maximum: round(result.maximum),
        count: result.retrained.length,
      },
      counted: recipeOf(study, result.source)?.bestBy ?? "last step",
      tuning: tuningJson(result.tuning),
      conclusion: result.sentence,
    }),
    verdict: verdictJson(study),
    isTestOpened: study.isTestOpened,
    ...(shared.length > 0 && { sharedWeights: shared.map(sharedJson) }),
    trials: study.trials.filter(hasEnded).length,
    seconds: round(seconds),
  };
}

/** The 95 % interval of a trial's headline score over blocks of the validation part; null where none is known. */
export function intervalJson(study: Study, trial: Trial): readonly [low: number, high: number] | null {
  const evaluation = evaluationOf(trial);
  const found = evaluation && scoreInterval(evaluation, headlineOf(study));
  return found && [round(found.low), round(found.high)];
}

/** What the study says; null before two networks have finished. */
export const verdictIn = (study: Study): Verdict | null => verdictOf(study, headlineOf(study));

function verdictJson(study: Study): Readonly<Record<string, unknown>> | null {
  const verdict = verdictIn(study);
  if (!verdict) return null;
  const { kind, sentence, evidence, best, rival, difference, more, next } = verdict;
  const { mean, interval, trainings, blocks, p } = difference;
  return {
    ...{ kind, sentence, evidence },
    trials: [best.trial.id, rival.trial.id],
    difference: round(mean),
    interval: interval && [round(interval.low), round(interval.high)],
    ...{ trainings, blocks, p: rounded(p), more },
    next: next && { words: next.words, seconds: next.seconds === null ? null : round(next.seconds) },
  };
}

/** What the tuned winner's own retrainings allow to be claimed. */
const tuningJson = ({ winner, trials, again, claim: { test, isGain }, emptyChance }: Tuning) => ({
  trial: winner.id,
  trials,
  again: again.length,
  ...(test && { u: test.u, p: round(test.p) }),
  isGain,
  emptyChance: round(emptyChance),
});

/** What shared weights were worth, of every stage whose members were trained by themselves as well. */
export const sharedResults = (study: Study): readonly SharedScores[] =>
  study.spec.stages.flatMap((_, stage) => sharedScoresOf(study, stage) ?? []);

const sharedJson = ({ stage, members, correlation, spread, seeds, entropy, gain, sentence }: SharedScores) => ({
  stage,
  members: members.map(({ trial, shared, own }) => ({ trial: trial.id, shared: round(shared), own: round(own) })),
  correlation: rounded(correlation),
  spread: rounded(spread),
  seeds: rounded(seeds),
  entropy: rounded(entropy),
  gain: rounded(gain),
  conclusion: sentence,
});

/** Scores on the test part, a line each; empty before it was opened. */
export const testLines = (study: Study): readonly string[] =>
  study.trials.flatMap(({ label, test }) => (test ? [`Test part, ${label}: ${scoresText(test.scores)}`] : []));

/** Classes that a training had found and lost again, a line each. */
export const lostLines = ({ trials, spec: { task } }: Study): readonly string[] =>
  [...trials].flatMap((trial) =>
    lostClasses(trial).map(
      (lost) =>
        `Trial ${trial.label}: ${lostText(task.classes[lost.index]!.name, lost, metrics.get(CLASS_METRIC).shortLabel)}`,
    ),
  );

/** Networks trained alike, a table for each stage; empty where a study compares nothing. */
export const comparisonLines = (study: Study): readonly string[] =>
  comparisonsOf(study).flatMap(({ stage, rows }) => [
    `Stage ${stage + 1}, trained alike: ${metrics.get(headlineMetric(study)).label} with the 95 % interval of its mean (trainings)`,
    ...rows.map(
      ({ name, parameters, validation, test }) =>
        `  ${name.padEnd(24)} validation ${intervalText(validation).padEnd(20)} ${test ? `test ${intervalText(test).padEnd(20)}` : ""} ${grouped(parameters)} parameters`,
    ),
  ]);

const headings = (study: Study): readonly string[] => [
  "trial",
  "status",
  metrics.get(headlineMetric(study)).label,
  metrics.get(secondMetric(study)).shortLabel,
  ...["step", "params", "seconds", "what"],
];

/** The leaderboard in plain text, best first, failures with their reasons at the end. */
export function leaderboard(study: Study): string {
  const rank = (trial: Trial) => (headlineScore(study, trial) ?? -1) + (trial.status === "finished" ? 1 : 0);
  const groups = splitGroups(study);
  const rows = study.trials
    .filter((trial) => !isOnOtherSplit(trial))
    .toSorted((a, b) => rank(b) - rank(a))
    .flatMap((trial) => [
      tableRow(study, trial),
      ...groups.filter(({ source }) => source === trial.id).flatMap((group) => splitRows(study, group)),
    ]);
  const table = [headings(study), ...rows];
  const widths = headings(study).map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
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

/** The splits of one network under it: their mean and how far they are apart, then each. */
function splitRows(study: Study, { members, score }: SplitGroup): readonly (readonly string[])[] {
  const spread = score && score.deviation !== null ? `± ${score.deviation.toFixed(4)}, ` : "";
  const head = ["  mean", "", score?.mean.toFixed(4) ?? "none", "", "", "", ""];
  return [
    [...head, `${spread}of ${members.length} shuffled ${members.length === 1 ? "split" : "splits"}`],
    ...members.map((trial) => {
      const [label, ...cells] = tableRow(study, trial);
      return [`  ${label!}`, ...cells];
    }),
  ];
}

function tableRow(study: Study, trial: Trial): readonly string[] {
  const shown = [headlineMetric(study), secondMetric(study)].map((id) => valueOf(latestScores(trial), id));
  const why =
    "because" in trial
      ? trial.because
      : "error" in trial
        ? `${trial.error.name}: ${trial.error.message}`
        : trial.reason.text;
  return [
    trial.label,
    trial.status === "running" ? "interrupted" : trial.status,
    ...shown.map((value) => value?.toFixed(4) ?? "none"),
    String(lastStep(trial)),
    trial.cost ? grouped(trial.cost.parameters) : "",
    trial.seconds.toFixed(1),
    why.length > 80 ? `${why.slice(0, 79)}…` : why,
  ];
}

export const isComplete = (study: Study): boolean => currentStage(study) === null;
