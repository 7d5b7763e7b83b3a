import { TRAINED } from "../core/study/architecture.ts";
import { bestTrial } from "../core/study/ranking.ts";
import type { Study } from "../core/study/study.ts";
import type { Trial } from "../core/study/trial.ts";
import { trialsOf } from "../core/study/trials.ts";
import { unaskedOf } from "../core/stages/stages.ts";

/** As many cells as can be told apart in a bar, and as the page can hold. */
export const MOST_CELLS = 200;

/** One trial of a stage, or as many in a row as fit into one cell of a large stage. */
export interface ProgressCell {
  readonly trials: readonly [Trial, ...Trial[]];
  /** The one that the cell stands for: the best of the stage, one that runs, one that went wrong, else the first. */
  readonly shown: Trial;
  readonly isBest: boolean;
}

export interface Progress {
  readonly cells: readonly ProgressCell[];
  /** Empty cells for what has not been asked for yet. */
  readonly waiting: number;
}

/** What of a cell's trials must not go unseen, first things first. */
const STRIKING: readonly Trial["status"][] = ["running", "failed", "outOfMemory"];

/** A stage as a row of cells: each trial has one until they would be too many, then each cell has equally many. */
export function progressCells(study: Study, stage: number, most = MOST_CELLS): Progress {
  const trials = trialsOf(study, stage);
  const unasked = unaskedOf(study, stage);
  const size = Math.max(1, Math.ceil((trials.length + unasked) / most));
  const best = bestTrial(study, { kinds: TRAINED, stage })?.id ?? null;
  const cells: ProgressCell[] = [];
  for (let from = 0; from < trials.length; from += size) {
    const [first, ...others] = trials.slice(from, from + size);
    const row = [first!, ...others] as const;
    const shown =
      row.find(({ id }) => id === best) ??
      STRIKING.map((status) => row.find((trial) => trial.status === status)).find((trial) => trial !== undefined) ??
      row[0];
    cells.push({ trials: row, shown, isBest: shown.id === best });
  }
  return { cells, waiting: Math.max(0, Math.ceil((trials.length + unasked) / size) - cells.length) };
}

/** "Trial 3, finished", or "Trials 1 to 50: 48 finished, 2 failed". */
export function cellLabel({ trials }: ProgressCell): string {
  const [first] = trials;
  const last = trials.at(-1)!;
  if (first === last) return `Trial ${first.label}, ${first.status}`;
  const counts = new Map<string, number>();
  for (const { status } of trials) counts.set(status, (counts.get(status) ?? 0) + 1);
  const words = Array.from(counts, ([status, count]) => `${count} ${status}`).join(", ");
  return `Trials ${first.label} to ${last.label}: ${words}`;
}
