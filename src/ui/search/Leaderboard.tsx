import { isBaseline, PROPOSED_AND_REPEATED } from "../../core/study/architecture.ts";
import { Select, TextInput } from "@mantine/core";
import { useVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { Filter } from "lucide-react";
import { memo, useMemo, useRef, useState, type ReactNode } from "react";
import type { SplitGroup } from "../../core/judging/splitGroups.ts";
import { scoresOfSeeds } from "../../core/judging/retrainingControl.ts";
import { recipeOf } from "../../core/stages/origin.ts";
import type { Study } from "../../core/study/study.ts";
import { bestAmong } from "../../core/study/ranking.ts";
import type { Trial, TrialStatus } from "../../core/study/trial.ts";
import { isColumnShown } from "../../state/boardChoice.ts";
import type { ShownTrials } from "../../state/shownStage.ts";
import { boardRows, withSplitHeads, type BoardRow, type Sorting } from "../../state/leaderboard.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { plural } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { boardColumns, seedsText, type BoardColumn } from "./boardColumns.tsx";
import { ColumnsMenu, useColumnChoice } from "./ColumnsMenu.tsx";
import { TrialsMenu } from "./TrialsMenu.tsx";
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
  const columns = useMemo(() => boardColumns(study, shown), [study, shown]);
  const [choice, choose] = useColumnChoice();
  const seen = useMemo(() => columns.filter((column) => isColumnShown(column, choice)), [columns, choice]);
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
        <ColumnsMenu columns={columns} choice={choice} onChoose={choose} />
        <TrialsMenu trials={trials} />
      </div>
      <Board study={study} all={shown} rows={rows} columns={seen} sorting={sorting} onSort={setSorting} />
    </section>
  );
});

interface BoardProps {
  readonly study: Study;
  readonly all: ShownTrials;
  readonly rows: readonly BoardRow[];
  readonly columns: readonly BoardColumn[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

const classOf = ({ isNumber, isWideOnly }: BoardColumn): string =>
  [isNumber && "num", isWideOnly && "wide-only"].filter(Boolean).join(" ");

/** Only the rows in view are in the page; a spacer above and below keeps the scroll bar true. */
function Board({ study, all, rows, columns, sorting, onSort }: BoardProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
  });
  const shown: readonly VirtualItem[] = virtual.getVirtualItems();
  const best = useMemo(() => bestAmong(all, PROPOSED_AND_REPEATED)?.id ?? -1, [all]);
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
            {columns.map((column) => (
              <ColumnHead key={column.id} column={column} sorting={sorting} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {shown.map(({ index }) => {
            const row = rows[index]!;
            if ("splits" in row)
              return <SplitRow key={index % recycled} head={row.splits} study={study} columns={columns} />;
            const { trial } = row;
            return (
              <TrialRow
                key={index % recycled}
                trial={trial}
                columns={columns}
                isBest={trial.id === best}
                steps={recipeOf(study, trial)?.steps ?? 0}
                seeds={seedsText(seeds(trial))}
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
  readonly columns: readonly BoardColumn[];
}

/** Over the splits of one network: their mean, and how far they are apart. */
function SplitRow({ head: { source, members, score }, study, columns }: SplitRowProps) {
  const cells: Partial<Record<string, ReactNode>> = {
    score: <b>{score?.mean.toFixed(3)}</b>,
    gain: typeof score?.deviation === "number" && `± ${score.deviation.toFixed(3)}`,
  };
  return (
    <tr className={classes.splitHead} style={{ height: ROW_HEIGHT }}>
      <td colSpan={2}>
        <b>{study.trials.at(source)?.label}</b>{" "}
        <span className="t2">{`mean of ${plural(members.length, "shuffled split")}`}</span>
      </td>
      {columns.slice(2).map((column) => (
        <td key={column.id} className={`${classOf(column)} t2`}>
          {cells[column.id]}
        </td>
      ))}
    </tr>
  );
}

interface SortHeadProps {
  readonly column: BoardColumn;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

function ColumnHead({ column, sorting, onSort }: SortHeadProps) {
  const { sortKey: name, label, swatch, isNumber = false } = column;
  if (name === null) return <th className={classOf(column)}>{label}</th>;
  const isSorted = sorting.key === name;
  return (
    <th className={classOf(column)} aria-sort={isSorted ? (sorting.isDescending ? "descending" : "ascending") : "none"}>
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

interface TrialRowProps {
  readonly trial: Trial;
  readonly columns: readonly BoardColumn[];
  readonly isBest: boolean;
  readonly steps: number;
  /** Scores of all seeds it was trained from, its own among them; null where there is only that. */
  readonly seeds: string | null;
}

const TrialRow = memo(function TrialRow({ trial, columns, ...facts }: TrialRowProps) {
  const isSelected = useStudio(({ trialIds }) => trialIds.includes(trial.id));
  const selectTrial = useStudio((state) => state.selectTrial);
  const openTrial = useStudio((state) => state.openTrial);
  return (
    <tr
      className={trial.isPinned ? "pinned" : undefined}
      aria-selected={isSelected}
      onClick={(event) => selectTrial(trial.id, event.shiftKey)}
      onDoubleClick={() => openTrial(trial.id)}
      style={{ height: ROW_HEIGHT }}
    >
      {columns.map((column) => (
        <td key={column.id} className={[classOf(column), column.cellClass?.(trial)].filter(Boolean).join(" ")}>
          {column.cell(trial, facts)}
        </td>
      ))}
    </tr>
  );
});
