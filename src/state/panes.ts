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

/** Image, truth, then one prediction per compared trial, then error maps and other looks of the same trials. */
export function defaultPanes(count: number, compared: readonly number[]): readonly Pane[] {
  const contents: PaneContent[] = [
    { kind: "image" },
    { kind: "truth" },
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

/** More or fewer panes; those that stay keep what they show. */
export function resizedPanes(panes: readonly Pane[], count: number, compared: readonly number[]): readonly Pane[] {
  return defaultPanes(count, compared).map((pane, index) => panes[index] ?? pane);
}
