/** The part of its time that a trial's checkpoints may take to travel. */
const SHARE = 0.05;

/** Sends the checkpoints of one trial, as often as their way allows: one that comes too soon waits, and the next takes its place. */
export interface Uploads {
  /** Resolves once it was sent or put by. */
  offer(bytes: Uint8Array): Promise<void>;
  /** Sends what was put by, before the trial is given back. */
  flush(): Promise<void>;
}

export function createUploads(send: (bytes: Uint8Array) => Promise<void>, now = () => performance.now()): Uploads {
  let freeAt = -Infinity;
  let waiting: Uint8Array | null = null;

  async function sendNow(bytes: Uint8Array): Promise<void> {
    waiting = null;
    const began = now();
    await send(bytes);
    const took = now() - began;
    freeAt = now() + took / SHARE - took;
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
