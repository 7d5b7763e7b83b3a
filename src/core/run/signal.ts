/** The part of AbortSignal that core needs; a browser's or Node's AbortSignal fits. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface Stopper {
  readonly signal: StopSignal;
  /** The first reason counts. */
  stop(reason: unknown): void;
  /** Leaves the parent: it forgets this stopper. To be called when what could be stopped has ended, as a parent may outlive thousands. */
  leave(): void;
}

/** A signal that stops when told to, or when its parent does. */
export function createStopper(parent?: StopSignal): Stopper {
  const listeners = new Set<() => void>();
  const signal = {
    aborted: false,
    reason: undefined as unknown,
    addEventListener(_type: "abort", listener: () => void) {
      if (signal.aborted) listener();
      else listeners.add(listener);
    },
    removeEventListener: (_type: "abort", listener: () => void) => void listeners.delete(listener),
  };
  const stop = (reason: unknown) => {
    if (signal.aborted) return;
    signal.aborted = true;
    signal.reason = reason;
    leave();
    for (const listener of listeners) listener();
  };
  const stopWithParent = () => stop(parent?.reason);
  const leave = () => parent?.removeEventListener("abort", stopWithParent);
  if (parent?.aborted) stop(parent.reason);
  else parent?.addEventListener("abort", stopWithParent);
  return { signal, stop, leave };
}
