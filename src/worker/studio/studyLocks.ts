import { StudioError } from "../../core/errors.ts";

/** The right to write a study, which one tab has at a time. */
export interface StudyLock {
  /** Says to other tabs whether the study runs here. */
  setRunning(isRunning: boolean): void;
  release(): void;
}

export interface StudyLocks {
  /** Null where another tab writes the study. */
  take(id: string): Promise<StudyLock | null>;
  /** Waits until the other tab lets go of it; null once `signal` was aborted. */
  wait(id: string, signal: AbortSignal): Promise<StudyLock | null>;
  /** Studies that other tabs write, and whether they run there. */
  elsewhere(): Promise<ReadonlyMap<string, "open" | "running">>;
}

const WRITING = "cristae/writes/";
const RUNNING = "cristae/runs/";

/** Where there are no Web Locks (http without TLS) there is no storage that tabs share either: every study is this tab's own. */
export function createStudyLocks(locks: LockManager | undefined): StudyLocks {
  const own = new Set<string>();
  if (!locks)
    return {
      take: () => Promise.resolve(NOT_NEEDED),
      wait: () => Promise.resolve(NOT_NEEDED),
      elsewhere: () => Promise.resolve(new Map()),
    };

  /** Resolves with what ends the lock once it is held. */
  const hold = (name: string, options: LockOptions): Promise<(() => void) | null> =>
    new Promise((resolve, reject) => {
      locks
        .request(name, options, (lock) => (lock ? new Promise<void>((release) => resolve(release)) : resolve(null)))
        .catch(reject);
    });

  function lockOf(id: string, end: () => void): StudyLock {
    let endRun: Promise<(() => void) | null> | null = null;
    own.add(id);
    const setRunning = (isRunning: boolean) => {
      if (isRunning) endRun ??= hold(RUNNING + id, {});
      else void endRun?.then((stop) => stop?.());
      if (!isRunning) endRun = null;
    };
    return {
      setRunning,
      release() {
        setRunning(false);
        own.delete(id);
        end();
      },
    };
  }

  return {
    async take(id) {
      const end = await hold(WRITING + id, { ifAvailable: true });
      return end && lockOf(id, end);
    },
    async wait(id, signal) {
      const end = await hold(WRITING + id, { signal }).catch((error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      });
      if (end && signal.aborted) end();
      return end && !signal.aborted ? lockOf(id, end) : null;
    },
    async elsewhere() {
      const held = (await locks.query()).held?.map(({ name }) => name ?? "") ?? [];
      const written = held.filter((name) => name.startsWith(WRITING)).map((name) => name.slice(WRITING.length));
      return new Map(
        written
          .filter((id) => !own.has(id))
          .map((id) => [id, held.includes(RUNNING + id) ? "running" : "open"] as const),
      );
    },
  };
}

const NOT_NEEDED: StudyLock = { setRunning: () => undefined, release: () => undefined };

/** Throws StudioError "StudyBusy": what would be written is written in another tab. */
export function refuseBusy(wish: string): never {
  throw new StudioError(
    "StudyBusy",
    `This study is open in another tab, which writes it. Take it over here, or close that tab, to ${wish}.`,
  );
}
