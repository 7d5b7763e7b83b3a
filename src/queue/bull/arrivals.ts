import type { StopSignal } from "../../core/run/signal.ts";

/** What tells of work that waits: BullMQ's events. */
export interface WaitingEvents {
  on(event: "waiting", listener: () => void): unknown;
}

/** Who waits for work in this process. A sign of one work wakes one of them: all would ask for it, and all but one in vain. */
export interface Arrivals {
  /** Signs so far: one that comes while somebody asks is noticed by it. */
  count(): number;
  /** Resolves at once where signs came since `seen`, else with a sign, and not late: expired leases come back without one on PostgreSQL. */
  after(seen: number, until: StopSignal): Promise<void>;
  /** Hands a sign on that whoever was woken has no use for. */
  passOn(): void;
}

export function createArrivals(events: WaitingEvents, checkMs: number): Arrivals {
  const waiting = new Set<() => void>();
  let signs = 0;
  const passOn = () => {
    const [first] = waiting;
    first?.();
  };
  events.on("waiting", () => {
    signs++;
    passOn();
  });

  return {
    passOn,
    count: () => signs,
    after(seen, until) {
      if (seen !== signs || until.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(done);
          until.removeEventListener("abort", done);
          resolve();
        };
        const timer = setTimeout(done, checkMs);
        waiting.add(done);
        until.addEventListener("abort", done);
      });
    },
  };
}
