import { StudioError } from "../../core/errors.ts";
import { orEnd } from "../../core/orEnd.ts";
import type { OpenedSource, ReaderApi, SourceRequest } from "./readerApi.ts";

/** A reading thread that can be ended from outside. */
export interface ReaderThread {
  readonly reader: ReaderApi;
  /** Rejects once the thread has died: out of memory, a trap of a library. */
  readonly crashed: Promise<never>;
  end(): void;
}

/** A reader whose thread is ended when it takes too long or dies; what was opened is opened again in the next one when it is asked for. */
export interface GuardedReader extends ReaderApi {
  close(): void;
}

interface Remembered {
  readonly request: SourceRequest;
  /** The thread it was last opened in, and its number there; null once that failed. */
  thread: GuardedThread | null;
  id: Promise<number>;
}

/** A thread, and how to tell everyone who waits for it that it was ended. */
interface GuardedThread extends ReaderThread {
  readonly ended: Promise<never>;
  fail(because: unknown): void;
}

function guarded(thread: ReaderThread): GuardedThread {
  let reject: (error: unknown) => void = () => undefined;
  const ended = new Promise<never>((_, fail) => (reject = fail));
  ended.catch(() => undefined);
  return { ...thread, ended, fail: (because) => reject(because) };
}

/** Seconds that opening, and a second that reading a piece may take. */
export interface ReadLimits {
  readonly openSeconds: number;
  readonly readSeconds: number;
}

const LIMITS: ReadLimits = { openSeconds: 60, readSeconds: 600 };

const STOPPED_TOGETHER = "Reading it was stopped together with another file that took too long. Open it again.";

/** A clock that runs out after some seconds without a sign of life: `tooLong` rejects, then `ranOut` is called. */
function createClock(seconds: number, ranOut: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  let giveUp: () => void = () => undefined;
  const tooLong = new Promise<never>((_, reject) => {
    giveUp = () => {
      reject(
        new StudioError(
          "UnreadableFile",
          `Reading it was stopped after ${seconds} s without an end. The file is probably damaged; save it again, or in smaller pieces.`,
        ),
      );
      ranOut();
    };
  });
  // A sign of life may arrive after the result: it must start no clock that nobody stops.
  const alive = () => {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(giveUp, seconds * 1000);
  };
  const stop = () => {
    isOver = true;
    clearTimeout(timer);
  };
  alive();
  return { tooLong, alive, stop };
}

/** Guards readers: no file can hang or crash more than the thread that reads it. */
export function guardReader(spawn: () => ReaderThread, limits: ReadLimits = LIMITS): GuardedReader {
  let thread: GuardedThread | null = null;
  const opened = new Map<number, Remembered>();
  let next = 0;

  /** Ends a thread that takes longer than that for `begin`'s work; each sign of life that the work gives sets the clock back. */
  function within<T>(seconds: number, used: GuardedThread, begin: (alive: () => void) => Promise<T>): Promise<T> {
    const clock = createClock(seconds, () => drop(used, new StudioError("UnreadableFile", STOPPED_TOGETHER)));
    const died = used.crashed.catch((error: unknown) => {
      drop(used, error);
      throw error;
    });
    return orEnd(begin(clock.alive), clock.tooLong, died, used.ended).finally(clock.stop);
  }

  /** Ends a thread; whoever still waits for it is told why. */
  function drop(used: GuardedThread, because: unknown): void {
    used.end();
    used.fail(because);
    if (thread === used) thread = null;
  }

  const current = () => (thread ??= guarded(spawn()));

  /** Where a file is open now; opened again, once for all who ask, where its thread was ended. */
  async function find(id: number): Promise<{ readonly used: GuardedThread; readonly own: number }> {
    const found = opened.get(id);
    if (!found) throw new StudioError("NotFound", "This file is no longer open. Open it again.");
    const used = current();
    if (found.thread !== used) {
      found.thread = used;
      found.id = within(limits.openSeconds, used, () => used.reader.open(found.request)).then((source) => source.id);
      found.id.catch(() => (found.thread = null));
    }
    return { used, own: await found.id };
  }

  return {
    async open(request): Promise<OpenedSource> {
      const used = current();
      const source = await within(limits.openSeconds, used, () => used.reader.open(request));
      const id = next++;
      opened.set(id, { request, thread: used, id: Promise.resolve(source.id) });
      return { ...source, id };
    },
    async decode(id, index, choice) {
      const { used, own } = await find(id);
      return within(limits.readSeconds, used, () => used.reader.decode(own, index, choice));
    },
    async facts(id, index, progress) {
      const { used, own } = await find(id);
      return within(limits.readSeconds, used, (alive) => {
        const told = (share: number) => {
          alive();
          progress?.(share);
        };
        return used.reader.facts(own, index, told);
      });
    },
    async release(id) {
      const found = opened.get(id);
      opened.delete(id);
      // What a thread held has gone with it where it was ended.
      if (thread && found?.thread === thread) await thread.reader.release(await found.id);
    },
    close() {
      thread?.end();
      thread = null;
      opened.clear();
    },
  };
}
