import { StudioError } from "../../core/errors.ts";
import type { StopSignal } from "../../core/run/signal.ts";
import type { Following } from "../leaseQueue.ts";
import type { Job } from "./jobs.ts";

interface Follower<Progress, Result> extends Following<Progress> {
  ended(result: Result): void;
}

/** Who follows which work. */
export function createFollowers<Progress, Result>() {
  const byId = new Map<string, Set<Follower<Progress, Result>>>();
  const of = (id: string) => [...(byId.get(id) ?? [])];

  function join(id: string, follower: Follower<Progress, Result>): () => void {
    const others = byId.get(id) ?? new Set();
    byId.set(id, others.add(follower));
    return () => {
      others.delete(follower);
      if (others.size === 0) byId.delete(id);
    };
  }

  return {
    progressed(id: string, progress: Progress, attempt: number): void {
      for (const follower of of(id)) follower.progressed(progress, attempt);
    },
    ended(id: string, result: Result): void {
      for (const follower of of(id)) follower.ended(result);
    },
    /** Follows work from what is known of it, to its result. Throws StudioError "Cancelled" once the signal is aborted. */
    follow: (
      job: Job<unknown, Progress, Result>,
      following: Following<Progress>,
      signal: StopSignal,
    ): Promise<Result> =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
          leave();
          signal.removeEventListener("abort", cancel);
          settle();
        };
        const cancel = () => end(() => reject(new StudioError("Cancelled", `"${job.id}" is no longer followed.`)));
        const leave = join(job.id, {
          progressed: (progress, attempt) => following.progressed(progress, attempt),
          ended: (result) => end(() => resolve(result)),
        });
        signal.addEventListener("abort", cancel);
        if (signal.aborted) {
          cancel();
          return;
        }
        if (job.progress !== null) following.progressed(job.progress, job.attempt);
        const { result } = job;
        if (result) end(() => resolve(result.value));
      }),
  };
}
