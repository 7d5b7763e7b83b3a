/** The part of AbortSignal that core needs; a browser's or Node's AbortSignal fits. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
}

export interface Stopper {
  readonly signal: StopSignal;
  /** The first reason counts. */
  stop(reason: unknown): void;
}

/** A signal that stops when told to, or when its parent does. */
export function createStopper(parent?: StopSignal): Stopper {
  const listeners: (() => void)[] = [];
  const signal = {
    aborted: false,
    reason: undefined as unknown,
    addEventListener(_type: "abort", listener: () => void) {
      if (signal.aborted) listener();
      else listeners.push(listener);
    },
  };
  const stop = (reason: unknown) => {
    if (signal.aborted) return;
    signal.aborted = true;
    signal.reason = reason;
    for (const listener of listeners) listener();
  };
  if (parent?.aborted) stop(parent.reason);
  parent?.addEventListener("abort", () => stop(parent.reason));
  return { signal, stop };
}
