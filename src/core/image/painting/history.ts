import { asciiJson } from "../../asciiJson.ts";
import { sha256 } from "../../sha256.ts";
import { applyEdit, revertEdit, type LabelEdit, type LabelVolume } from "./labelEdit.ts";

/** So many edits can be taken back; older ones stay done. */
export const MOST_UNDO = 200;

/** What was done to labels, as their log tells it. */
export type PaintEvent =
  { readonly type: "painted"; readonly edit: LabelEdit } | { readonly type: "undone" } | { readonly type: "redone" };

/** An edit with the revision of the labels that it led to. */
interface DoneEdit {
  readonly edit: LabelEdit;
  readonly revision: string;
}

/** What can be taken back and done again, and which revision the labels are. */
export interface PaintHistory {
  /** Newest last. */
  readonly done: readonly DoneEdit[];
  /** Next to be done again last. */
  readonly undone: readonly DoneEdit[];
  /** The revision before the first of `done`. */
  readonly base: string;
}

/** Labels that nobody painted on yet, by the hash of what they are. */
export const beginHistory = (base: string): PaintHistory => ({ done: [], undone: [], base });

/** SHA-256 over the chain of edits that are done: the same labels painted alike have the same revision, also after undo and redo. */
export const revisionOf = ({ done, base }: PaintHistory): string => done.at(-1)?.revision ?? base;

/** The edit that an event does or takes back; null where there is none to take back or do again. */
export function editOfEvent({ done, undone }: PaintHistory, event: PaintEvent): LabelEdit | null {
  switch (event.type) {
    case "painted":
      return event.edit;
    case "undone":
      return done.at(-1)?.edit ?? null;
    case "redone":
      return undone.at(-1)?.edit ?? null;
    default:
      return event satisfies never;
  }
}

/** Changes the labels as an event says, and gives the history behind it. Throws StudioError "BadPainting" where the event does not fit them: then neither changes. */
export function applyPaintEvent(labels: LabelVolume, history: PaintHistory, event: PaintEvent): PaintHistory {
  const edit = editOfEvent(history, event);
  if (!edit) return history;
  if (event.type === "undone") revertEdit(labels, edit);
  else applyEdit(labels, edit);
  return historyAfter(history, event);
}

function historyAfter({ done, undone, base }: PaintHistory, event: PaintEvent): PaintHistory {
  switch (event.type) {
    case "painted": {
      const revision = chained(done.at(-1)?.revision ?? base, event.edit);
      return { ...forgotten([...done, { edit: event.edit, revision }], base), undone: [] };
    }
    case "undone":
      return { done: done.slice(0, -1), undone: [...undone, done.at(-1)!], base };
    case "redone":
      return { done: [...done, undone.at(-1)!], undone: undone.slice(0, -1), base };
    default:
      return event satisfies never;
  }
}

/** The newest of what was done, and the revision before it. */
const forgotten = (done: readonly DoneEdit[], base: string): Pick<PaintHistory, "done" | "base"> =>
  done.length > MOST_UNDO ? { done: done.slice(1), base: done[0]!.revision } : { done, base };

function chained(revision: string, edit: LabelEdit): string {
  const hash = sha256();
  const text = revision + asciiJson(edit);
  hash.update(Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)));
  return hash.hex();
}
