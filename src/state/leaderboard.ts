import { isBaseline, isShared } from "../core/study/architecture.ts";
import type { Study } from "../core/study/study.ts";
import type { ShownTrials } from "./shownStage.ts";
import { hasEnded, latestScores, type Trial, type TrialStatus } from "../core/study/trial.ts";

export type SortKey = "trial" | "status" | "meanIou" | "gain" | "dice" | "params" | "time" | `class${number}`;

export interface Sorting {
  readonly key: SortKey;
  readonly isDescending: boolean;
}

export interface BoardFilter {
  /** Such as "params < 1 M", "iou > 0.6", or words found in label, status and reason. */
  readonly text: string;
  readonly status: TrialStatus | "all";
}

/** Trials for the leaderboard: pinned ones stay first, then the rest as sorted; what has no value, or only scores of shared weights, goes last. */
export function boardRows(study: ShownTrials, { key, isDescending }: Sorting, filter: BoardFilter): readonly Trial[] {
  const baseline = baselineIou(study);
  const passes = filterOf(filter);
  const value = (trial: Trial) => sortValue(trial, key, baseline);
  const compare = (a: Trial, b: Trial): number => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return (x === null ? 1 : 0) - (y === null ? 1 : 0);
    const order = typeof x === "string" ? x.localeCompare(String(y)) : x - Number(y);
    return (isDescending ? -order : order) || a.id - b.id;
  };
  const shown = study.trials.filter(passes);
  return [...shown.filter(({ isPinned }) => isPinned), ...shown.filter(({ isPinned }) => !isPinned).sort(compare)];
}

/** Mean IoU of the first baseline that has one: what "± base" is measured from. */
export function baselineIou(study: ShownTrials): number | null {
  const baseline = study.trials.find((trial) => isBaseline(trial) && latestScores(trial));
  return baseline ? latestScores(baseline)!.meanIou : null;
}

function sortValue(trial: Trial, key: SortKey, baseline: number | null): number | string | null {
  const scores = latestScores(trial);
  switch (key) {
    case "trial":
      return trial.id;
    case "status":
      return trial.status;
    case "meanIou":
      return isShared(trial) ? null : (scores?.meanIou ?? null);
    case "gain":
      return scores && baseline !== null ? scores.meanIou - baseline : null;
    case "dice":
      return scores?.meanDice ?? null;
    case "params":
      return trial.cost?.parameters ?? null;
    case "time":
      return hasEnded(trial) ? trial.seconds : null;
    default:
      return scores?.iou[Number(key.slice("class".length))] ?? null;
  }
}

const UNITS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9 };

const QUANTITIES: Readonly<Record<string, (trial: Trial) => number | null>> = {
  params: (trial) => trial.cost?.parameters ?? null,
  parameters: (trial) => trial.cost?.parameters ?? null,
  iou: (trial) => latestScores(trial)?.meanIou ?? null,
  dice: (trial) => latestScores(trial)?.meanDice ?? null,
  time: (trial) => trial.seconds,
  seconds: (trial) => trial.seconds,
  trial: (trial) => trial.id,
};

function filterOf({ text, status }: BoardFilter): (trial: Trial) => boolean {
  const condition = parseCondition(text);
  const words = text.trim().toLowerCase();
  return (trial) => {
    if (status !== "all" && trial.status !== status) return false;
    if (condition) return condition(trial);
    return words === "" || `${trial.label} ${trial.status} ${reasonText(trial)}`.toLowerCase().includes(words);
  };
}

/** "params < 1 M" as a test; null when the text is no condition. */
export function parseCondition(text: string): ((trial: Trial) => boolean) | null {
  const match = /^\s*([a-z]+)\s*(<=|>=|<|>|=)\s*([\d.]+)\s*([kmg])?\s*$/i.exec(text);
  const quantity = match && QUANTITIES[match[1]!.toLowerCase()];
  if (!match || !quantity) return null;
  const limit = Number(match[3]) * (match[4] ? UNITS[match[4].toLowerCase()]! : 1);
  const tests: Readonly<Record<string, (value: number) => boolean>> = {
    "<": (v) => v < limit,
    ">": (v) => v > limit,
    "<=": (v) => v <= limit,
    ">=": (v) => v >= limit,
    "=": (v) => v === limit,
  };
  return (trial) => {
    const value = quantity(trial);
    return value !== null && tests[match[2]!]!(value);
  };
}

/** Why a trial ended as it did, in a few words; empty for one that finished. */
export function reasonText(trial: Trial): string {
  if ("because" in trial) return trial.because;
  if ("error" in trial) return trial.error.message;
  return trial.status === "memoised" ? `same network as trial ${trial.of}` : "";
}

/** What became of a trial that was not simply trained, as a sentence; null for one that was. */
export function endText({ trials }: ShownTrials, trial: Trial): string | null {
  switch (trial.status) {
    case "illegal":
      return `Turned down before it was built: ${sentence(trial.because)} No training time was lost.`;
    case "outOfMemory":
      return `Turned down because of its size: ${sentence(trial.because)}`;
    case "memoised": {
      const label = trials.find(({ id }) => id === trial.of)?.label ?? String(trial.of);
      return `It builds the same network as trial ${label}, so the score is taken from there and nothing was trained.`;
    }
    case "pruned":
      return `It was stopped early: ${sentence(trial.because)}`;
    default:
      return null;
  }
}

/** With a full stop, where there is none. */
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The leaderboard as comma-separated values. */
export function boardCsv(study: Study, rows: readonly Trial[]): string {
  const head = [
    "trial",
    "status",
    "reason",
    "mean_iou",
    "mean_dice",
    ...study.spec.task.classes.map(({ name }) => `iou_${name}`),
    "parameters",
    "seconds",
  ];
  const lines = rows.map((trial) => {
    const scores = latestScores(trial);
    return [
      trial.label,
      trial.status,
      reasonText(trial),
      scores?.meanIou,
      scores?.meanDice,
      ...study.spec.task.classes.map((_, index) => scores?.iou[index]),
      trial.cost?.parameters,
      trial.seconds,
    ];
  });
  return [head, ...lines].map((line) => line.map(csvCell).join(",")).join("\n");
}

function csvCell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
