import { Pin } from "lucide-react";
import type { ReactNode } from "react";
import { headlineOf } from "../../catalog/metrics/index.ts";
import { comparablePoints } from "../../core/judging/comparablePoints.ts";
import { CLASS_METRIC } from "../../core/judging/defaultMetrics.ts";
import type { CountedMetric } from "../../core/judging/metric.ts";
import { classValuesOf, valueOf } from "../../core/judging/scores.ts";
import { isProposed, isShared } from "../../core/study/architecture.ts";
import type { Study } from "../../core/study/study.ts";
import { hasEnded, lastStep, latestScores, type Trial } from "../../core/study/trial.ts";
import type { ChoosableColumn } from "../../state/boardChoice.ts";
import { scoredBaseline, type SortKey } from "../../state/leaderboard.ts";
import { capitalised, shownMetrics } from "../../state/shownMetrics.ts";
import type { ShownTrials } from "../../state/shownStage.ts";
import { compact } from "../charts/bins.ts";
import { Spark } from "../controls/Spark.tsx";
import { formatBytes, formatDuration, formatGain, shownGain } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { IntervalMark, scaleOf } from "./IntervalMark.tsx";
import { TrialState } from "./trialLooks.tsx";
import classes from "./search.module.css";

/** What a row knows of its trial beside the trial itself. */
interface RowFacts {
  readonly isBest: boolean;
  /** Of its recipe. */
  readonly steps: number;
  readonly seeds: string | null;
}

/** A column of the leaderboard. */
export interface BoardColumn extends ChoosableColumn {
  readonly label: string;
  /** What it sorts by; null for a picture. */
  readonly sortKey: SortKey | null;
  readonly swatch?: string;
  readonly isNumber?: boolean;
  readonly isWideOnly?: boolean;
  readonly cell: (trial: Trial, facts: RowFacts) => ReactNode;
  readonly cellClass?: (trial: Trial) => string | undefined;
}

/** Classes that are shown unless somebody chooses: the last five of the foreground. */
const USUAL_CLASSES = 5;
/** Of them, how many also where there is little room. */
const NARROW_CLASSES = 2;

/** "6 seeds, 0.591 to 0.642". */
export function seedsText(scores: readonly number[]): string | null {
  if (scores.length < 2) return null;
  return `${scores.length} seeds, ${Math.min(...scores).toFixed(3)} to ${Math.max(...scores).toFixed(3)}`;
}

/** All columns there are for the trials of a stage, from left to right. */
export function boardColumns(study: Study, shown: ShownTrials): readonly BoardColumn[] {
  const headline = headlineOf(study);
  const number = { isNumber: true, usually: "shown" } as const;
  const column = (id: SortKey, label: string, cell: BoardColumn["cell"], more: Partial<BoardColumn> = {}) =>
    ({ id, sortKey: id, label, cell, ...number, ...more }) satisfies BoardColumn;
  return [
    column("trial", "Trial", (trial, { isBest }) => <TrialName trial={trial} isBest={isBest} />, ALWAYS),
    column("status", "Status", (trial, facts) => <StatusCell trial={trial} {...facts} />, {
      ...ALWAYS,
      cellClass: () => classes.statusCell,
    }),
    column("score", headline.shortLabel, (trial) => <HeadlineScore trial={trial} metric={headline} />, {
      usually: "always",
    }),
    ...comparedColumns(study, shown, headline),
    ...classColumns(study),
    column("params", "Params", ({ cost }) => cost && compact(cost.parameters)),
    column("multiplyAdds", "Multiply-adds", ({ cost }) => cost && compact(cost.multiplyAdds), { usually: "hidden" }),
    column("memory", "Memory", ({ cost }) => cost && formatBytes(cost.trainingBytes), { usually: "hidden" }),
    column("time", "Time", (trial) => hasEnded(trial) && trial.seconds > 0 && formatDuration(trial.seconds)),
  ];
}

const ALWAYS = { usually: "always", isNumber: false } as const;

