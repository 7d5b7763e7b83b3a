import type { StudyEvent } from "./events.ts";
import { applyEvent, changedTrial, type Study } from "./study.ts";
import { hasEnded, type Trial } from "./trial.ts";

/** A study as events come to it, one after the other. */
export interface StudyFold {
  /** Takes the next event in. Throws where it contradicts those before it; then it is left out. */
  take(event: StudyEvent): void;
  /** Null before the first event. */
  study(): Study | null;
}

/**
 * For many events at once: trials that they change are put into the study's list together, when the study is asked for or an event is
 * about more than one trial. A log tells of each trial many times, and a list counts anew what changes in it.
 */
export function createFold(): StudyFold {
  let held: Study | null = null;
  const changed = new Map<number, Trial>();
  const ended: number[] = [];
  let asked = 0;

  function study(): Study | null {
    if (!held || changed.size === 0) return held;
    const trials = Array.from(changed.values()).sort((one, other) => one.id - other.id);
    held = { ...held, trials: held.trials.withChanges({ trials, ended: [...ended] }) };
    changed.clear();
    ended.length = 0;
    return held;
  }

  return {
    take(event) {
      if (!held || !("trial" in event)) {
        held = applyEvent(study(), event);
        asked = held.trials.length;
        return;
      }
      const { trials } = held;
      const at = (id: number) => changed.get(id) ?? trials.at(id);
      const trial = changedTrial({ at, length: asked }, event);
      const before = at(trial.id);
      if (hasEnded(trial) && !(before && hasEnded(before))) ended.push(trial.id);
      changed.set(trial.id, trial);
      asked = Math.max(asked, trial.id + 1);
    },
    study,
  };
}

/** The study of a whole log; null for an empty one. */
export function foldEvents(events: Iterable<StudyEvent>): Study | null {
  const fold = createFold();
  for (const event of events) fold.take(event);
  return fold.study();
}
