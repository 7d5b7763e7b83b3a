import { StudioError } from "../../core/errors.ts";
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
  thread: ReaderThread;
  id: number;
}

/** Seconds that opening, and a second that reading a piece may take. */
export interface ReadLimits {
  readonly openSeconds: number;
  readonly readSeconds: number;
}

const LIMITS: ReadLimits = { openSeconds: 60, readSeconds: 600 };

/** Guards readers: no file can hang or crash more than the thread that reads it. */
export function guardReader(spawn: () => ReaderThread, limits: ReadLimits = LIMITS): GuardedReader {
  let thread: ReaderThread | null = null;
  const opened: Remembered[] = [];

  function within<T>(seconds: number, used: ReaderThread, work: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        drop(used);
        reject(new StudioError("UnreadableFile", `Reading it was stopped after ${seconds} s without an end. The file is probably damaged; save it again, or in smaller pieces.`));
      }, seconds * 1000);
    });
    const died = used.crashed.catch((error: unknown) => {
      drop(used);
      throw error;
    });
    return Promise.race([work, tooLong, died]).finally(() => clearTimeout(timer));
  }

  function drop(used: ReaderThread): void {
    used.end();
    if (thread === used) thread = null;
  }

  const current = () => (thread ??= spawn());

  async function find(id: number): Promise<Remembered> {
    const found = opened[id];
    if (!found) throw new StudioError("NotFound", "This file is no longer open. Open it again.");
    if (found.thread !== thread) {
      found.thread = current();
      found.id = (await within(limits.openSeconds, found.thread, found.thread.reader.open(found.request))).id;
    }
    return found;
  }

  return {
    async open(request): Promise<OpenedSource> {
      const used = current();
      const source = await within(limits.openSeconds, used, used.reader.open(request));
      opened.push({ request, thread: used, id: source.id });
      return { ...source, id: opened.length - 1 };
    },
    async decode(id, index, choice) {
      const { thread: used, id: own } = await find(id);
      return within(limits.readSeconds, used, used.reader.decode(own, index, choice));
    },
    async facts(id, index) {
      const { thread: used, id: own } = await find(id);
      return within(limits.readSeconds, used, used.reader.facts(own, index));
    },
    close() {
      thread?.end();
      thread = null;
      opened.length = 0;
    },
  };
}
