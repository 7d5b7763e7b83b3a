/** The part of its time that a trial's checkpoints may take to travel. */
const SHARE = 0.05;

export interface UploadOptions {
  /** Between two of them, at least: what a shorter pause would save after a crash is little beside the time until another goes on. */
  readonly restMs: number;
  /** Milliseconds of a clock that only goes on. */
  readonly now?: () => number;
}

/** Sends the checkpoints of one trial, as often as their way allows: one that comes too soon waits, and the next takes its place. */
export interface Uploads {
  /** Resolves once it was sent or put by. */
  offer(bytes: Uint8Array): Promise<void>;
  /** Sends what was put by, before the trial is given back. */
  flush(): Promise<void>;
}

export function createUploads(
  send: (bytes: Uint8Array) => Promise<void>,
  { restMs, now = () => performance.now() }: UploadOptions,
): Uploads {
  let freeAt = -Infinity;
  let waiting: Uint8Array | null = null;

  async function sendNow(bytes: Uint8Array): Promise<void> {
    waiting = null;
    const began = now();
    await send(bytes);
    const took = now() - began;
    freeAt = now() + Math.max(restMs, took / SHARE - took);
  }

  return {
    async offer(bytes) {
      if (now() >= freeAt) await sendNow(bytes);
      else waiting = bytes;
    },
    async flush() {
      if (waiting) await sendNow(waiting);
    },
  };
}
