import type { StopSignal } from "../core/run/signal.ts";

/** Work that was handed out: whoever holds the lock may report, finish or give it back, until it expires or is given to another. */
export interface Lease<Payload, Progress> {
  readonly id: string;
  readonly payload: Payload;
  /** Names this handing-out alone; a later one of the same work has another. */
  readonly lock: string;
  /** How often the work was handed out, this time included: it rises with every lease. */
  readonly attempt: number;
  /** How many of the earlier attempts were given back rather than lost. */
  readonly givenBack: number;
  /** What the last holder told, null where nobody told anything. */
  readonly progress: Progress | null;
}

/** What is said of work that is followed. */
export interface Following<Progress> {
  /** What a holder told, with the attempt it belongs to; the same may come again, and some may never come. */
  progressed(progress: Progress, attempt: number): void;
}

/** How long a lease holds. */
export interface LeaseTimes {
  /** Without a renewal for as long it expires. */
  readonly lockMs: number;
  /** How often expired leases are looked for. */
  readonly checkMs: number;
}

export const USUAL_TIMES: LeaseTimes = { lockMs: 30_000, checkMs: 5_000 };

/**
 * The one seam between whoever asks for work and whoever does it. Work has a name, is handed out under a lock, and goes back when its
 * lock expires. Everything that crosses it is plain JSON. What a lock does not cover any more is refused with "lost", never thrown.
 */
export interface LeaseQueue<Payload = unknown, Progress = unknown, Result = unknown> {
  /** Does nothing where work of that name is known, in whatever state. A name is made of letters, digits and dashes, and is no number. */
  add(id: string, payload: Payload): Promise<void>;
  /** The next work, waited for until the signal is aborted; null then. */
  lease(until: StopSignal): Promise<Lease<Payload, Progress> | null>;
  /** Keeps the lock and tells how the work goes; the answer may ask for it to be stopped. */
  renew(id: string, lock: string, progress: Progress): Promise<Renewal>;
  finish(id: string, lock: string, result: Result): Promise<"taken" | "lost">;
  /** Another may have it at once. */
  giveBack(id: string, lock: string, progress: Progress): Promise<"taken" | "lost">;
  /** Resolves with the result, also of work that was finished long ago. Throws StudioError "Cancelled" once the signal is aborted. */
  follow(id: string, following: Following<Progress>, signal: StopSignal): Promise<Result>;
  /** Asks the holder to stop, with the next renewal; resolves with whether somebody holds the work. */
  stop(id: string, why: string): Promise<boolean>;
  /** Forgets the work; whoever still holds it has lost it. Nothing happens where there is none. */
  remove(id: string): Promise<void>;
  /** Forgets everything, once a study is done. */
  clear(): Promise<void>;
  /** Ends connections; the work stays where it lies outside of this process. */
  close(): Promise<void>;
}

export type Renewal = { readonly stop?: string } | "lost";
