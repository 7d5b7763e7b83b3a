import { ranking } from "./ranking.ts";
import { rankedAs, type Study } from "./study.ts";
import { TrialList, type TrialChanges } from "./trialList.ts";

/** A study but for its trials. */
type Head = Omit<Study, "trials">;

/** What came to a study since a follower last saw it: plain data, so that it passes between threads. */
export interface StudyChange extends TrialChanges {
  /** What is another now; all of a study that begins. */
  readonly head: Partial<Head>;
  /** Whether a study begins with it, so that nothing seen before counts. */
  readonly isNew: boolean;
  /** How many changed trials follow in further parts: only then is it the study again. */
  readonly rest: number;
}

/** Trials in a part: they are read in a few milliseconds, so that a page which takes in a large study goes on drawing. */
const PART = 250;

/** What to tell a follower who saw the study as it was before, or nothing of it, in parts that are taken in one after the other. */
export function changesSince(before: Study | null, after: Study, size = PART): readonly StudyChange[] {
  const { trials, ended } = after.trials.changesSince(before?.trials ?? null);
  const head = changedHead(before, after);
  const parts: StudyChange[] = [];
  let told = 0;
  for (let from = 0; from === 0 || from < trials.length; from += size) {
    const part = trials.slice(from, from + size);
    const isLast = from + size >= trials.length;
    const until = isLast ? -1 : ended.findIndex((id, place) => place >= told && id > part.at(-1)!.id);
    const next = until < 0 ? ended.length : until;
    parts.push({
      isNew: !before && from === 0,
      head,
      trials: part,
      ended: ended.slice(told, next),
      rest: Math.max(0, trials.length - from - size),
    });
    told = next;
  }
  return parts;
}

const changedHead = (before: Study | null, after: Study): Partial<Head> =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => name !== "trials" && before?.[name as keyof Study] !== value),
  );

/**
 * The study of a follower with a part of what came to it; null for one that saw nothing of it yet. What has not changed stays the
 * same object, as does the task, which never changes: the page keeps by it what belongs to the study.
 */
export function withChange(study: Study | null, { isNew, head, trials, ended }: StudyChange): Study {
  const begun = isNew ? null : study;
  const now = { ...begun, ...head } as Head;
  const spec = begun && head.spec ? { ...head.spec, task: begun.spec.task } : now.spec;
  const before = begun ? rankedAs(begun, spec).trials : TrialList.empty(ranking({ spec }));
  return { ...now, spec, trials: before.withChanges({ trials, ended }) };
}
