import { StudioError, toErrorRecord, type ErrorRecord } from "../../core/errors.ts";
import type { LoggedEvent, StudyEvent } from "../../core/study/events.ts";
import { applyEvent, type Study } from "../../core/study/study.ts";
import { hashOf } from "../../storage/hashOf.ts";
import type { StudyFolder } from "../../storage/studyFolder.ts";
import { damageText, type ReadLog } from "../../storage/studyLog.ts";
import type { StudyStorage } from "./evictions.ts";
import { refuseBusy, type StudyLock } from "./studyLocks.ts";
import type { Tabs } from "./tabs.ts";
import type { Telling } from "./telling.ts";

/** What is written of an open study, and who may write it. */
export interface Ledger {
  /** With what is just being written. */
  study(): Study;
  setStudy(study: Study): void;
  /** The log so far. */
  events(): readonly LoggedEvent[];
  /** When the last event was written, in milliseconds since 1970. */
  savedAt(): number | null;
  /** What is wrong with the log, if anything. */
  damage(): string | null;
  /** Why the last event found no place; null once one did. */
  problem(): ErrorRecord | null;
  /** Null while another tab writes the study. */
  lock(): StudyLock | null;
  /** The folder as it is written: an event that found no place is said at once, whoever wrote it. */
  readonly folder: StudyFolder;
  /** For predictions: one of a study that another tab writes, or whose log is damaged, is only read. */
  forArtifacts(): StudyFolder;
  /** The right to write the study. Throws StudioError "BadStudyFile" where its log is damaged, and "StudyBusy" where another tab writes it. */
  mustOwn(wish: string): StudyLock;
  append(event: StudyEvent): Promise<void>;
  /** Events that another tab has written; what was missed between opening and listening is read from the log. */
  catchUp(from: number, events: readonly LoggedEvent[]): Promise<void>;
  /** Writes the study from now on, from what its log holds now. */
  own(lock: StudyLock): Promise<void>;
  failed(error: unknown): void;
  /** Takes nothing in from now on, and lets go of the study. */
  close(storage: StudyStorage): Promise<void>;
}

interface LedgerParts {
  readonly id: string;
  readonly folder: StudyFolder;
  readonly lock: StudyLock | null;
  readonly tabs: Tabs;
  readonly telling: Telling;
  readonly onFailed: () => void;
}

/** Begins with what was read. */
export function createLedger(read: ReadLog, { id, folder, tabs, telling, onFailed, ...parts }: LedgerParts): Ledger {
  let { lock } = parts;
  let { damage } = read;
  let study = read.study!;
  let log = [...read.events];
  let savedAt = read.events.at(-1)?.at ?? null;
  let problem: ErrorRecord | null = null;
  let isClosed = false;

  folder.log.onWritten((events) => {
    if (isClosed) return;
    tabs.tell({ type: "events", id, from: log.length, events });
    took(events);
    problem = null;
  });

  function took(events: readonly LoggedEvent[]): void {
    log.push(...events);
    savedAt = events.at(-1)?.at ?? savedAt;
    telling.took(events);
  }

  function failed(error: unknown): void {
    problem = toErrorRecord(error);
    onFailed();
  }

  const watched = withLog(folder, (events) =>
    folder.log.append(events).catch((error: unknown) => {
      failed(error);
      throw error;
    }),
  );

  return {
    study: () => study,
    setStudy: (next) => void (study = next),
    events: () => log,
    savedAt: () => savedAt,
    damage: () => damage && damageText(damage),
    problem: () => problem,
    lock: () => lock,
    folder: watched,
    forArtifacts: () => (lock && !damage ? folder : readOnly(folder)),
    mustOwn(wish) {
      if (damage)
        throw new StudioError(
          "BadStudyFile",
          `${damageText(damage)} It can be looked at, and repaired: save it as a file, then run cristae repair on that.`,
        );
      return lock ?? refuseBusy(wish);
    },
    async append(event) {
      study = applyEvent(study, event);
      await watched.log.append([event]);
    },
    async catchUp(from, events) {
      const fresh =
        from <= log.length ? events.slice(log.length - from) : (await folder.readLog()).events.slice(log.length);
      study = fresh.reduce<Study>((held, event) => applyEvent(held, event), study);
      took(fresh);
    },
    async own(next) {
      lock = next;
      const now = await folder.readLog();
      log = [...now.events];
      study = now.study!;
      damage = now.damage;
    },
    failed,
    async close(storage) {
      isClosed = true;
      if (!lock) return;
      await storage.release();
      lock.release();
      lock = null;
    },
  };
}

const withLog = (folder: StudyFolder, append: StudyFolder["log"]["append"]): StudyFolder => ({
  ...folder,
  log: { ...folder.log, append },
});

const readOnly = (folder: StudyFolder): StudyFolder => ({
  ...folder,
  writeMask: () => Promise.resolve(),
  writeWeights: () => Promise.resolve(),
  writeCheckpoint: () => Promise.resolve(),
  writeNetwork: (bytes) => Promise.resolve(hashOf(bytes)),
});
