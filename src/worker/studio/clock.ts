/** What a studio does later, or again and again. */
export interface Clock {
  after(milliseconds: number, act: () => void): void;
  /** Returns what ends it. */
  every(milliseconds: number, act: () => void): () => void;
}

/** The timers of a browser or of Node. */
export const wallClock: Clock = {
  after: (milliseconds, act) => void setTimeout(act, milliseconds),
  every(milliseconds, act) {
    const timer = setInterval(act, milliseconds);
    return () => clearInterval(timer);
  },
};
