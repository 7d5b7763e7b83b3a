import { isBaseline, isProposed } from "../core/study/architecture.ts";
import { headlineScore } from "../core/judging/headline.ts";
import { figureTrials } from "../core/judging/retrainingControl.ts";
import type { Study } from "../core/study/study.ts";
import type { Trial } from "../core/study/trial.ts";

/** What a pane shows. */
export type PaneContent =
  | { readonly kind: "image" }
  | { readonly kind: "truth" }
  | { readonly kind: "prediction" | "probability" | "uncertainty" | "errors"; readonly trial: number };

export interface Pane {
  readonly content: PaneContent;
  /** Plane pixels by which this pane is shifted against the others. */
  readonly offset: readonly [x: number, y: number];
}

/** The paper's figure where two stages have run; else the best candidate beside the best baseline, or the two best candidates. */
export function firstComparison(study: Study | null): readonly number[] {
  const figure = study ? figureTrials(study) : [];
  if (figure.length > 0) return figure.map(({ id }) => id);
  const scoreOf = (trial: Trial): number => (study && headlineScore(study, trial)) ?? 0;
  const scored =
    study?.trials.filter(({ status }) => status === "finished").toSorted((a, b) => scoreOf(b) - scoreOf(a)) ?? [];
  const best = scored.find(isProposed);
  const baseline = scored.find(isBaseline);
  const second = baseline ?? scored.find((trial) => trial !== best);
  return [best, second].flatMap((trial) => (trial ? [trial.id] : []));
}

/** Those of some trials that are baselines. */
export const baselinesOf = (study: Study | null, ids: readonly number[]): readonly number[] =>
  ids.filter((id) => {
    const trial = study?.trials.at(id);
    return trial !== undefined && isBaseline(trial);
  });

/** Candidates in the order they were chosen in, then baselines: a gain is read from left to right. */
export function baselinesLast(study: Study | null, ids: readonly number[]): readonly number[] {
  const baselines = baselinesOf(study, ids);
  return [...ids.filter((id) => !baselines.includes(id)), ...baselines];
}

/**
 * Image, truth, then one prediction per compared trial, then error maps and other looks of the same trials. Where there are too few
 * panes for all of that, image and truth give way.
 */
export function defaultPanes(count: number, compared: readonly number[]): readonly Pane[] {
  const references = [{ kind: "image" }, { kind: "truth" }] as const;
  const missing = Math.min(references.length, Math.max(0, compared.length + references.length - count));
  const contents: PaneContent[] = [
    ...(compared.length > 0 ? references.slice(missing) : references),
    ...compared.map((trial) => ({ kind: "prediction" as const, trial })),
    ...(["errors", "uncertainty", "probability"] as const).flatMap((kind) =>
      compared.map((trial) => ({ kind, trial })),
    ),
  ];
  return Array.from({ length: count }, (_, index) => ({
    content: contents[index] ?? { kind: "truth" },
    offset: [0, 0] as const,
  }));
}

/** More or fewer panes. Those that stay keep what they show where something was chosen for one of them; image and truth go first. */
export function resizedPanes(panes: readonly Pane[], count: number, compared: readonly number[]): readonly Pane[] {
  const usual = defaultPanes(count, compared);
  if (defaultPanes(panes.length, compared).every((pane, index) => isSame(pane, panes[index]!))) return usual;
  const isOfTrial = ({ content }: Pane) => "trial" in content;
  const staying = new Set(
    [...panes.filter(isOfTrial), ...panes.filter((pane) => !isOfTrial(pane)).reverse()].slice(0, count),
  );
  const kept = panes.filter((pane) => staying.has(pane));
  const added = usual.filter((pane) => !kept.some((other) => isSame(other, pane)));
  return [...kept, ...added, ...usual].slice(0, count);
}

const isSame = (one: Pane, other: Pane): boolean => JSON.stringify(one.content) === JSON.stringify(other.content);
