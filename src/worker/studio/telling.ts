import { changesSince, type StudyChange } from "../../core/study/change.ts";
import type { LoggedEvent, StudyEvent } from "../../core/study/events.ts";
import { applyEvent, type Study } from "../../core/study/study.ts";
import type { Clock } from "./clock.ts";

/** Who follows a study. */
export interface Follower {
  study(change: StudyChange): void | Promise<void>;
  deviceLost(event: Extract<StudyEvent, { type: "deviceLost" }>): void;
}

/** Tells the page what is written of a study, a few times a second however fast events come. */
export interface Telling {
  /** Takes in events that are written. */
  took(events: readonly LoggedEvent[]): void;
  /** Takes in what a log that is read came to, or came to so far. */
  replace(study: Study): void;
  /** Tells at once what was not told yet; nothing to whoever was never told the whole. */
  flush(): void;
  /** Tells the whole study; resolves when it was taken in. */
  tellAll(): Promise<void>;
  /** Tells what was not told yet, which is all at first; resolves when all was taken in. */
  tellRest(): Promise<void>;
}

const BATCH_MILLISECONDS = 150;

/** Nothing is told before there is a study, which a log that was read to its end `replace`s. */
export function createTelling(follower: () => Follower | null, clock: Clock): Telling {
  let study: Study | null = null;
  let told: Study | null = null;
  let isWaiting = false;
  let telling: Promise<void> = Promise.resolve();

  /**
   * One part after the other: parts that lie in wait together would be taken in without a break, and hold the page up. The next one
   * is written while one is read.
   */
  function tell(before: Study | null): Promise<void> {
    if (!study || before === study) return telling;
    told = study;
    const [to, parts] = [follower(), changesSince(before, study)];
    const done = telling.then(async () => {
      let taken: void | Promise<void> = undefined;
      for (const part of parts) {
        const next = to?.study(part);
        await taken;
        taken = next;
      }
      await taken;
    });
    // Who could not take one change in is told the next all the same.
    telling = done.catch(() => undefined);
    return done;
  }

  function flush(): void {
    isWaiting = false;
    if (told && told !== study) void tell(told).catch(() => undefined);
  }

  return {
    took(events) {
      study = events.reduce<Study | null>((held, event) => applyEvent(held, event), study);
      for (const event of events) if (event.type === "deviceLost") follower()?.deviceLost(event);
      if (isWaiting) return;
      isWaiting = true;
      clock.after(BATCH_MILLISECONDS, flush);
    },
    replace(next) {
      study = next;
    },
    flush,
    tellAll: () => tell(null),
    tellRest: () => tell(told),
  };
}
