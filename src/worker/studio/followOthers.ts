import type { StudySummary } from "../studioApi.ts";
import type { Clock } from "./clock.ts";
import type { StudyLocks } from "./studyLocks.ts";

const EVERY_MS = 2000;

const HELD: Partial<Readonly<Record<StudySummary["state"], "open" | "running">>> = {
  openElsewhere: "open",
  runsElsewhere: "running",
};

/**
 * Tells when a study that another tab had while it was listed is let go of, or begins or ends to run there. A tab that is closed, killed or
 * loaded anew says nothing, and may hold its studies some time after the next one has looked.
 */
export function followOthers(
  { locks, clock }: { readonly locks: Pick<StudyLocks, "elsewhere">; readonly clock: Pick<Clock, "every"> },
  changed: () => void,
): (listed: readonly Pick<StudySummary, "id" | "state">[]) => void {
  let stop: () => void = () => undefined;
  return (listed) => {
    stop();
    const theirs = listed.flatMap(({ id, state }) => (HELD[state] ? [[id, HELD[state]] as const] : []));
    if (theirs.length === 0) return;
    const end = clock.every(EVERY_MS, () => {
      void locks.elsewhere().then((held) => {
        if (theirs.every(([id, state]) => held.get(id) === state)) return;
        end();
        changed();
      });
    });
    stop = end;
  };
}
