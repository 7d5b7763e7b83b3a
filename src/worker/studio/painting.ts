import { toErrorRecord } from "../../core/errors.ts";
import type { Region } from "../../core/image/dataset.ts";
import { UNLABELLED, type LabelMapping } from "../../core/image/labelMap.ts";
import {
  applyPaintEvent,
  beginHistory,
  editOfEvent,
  revisionOf,
  type PaintEvent,
  type PaintHistory,
} from "../../core/image/painting/history.ts";
import { applyEdit, revertEdit, type LabelEdit, type LabelVolume } from "../../core/image/painting/labelEdit.ts";
import type { LoggedLine, PaintingLine } from "../../core/image/painting/paintingLog.ts";
import { workingSeconds } from "../../core/image/painting/workingTime.ts";
import type { EditLog } from "../../storage/editLog.ts";
import type { PaintingState } from "../studioApi.ts";
import { countPainted } from "./paintedCounts.ts";

/** Labels that are being painted: what each voxel is, what was done to them, and their log. */
export interface Painting {
  readonly id: string;
  /** Changed in place by what is done. */
  readonly labels: LabelVolume;
  /** Of the classes and their values, with the voxels of each as they are now. */
  recounted(mapping: LabelMapping): LabelMapping;
  state(): PaintingState;
  /**
   * Does what `eventOf` says once all before it is done, and writes it down. `onChange` hears of the box that became another as soon as
   * it did, and again where it could not be written and is as before. Resolves with the box, or with null where nothing changed. Throws
   * StudioError "DiskFull" where it found no place.
   */
  perform(eventOf: (labels: LabelVolume) => PaintEvent | null, onChange: (box: Region) => void): Promise<Region | null>;
  /** Writes down what label values stand for from now on. */
  recordClasses(mapping: LabelMapping): Promise<void>;
  /** Lets go of the log once all is written. */
  close(): void;
}

interface PaintingParts {
  readonly id: string;
  readonly log: EditLog;
  /** Keeps what is painted on; called before the first line is written. */
  readonly begin: () => Promise<void>;
  /** Lets others write the log. */
  readonly release: () => void;
  /** The labels before anything was painted. */
  readonly base: LabelVolume;
  /** Labels that nobody painted on yet are this revision. */
  readonly baseRevision: string;
}

/** A painting as its log left it. */
export interface OpenedPainting {
  readonly painting: Painting;
  /** What values stand for; null where the log does not say. */
  readonly mapping: LabelMapping | null;
  /** Why the log could not be followed to its end; null where it could. */
  readonly damage: string | null;
}

/** Does again what the log tells. What follows a line that makes no sense is put aside. */
export async function openPainting(parts: PaintingParts): Promise<OpenedPainting> {
  const labels = { shape: parts.base.shape, data: parts.base.data.slice() };
  const { lines, damage } = await parts.log.readLog();
  const replayed = replay(labels, lines, beginHistory(parts.baseRevision));
  const why = replayed.damage ?? damage;
  if (why !== null) await parts.log.putAside(replayed.followed);
  return {
    painting: createPainting(parts, labels, replayed),
    mapping: replayed.mapping,
    damage: why,
  };
}

interface Replayed {
  readonly history: PaintHistory;
  readonly mapping: LabelMapping | null;
  readonly followed: readonly LoggedLine[];
  readonly damage: string | null;
}

function replay(labels: LabelVolume, lines: readonly LoggedLine[], begin: PaintHistory): Replayed {
  let [history, mapping]: [PaintHistory, LabelMapping | null] = [begin, null];
  for (const [index, line] of lines.entries()) {
    try {
      if (line.type === "classes") ({ mapping } = line);
      else history = applyPaintEvent(labels, history, line);
    } catch (error) {
      const damage = `Line ${index + 1} of the painting's log does not fit: ${toErrorRecord(error).message}`;
      return { history, mapping, followed: lines.slice(0, index), damage };
    }
  }
  return { history, mapping, followed: lines, damage: null };
}

function createPainting(
  { id, log, begin, release }: PaintingParts,
  labels: LabelVolume,
  { history: first, followed }: Replayed,
): Painting {
  const counts = countPainted(labels);
  let history = first;
  let isKept = followed.length > 0;
  const times = followed.flatMap(({ at }) => at ?? []);
  let last: Promise<unknown> = Promise.resolve();

  /** One thing after the other: each is done to what the one before left, and stands behind it in the log. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  /** The image is written with the first thing that is done, so that who only looks leaves nothing behind. */
  async function write(line: PaintingLine): Promise<void> {
    if (!isKept) await begin();
    isKept = true;
    await log.append(line);
    times.push(Date.now());
  }

  function change({ box }: LabelEdit, work: () => void, onChange: (box: Region) => void): void {
    counts.count(box, -1);
    try {
      work();
    } finally {
      counts.count(box, 1);
    }
    onChange(box);
  }

  return {
    id,
    labels,
    recounted: (mapping) => recounted(mapping, (value) => counts.of(value).voxels),
    state: () => ({
      id,
      revision: revisionOf(history),
      done: history.done.map(({ edit }) => noteOf(edit)),
      undone: history.undone.map(({ edit }) => noteOf(edit)),
      values: Object.fromEntries(
        Array.from({ length: UNLABELLED }, (_, value) => [value, counts.of(value)] as const).filter(
          ([, { voxels }]) => voxels > 0,
        ),
      ),
      unlabelled: counts.of(UNLABELLED),
      seconds: workingSeconds(times),
    }),
    perform: (eventOf, onChange) =>
      inTurn(async () => {
        const event = eventOf(labels);
        const edit = event && editOfEvent(history, event);
        if (!edit) return null;
        let after = history;
        change(edit, () => (after = applyPaintEvent(labels, history, event)), onChange);
        try {
          await write(event);
        } catch (error) {
          change(edit, () => (event.type === "undone" ? applyEdit : revertEdit)(labels, edit), onChange);
          throw error;
        }
        history = after;
        return edit.box;
      }),
    recordClasses: (mapping) => inTurn(() => write({ type: "classes", mapping })),
    close: () => void last.then(() => release()),
  };
}

const noteOf = ({ tool, plane, index, value, voxels }: LabelEdit) => ({ tool, plane, index, value, voxels });

/** Unlabelled voxels are always told of, also where there are none yet. */
function recounted({ values, classes }: LabelMapping, voxels: (value: number) => number): LabelMapping {
  const unlabelled = { value: UNLABELLED, voxels: 0, classIndex: UNLABELLED };
  const all = values.some(({ value }) => value === UNLABELLED) ? values : [...values, unlabelled];
  return { values: all.map((entry) => ({ ...entry, voxels: voxels(entry.value) })), classes };
}
