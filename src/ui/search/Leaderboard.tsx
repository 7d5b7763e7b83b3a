import { comparablePoints } from "../../core/judging/comparablePoints.ts";
import { isBaseline, isProposed, isShared, PROPOSED_AND_REPEATED } from "../../core/study/architecture.ts";
import { Select, TextInput } from "@mantine/core";
import { useVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { Filter, Pin } from "lucide-react";
import { memo, useMemo, useRef, useState } from "react";
import { CLASS_METRIC } from "../../core/judging/defaultMetrics.ts";
import { headlineOf } from "../../catalog/metrics/index.ts";
import type { CountedMetric, Metric } from "../../core/judging/metric.ts";
import { classValuesOf, valueOf } from "../../core/judging/scores.ts";
import { capitalised, shownMetrics } from "../../state/shownMetrics.ts";
import type { SplitGroup } from "../../core/judging/splitGroups.ts";
import { scoresOfSeeds } from "../../core/judging/retrainingControl.ts";
import { recipeOf } from "../../core/stages/origin.ts";
import type { Study } from "../../core/study/study.ts";
import { bestAmong } from "../../core/study/ranking.ts";
import { hasEnded, latestScores, lastStep, type Trial, type TrialStatus } from "../../core/study/trial.ts";
import type { ShownTrials } from "../../state/shownStage.ts";
import {
  baselineScore,
  boardRows,
  withSplitHeads,
  type BoardRow,
  type Sorting,
  type SortKey,
} from "../../state/leaderboard.ts";
import { compact } from "../charts/bins.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { Spark } from "../controls/Spark.tsx";
import { formatDuration, formatGain, plural, shownGain } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { IntervalMark, scaleOf, type Scale } from "./IntervalMark.tsx";
import { TrialsMenu } from "./TrialsMenu.tsx";
import { TrialState } from "./trialLooks.tsx";
import classes from "./search.module.css";

const STATES: readonly { readonly value: TrialStatus | "all"; readonly label: string }[] = [
  { value: "all", label: "All states" },
  { value: "running", label: "Running" },
  { value: "finished", label: "Finished" },
  { value: "pruned", label: "Pruned" },
  { value: "failed", label: "Failed" },
  { value: "illegal", label: "Illegal" },
  { value: "outOfMemory", label: "Too large" },
  { value: "cancelled", label: "Stopped" },
];

const ROW_HEIGHT = 27;

/** Classes shown as columns: the foreground ones, five at most. */
const shownClasses = (study: Study) =>
  study.spec.task.classes
    .map(({ name, color }, index) => ({ name, color, index }))
    .filter(({ color }, _, all) => color !== "none" || all.length <= 2)
    .slice(-5);

export const Leaderboard = memo(function Leaderboard({
  study,
  shown,
}: {
  readonly study: Study;
  readonly shown: ShownTrials;
}) {
  const [sorting, setSorting] = useState<Sorting>({ key: "score", isDescending: true });
  const [text, setText] = useState("");
  const [status, setStatus] = useState<TrialStatus | "all">("all");
  const trials = useMemo(() => boardRows(shown, sorting, { text, status }), [shown, sorting, text, status]);
  const rows = useMemo(() => withSplitHeads(shown, trials), [shown, trials]);
  const baselines = shown.trials.filter(isBaseline).length;
  return (
    <section className={`panel ${classes.board!}`} aria-label="Leaderboard">
      <div className="panel-head">
        <h2>Leaderboard</h2>
        <span className="t3">
          {plural(shown.trials.length - baselines, "trial")}
          {baselines > 0 && ` and ${plural(baselines, "baseline")}`}
        </span>
        <span className="space" />
        <TextInput
          aria-label="Filter trials"
          placeholder="params < 1 M"
          w={160}
          leftSection={<Filter aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          aria-label="State"
          w={112}
          value={status}
          onChange={(value) => value && setStatus(value)}
          data={[...STATES]}
        />
        <TrialsMenu trials={trials} />
      </div>
      <Board study={study} all={shown} rows={rows} sorting={sorting} onSort={setSorting} />
    </section>
  );
});

/** "6 seeds, 0.591 to 0.642". */
function seedsText(scores: readonly number[]): string | null {
  if (scores.length < 2) return null;
  return `${scores.length} seeds, ${Math.min(...scores).toFixed(3)} to ${Math.max(...scores).toFixed(3)}`;
}

interface BoardProps {
  readonly study: Study;
  readonly all: ShownTrials;
  readonly rows: readonly BoardRow[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

/** Only the rows in view are in the page; a spacer above and below keeps the scroll bar true. */
function Board({ study, all, rows, sorting, onSort }: BoardProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
  });
  const shown: readonly VirtualItem[] = virtual.getVirtualItems();
  const [, second] = shownMetrics(study);
  const headline = headlineOf(study);
  const scale = useMemo(() => scaleOf(all.trials, headline), [all, headline]);
  const classColumns = useMemo(() => shownClasses(study), [study]);
  const best = useMemo(() => bestAmong(all, PROPOSED_AND_REPEATED)?.id ?? -1, [all]);
  const baseline = useMemo(() => baselineScore(study), [study]);
  const seeds = useMemo(() => scoresOfSeeds(study), [study]);
  // A row that leaves at one end comes back at the other: making rows anew costs more than writing into them.
  const recycled = 2 ** Math.ceil(Math.log2(shown.length + 1));
  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div ref={scroller} className={classes.boardScroll} tabIndex={0} aria-label="Trials">
      <table className="table" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            <SortHead name="trial" label="Trial" sorting={sorting} onSort={onSort} />
            <SortHead name="status" label="Status" sorting={sorting} onSort={onSort} />
            <SortHead name="score" label={headline.shortLabel} sorting={sorting} onSort={onSort} isNumber />
            <th className="wide-only">95 % interval</th>
            <SortHead name="gain" label="± base" sorting={sorting} onSort={onSort} isNumber />
            <th className="wide-only">Curve</th>
            <SortHead name="second" label={second.shortLabel} sorting={sorting} onSort={onSort} isNumber />
            {classColumns.map(({ name, color, index }, place) => (
              <SortHead
                key={index}
                name={`class${index}`}
                label={name}
                swatch={color}
                sorting={sorting}
                onSort={onSort}
                isNumber
                isWideOnly={place >= 3}
              />
            ))}
            <SortHead name="params" label="Params" sorting={sorting} onSort={onSort} isNumber />
            <SortHead name="time" label="Time" sorting={sorting} onSort={onSort} isNumber />
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {shown.map(({ index }) => {
            const row = rows[index]!;
            if ("splits" in row)
              return <SplitRow key={index % recycled} head={row.splits} study={study} columns={classColumns.length} />;
            const { trial } = row;
            return (
              <TrialRow
                key={index % recycled}
                trial={trial}
                headline={headline}
                second={second}
                scale={scale}
                isBest={trial.id === best}
                baseline={baseline}
                steps={recipeOf(study, trial)?.steps ?? 0}
                seeds={seedsText(seeds(trial))}
                classColumns={classColumns}
              />
            );
          })}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
      {rows.length === 0 && (
        <p className="panel-body t2" style={{ paddingTop: 8 }}>
          No trial fits the filter. Write words of a status or reason, or a condition such as “iou &gt; 0.6”.
        </p>
      )}
    </div>
  );
}

interface SplitRowProps {
  readonly head: SplitGroup;
  readonly study: Study;
  /** Columns of classes. */
  readonly columns: number;
}

/** Over the splits of one network: their mean, and how far they are apart. */
function SplitRow({ head: { source, members, score }, study, columns }: SplitRowProps) {
  return (
    <tr className={classes.splitHead} style={{ height: ROW_HEIGHT }}>
      <td colSpan={2}>
        <b>{study.trials.at(source)?.label}</b>{" "}
        <span className="t2">{`mean of ${plural(members.length, "shuffled split")}`}</span>
      </td>
      <td className="num">
        <b>{score?.mean.toFixed(3)}</b>
      </td>
      <td className="wide-only" />
      <td className="num t2">{typeof score?.deviation === "number" && `± ${score.deviation.toFixed(3)}`}</td>
      <td className="wide-only" />
      <td colSpan={Math.min(3, columns) + 3} />
      {columns > 3 && <td className="wide-only" colSpan={columns - 3} />}
    </tr>
  );
}

interface SortHeadProps {
  readonly name: SortKey;
  readonly label: string;
  readonly swatch?: string;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  readonly isNumber?: boolean;
  readonly isWideOnly?: boolean;
}

function SortHead({ name, label, swatch, sorting, onSort, isNumber = false, isWideOnly = false }: SortHeadProps) {
  const isSorted = sorting.key === name;
  return (
    <th
      className={[isNumber && "num", isWideOnly && "wide-only"].filter(Boolean).join(" ")}
      aria-sort={isSorted ? (sorting.isDescending ? "descending" : "ascending") : "none"}
    >
      <button
        type="button"
        className={classes.sort}
        title={label}
        onClick={() => onSort({ key: name, isDescending: isSorted ? !sorting.isDescending : isNumber })}
      >
        {swatch !== undefined && <ClassSwatch color={swatch} />}
        <span className={classes.sortLabel}>{label}</span>
        {isSorted && <span aria-hidden>{sorting.isDescending ? "↓" : "↑"}</span>}
      </button>
    </th>
  );
}

function HeadlineScore({ trial, score }: { readonly trial: Trial; readonly score: number | null }) {
  if (score === null) return null;
  if (!isShared(trial)) return <b>{score.toFixed(3)}</b>;
  return (
    <span className="t3" title="Scored with shared weights, not trained by itself">
      {`${score.toFixed(3)} shared`}
    </span>
  );
}

interface TrialRowProps {
  readonly trial: Trial;
  readonly headline: CountedMetric;
  readonly second: Metric;
  /** Scores at both ends of the column of intervals. */
  readonly scale: Scale;
  readonly isBest: boolean;
  readonly baseline: number | null;
  readonly steps: number;
  /** Scores of all seeds it was trained from, its own among them; null where there is only that. */
  readonly seeds: string | null;
  readonly classColumns: readonly { readonly index: number }[];
}

const TrialRow = memo(function TrialRow({
  trial,
  headline,
  second,
  scale,
  isBest,
  baseline,
  steps,
  seeds,
  classColumns,
}: TrialRowProps) {
  const isSelected = useStudio(({ trialIds }) => trialIds.includes(trial.id));
  const isActive = useStudio(({ live }) => live !== null && live.state !== "idle");
  const step = useStudio(({ progress }) => progress.get(trial.id)?.step ?? 0);
  const selectTrial = useStudio((state) => state.selectTrial);
  const openTrial = useStudio((state) => state.openTrial);
  const scores = latestScores(trial);
  const score = valueOf(scores, headline.id);
  const perClass = classValuesOf(scores, CLASS_METRIC);
  const gain = score !== null && baseline !== null && isProposed(trial) ? score - baseline : null;
  const curve = comparablePoints(trial.curve).line.flatMap((point) => valueOf(point.scores, headline.id) ?? []);
  const note = trial.status === "running" ? `${Math.max(step, lastStep(trial))} of ${steps}` : (seeds ?? undefined);
  return (
    <tr
      className={trial.isPinned ? "pinned" : undefined}
      aria-selected={isSelected}
      onClick={(event) => selectTrial(trial.id, event.shiftKey)}
      onDoubleClick={() => openTrial(trial.id)}
      style={{ height: ROW_HEIGHT }}
    >
      <td>
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
      </td>
      <td className={classes.statusCell}>
        <TrialState trial={trial} isActive={isActive} {...(note !== undefined && { note })} />
      </td>
      <td className="num">
        <HeadlineScore trial={trial} score={score} />
      </td>
      <td className="wide-only">
        <IntervalMark trial={trial} metric={headline} scale={scale} baseline={baseline} />
      </td>
      <td className={`num ${gain !== null && shownGain(gain, 3) > 0 ? "good" : "t3"}`}>
        {gain === null ? "" : formatGain(gain, 3)}
      </td>
      <td className="wide-only">
        {curve.length > 1 && (
          <Spark
            values={curve}
            label={`${capitalised(headline.label)} from ${curve[0]!.toFixed(2)} to ${curve.at(-1)!.toFixed(2)}`}
            color={trial.status === "running" ? "var(--accent)" : "var(--text-2)"}
          />
        )}
      </td>
      <td className="num">{valueOf(scores, second.id)?.toFixed(3)}</td>
      {classColumns.map(({ index }, place) => (
        <td key={index} className={`num ${place >= 3 ? "wide-only" : ""} ${(perClass[index] ?? 1) < 0.3 ? "t3" : ""}`}>
          {perClass[index]?.toFixed(2)}
        </td>
      ))}
      <td className="num">{trial.cost ? compact(trial.cost.parameters) : ""}</td>
      <td className="num">{hasEnded(trial) && trial.seconds > 0 ? formatDuration(trial.seconds) : ""}</td>
    </tr>
  );
});
