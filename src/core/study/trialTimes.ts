import type { LoggedEvent } from "./events.ts";

/** When things happened to a trial, in milliseconds since 1970. */
export interface TrialTimes {
  readonly asked: number;
  /** Of its first training; null while it has none, as what was turned down never has. */
  readonly started: number | null;
  readonly ended: number | null;
  /** By the step that was reported, the last time it was. */
  readonly reported: ReadonlyMap<number, number>;
}

interface Noted {
  asked: number;
  started: number | null;
  ended: number | null;
  readonly reported: Map<number, number>;
}

/** The times of every trial of a log, which the study itself does not keep. */
export function trialTimes(events: Iterable<LoggedEvent>): ReadonlyMap<number, TrialTimes> {
  const times = new Map<number, Noted>();
  for (const event of events) {
    if (event.type === "trialAsked")
      times.set(event.trial, { asked: event.at, started: null, ended: null, reported: new Map() });
    const noted = "trial" in event ? times.get(event.trial) : undefined;
    if (!noted) continue;
    if (event.type === "trialStarted") noted.started ??= event.at;
    if (event.type === "trialReported" || event.type === "epochEnded") noted.reported.set(event.point.step, event.at);
    if (event.type === "trialEnded") noted.ended = event.at;
  }
  return times;
}