/** What holds a trial against the others: its interval, the distance to the baseline, its curve, the second metric. */
function comparedColumns(study: Study, shown: ShownTrials, headline: CountedMetric): readonly BoardColumn[] {
  const baseline = scoredBaseline(study);
  const [, second] = shownMetrics(study);
  const scale = scaleOf(shown.trials, headline);
  const gainOf = (trial: Trial) => {
    const score = valueOf(latestScores(trial), headline.id);
    return score !== null && baseline && isProposed(trial) ? score - baseline.score : null;
  };
  return [
    {
      ...{ id: "interval", label: "95 % interval", sortKey: null, usually: "shown" },
      cell: (trial) => (
        <IntervalMark trial={trial} metric={headline} scale={scale} baseline={baseline?.score ?? null} />
      ),
    },
    {
      ...{
        id: "gain",
        label: `To ${baseline?.label ?? "baseline"}`,
        sortKey: "gain",
        usually: "shown",
        isNumber: true,
      },
      cell(trial) {
        const gain = gainOf(trial);
        return gain === null ? "" : formatGain(gain, 3);
      },
      cellClass: (trial) => (shownGain(gainOf(trial) ?? 0, 3) > 0 ? "good" : "t3"),
    },
    {
      ...{ id: "curve", label: "Curve", sortKey: null, usually: "shown", isWideOnly: true },
      cell: (trial) => <CurveCell trial={trial} metric={headline} />,
    },
    {
      ...{ id: "second", label: second.shortLabel, sortKey: "second", usually: "shown", isNumber: true },
      cell: (trial) => valueOf(latestScores(trial), second.id)?.toFixed(3),
    },
  ];
}

/** A column for every class; the background's, and those past five, are hidden until they are chosen. */
function classColumns(study: Study): readonly BoardColumn[] {
  const all = study.spec.task.classes.map(({ name, color }, index) => ({ name, color, index }));
  const usual = all.filter(({ color }) => color !== "none" || all.length <= 2).slice(-USUAL_CLASSES);
  return all.map((one): BoardColumn => {
    const { name, color, index } = one;
    const valueAt = (trial: Trial) => classValuesOf(latestScores(trial), CLASS_METRIC)[index] ?? null;
    return {
      ...{ id: `class${index}`, label: name, sortKey: `class${index}`, swatch: color, isNumber: true },
      usually: usual.includes(one) ? "shown" : "hidden",
      isWideOnly: usual.indexOf(one) >= NARROW_CLASSES,
      cell: (trial) => valueAt(trial)?.toFixed(2),
      cellClass: (trial) => ((valueAt(trial) ?? 1) < 0.3 ? "t3" : undefined),
    };
  });
}

function TrialName({ trial, isBest }: { readonly trial: Trial; readonly isBest: boolean }) {
  const selectTrial = useStudio((state) => state.selectTrial);
  return (
    <button
      type="button"
      className={classes.trialName}
      onClick={(event) => {
        event.stopPropagation();
        selectTrial(trial.id, event.shiftKey);
      }}
    >
      {trial.isPinned && <Pin aria-label="pinned" className={classes.pin} />}
      <b>{trial.label}</b> {isBest && <span className="t3">best</span>}
    </button>
  );
}

function StatusCell({ trial, steps, seeds }: { readonly trial: Trial } & RowFacts) {
  const isActive = useStudio(({ live }) => live !== null && live.state !== "idle");
  const step = useStudio(({ progress }) => progress.get(trial.id)?.step ?? 0);
  const note = trial.status === "running" ? `${Math.max(step, lastStep(trial))} of ${steps}` : (seeds ?? undefined);
  return <TrialState trial={trial} isActive={isActive} {...(note !== undefined && { note })} />;
}

interface CellProps {
  readonly trial: Trial;
  readonly metric: CountedMetric;
}

function HeadlineScore({ trial, metric }: CellProps) {
  const score = valueOf(latestScores(trial), metric.id);
  if (score === null) return null;
  if (!isShared(trial)) return <b>{score.toFixed(3)}</b>;
  return (
    <span className="t3" title="Scored with shared weights, not trained by itself">
      {`${score.toFixed(3)} shared`}
    </span>
  );
}

function CurveCell({ trial, metric }: CellProps) {
  const curve = comparablePoints(trial.curve).line.flatMap((point) => valueOf(point.scores, metric.id) ?? []);
  if (curve.length < 2) return null;
  return (
    <Spark
      values={curve}
      label={`${capitalised(metric.label)} from ${curve[0]!.toFixed(2)} to ${curve.at(-1)!.toFixed(2)}`}
      color={trial.status === "running" ? "var(--accent)" : "var(--text-2)"}
    />
  );
}
