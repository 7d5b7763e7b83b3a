import type { StopSignal } from "../../core/run/signal.ts";

/** Work that is known; it changes in place. */
export interface Job<Payload, Progress, Result> {
  readonly id: string;
  readonly payload: Payload;
  attempt: number;
  givenBack: number;
  progress: Progress | null;
  lock: string | null;
  timer: ReturnType<typeof setTimeout> | null;
  stop: string | null;
  result: { readonly value: Result } | null;
}

export const newJob = <Payload, Progress, Result>(id: string, payload: Payload): Job<Payload, Progress, Result> => ({
  ...{ id, payload, attempt: 0, givenBack: 0 },
  ...{ progress: null, lock: null, timer: null, stop: null, result: null },
});

/** Work by its name, and what of it waits for somebody to take it. A lock that is not renewed ends by a timer. */
export function createJobs<Payload, Progress, Result>(lockMs: number) {
  type Known = Job<Payload, Progress, Result>;
  const byId = new Map<string, Known>();
  const waiting: Known[] = [];
  const takers = new Set<(job: Known) => void>();
  let locks = 0;

  function offer(job: Known): void {
    const [taker] = takers;
    if (taker) taker(locked(job));
    else waiting.push(job);
  }

  /** The lock holds for its full time from now on. */
  function keep(job: Known): void {
    if (job.timer) clearTimeout(job.timer);
    job.timer = setTimeout(() => putBack(job), lockMs);
  }

  function locked(job: Known): Known {
    job.lock = `lock-${++locks}`;
    job.attempt++;
    keep(job);
    return job;
  }

  function release(job: Known): void {
    if (job.timer) clearTimeout(job.timer);
    job.timer = null;
    job.lock = null;
  }

  function putBack(job: Known): void {
    release(job);
    offer(job);
  }

  return {
    byId,
    offer,
    keep,
    release,
    putBack,
    /** The job that a lock holds; null where it holds none any more. */
    held(id: string, lock: string): Known | null {
      const job = byId.get(id);
      return job?.lock === lock ? job : null;
    },
    /** Locks the next job, once there is one; null where the signal is aborted before. */
    take(until: StopSignal): Promise<Known | null> {
      if (until.aborted) return Promise.resolve(null);
      const next = waiting.shift();
      if (next) return Promise.resolve(locked(next));
      return new Promise((resolve) => {
        const end = (job: Known | null) => {
          takers.delete(end);
          until.removeEventListener("abort", giveUp);
          resolve(job);
        };
        const giveUp = () => end(null);
        takers.add(end);
        until.addEventListener("abort", giveUp);
      });
    },
    forget(job: Known): void {
      release(job);
      byId.delete(job.id);
      const at = waiting.indexOf(job);
      if (at >= 0) waiting.splice(at, 1);
    },
  };
}
