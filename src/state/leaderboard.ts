import { isBaseline, isShared, repeatOf } from "../core/study/architecture.ts";
import { splitGroups, type SplitGroup } from "../core/judging/splitGroups.ts";
import { meanOf } from "../core/statistics.ts";
import { classMetrics, valueMetrics } from "../catalog/metrics/index.ts";
import { CLASS_METRIC } from "../core/judging/defaultMetrics.ts";
import { headlineScore, secondMetric } from "../core/judging/headline.ts";
import { classValuesOf, valueOf } from "../core/judging/scores.ts";
import type { ShownTrials } from "./shownStage.ts";
import { hasEnded, latestScores, reasonText, type Trial, type TrialStatus } from "../core/study/trial.ts";

/** Columns of the board; "score" is the headline metric, "second" the one beside it. */
export type SortKey =
  "trial" | "status" | "score" | "gain" | "second" | "params" | "multiplyAdds" | "memory" | "time" | `class${number}`;

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
  const baseline = baselineScore(study);
  const passes = filterOf(filter);
  const compare = (a: Valued, b: Valued): number => {
    if (a.value === null || b.value === null) return (a.value === null ? 1 : 0) - (b.value === null ? 1 : 0);
    const order = typeof a.value === "string" ? a.value.localeCompare(String(b.value)) : a.value - Number(b.value);
    return (
      (isDescending ? -order : order) ||
      (repeatOf(a.trial) ?? -1) - (repeatOf(b.trial) ?? -1) ||
      a.trial.id - b.trial.id
    );
  };
  const shown = study.trials.filter(passes);
  const ofGroup = meanOfSplits(groupsByTrial(study), (trial) => sortValue(study, trial, key, baseline));
  const valued = shown.filter(({ isPinned }) => !isPinned).map((trial): Valued => ({ trial, value: ofGroup(trial) }));
  return [...shown.filter(({ isPinned }) => isPinned), ...valued.sort(compare).map(({ trial }) => trial)];
}

/** Splits of one network stay together: they are sorted by the mean of their values, as one row would be. */
function meanOfSplits(
  groupOf: ReadonlyMap<Trial, SplitGroup>,
  value: (trial: Trial) => number | string | null,
): (trial: Trial) => number | string | null {
  const means = new Map<SplitGroup, number | null>();
  for (const group of new Set(groupOf.values())) {
    const values = group.members.map(value).filter((each) => typeof each === "number");
    means.set(group, values.length > 0 ? meanOf(values) : null);
  }
  return (trial) => {
    const group = groupOf.get(trial);
    return group ? means.get(group)! : value(trial);
  };
}

const groupsByTrial = (study: ShownTrials): ReadonlyMap<Trial, SplitGroup> =>
  new Map(splitGroups(study).flatMap((group) => group.members.map((trial) => [trial, group] as const)));

export type BoardRow = { readonly trial: Trial } | { readonly splits: SplitGroup };

/** The rows of the board with a head over the splits of each network. */
export function withSplitHeads(study: ShownTrials, rows: readonly Trial[]): readonly BoardRow[] {
  const groupOf = groupsByTrial(study);
  return rows.flatMap((trial, index): readonly BoardRow[] => {
    const splits = groupOf.get(trial);
    const isFirst = splits && groupOf.get(rows[index - 1]!) !== splits;
    return isFirst ? [{ splits }, { trial }] : [{ trial }];
  });
}

/** A trial with what it is sorted by. */
interface Valued {
  readonly trial: Trial;
  readonly value: number | string | null;
}

/** The first baseline that has a headline score, by name: what gains are measured from. */
export function scoredBaseline(study: ShownTrials): { readonly label: string; readonly score: number } | null {
  const baseline = study.trials.find((trial) => isBaseline(trial) && latestScores(trial));
  const score = baseline && headlineScore(study, baseline);
  return typeof score === "number" ? { label: baseline!.label, score } : null;
}

export const baselineScore = (study: ShownTrials): number | null => scoredBaseline(study)?.score ?? null;

function sortValue(study: ShownTrials, trial: Trial, key: SortKey, baseline: number | null): number | string | null {
  const score = headlineScore(study, trial);
  switch (key) {
    case "trial":
      return trial.id;
    case "status":
      return trial.status;
    case "score":
      return isShared(trial) ? null : score;
    case "gain":
      return score !== null && baseline !== null ? score - baseline : null;
    case "second":
      return valueOf(latestScores(trial), secondMetric(study));
    case "params":
      return trial.cost?.parameters ?? null;
    case "multiplyAdds":
      return trial.cost?.multiplyAdds ?? null;
    case "memory":
      return trial.cost?.trainingBytes ?? null;
    case "time":
      return hasEnded(trial) ? trial.seconds : null;
    default:
      return classValuesOf(latestScores(trial), CLASS_METRIC)[Number(key.slice("class".length))] ?? null;
  }
}

/** A mean over classes is written as what it is the mean of: "iou > 0.6"; the others by their ids: "accuracy > 0.9". */
const measured: readonly (readonly [string, (trial: Trial) => number | null])[] = [
  ...valueMetrics.map(({ id }) => [id, id] as const),
  ...classMetrics.map(({ id, mean }) => [id, mean] as const),
].map(([name, id]) => [name.toLowerCase(), (trial) => valueOf(latestScores(trial), id)]);

const UNITS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9 };

const QUANTITIES: Readonly<Record<string, (trial: Trial) => number | null>> = {
  params: (trial) => trial.cost?.parameters ?? null,
  parameters: (trial) => trial.cost?.parameters ?? null,
  time: (trial) => trial.seconds,
  seconds: (trial) => trial.seconds,
  trial: (trial) => trial.id,
  ...Object.fromEntries(measured),
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
