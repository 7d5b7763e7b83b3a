import type { Job } from "bullmq";
import { StudioError } from "../../core/errors.ts";
import { createStopper, type StopSignal } from "../../core/run/signal.ts";
import type { Following, LeaseTimes } from "../leaseQueue.ts";
import type { Engine } from "./engine.ts";
import { patiently } from "./patiently.ts";
import { isTold } from "./told.ts";

/** Tells what events bring of a job, and looks at it when it has ended, and now and then: a message may be lost with a connection. */
export async function follow<Progress, Result>(
  { queue, events, checkMs }: Engine & LeaseTimes,
  id: string,
  following: Following<Progress>,
  signal: StopSignal,
): Promise<Result> {
  const changed = createWakeUp();
  const tell = createTelling(following);
  let heard: unknown = null;
  let isToLook = true;
  const hear = ({ jobId, data }: { readonly jobId: string; readonly data?: unknown }) => {
    if (jobId !== id) return;
    heard = data;
    changed.wake();
  };
  const look = () => {
    isToLook = true;
    changed.wake();
  };
  const lookAtOurs = ({ jobId }: { readonly jobId: string }) => {
    if (jobId === id) look();
  };
  events.on("progress", hear).on("completed", lookAtOurs);
  const timer = setInterval(look, checkMs);
  signal.addEventListener("abort", look);
  try {
    for (;;) {
      if (signal.aborted) throw new StudioError("Cancelled", `"${id}" is no longer followed.`);
      tell(heard);
      if (isToLook) {
        isToLook = false;
        const job = (await patiently(() => queue.getJob(id))) as Job<unknown, Result> | undefined;
        if (!job) throw new StudioError("NotFound", `There is no work "${id}" to follow.`);
        tell(job.progress);
        if (job.finishedOn) return job.returnvalue;
      }
      await changed.next();
    }
  } finally {
    events.off("progress", hear).off("completed", lookAtOurs);
    clearInterval(timer);
    signal.removeEventListener("abort", look);
  }
}

/** Tells each thing once, and nothing that is older than what was told. Two that were told at the same time have the same count. */
function createTelling<Progress>(following: Following<Progress>): (progress: unknown) => void {
  let [last, text] = [0, ""];
  return (progress) => {
    if (!isTold<Progress>(progress) || progress.count < last) return;
    const found = JSON.stringify(progress.body);
    if (progress.count === last && found === text) return;
    [last, text] = [progress.count, found];
    following.progressed(progress.body, progress.attempt);
  };
}

/** Wakes whoever waits, or whoever waits next: no sign is lost between two looks. */
function createWakeUp() {
  let stopper = createStopper();
  return {
    wake: () => stopper.stop("changed"),
    async next(): Promise<void> {
      const { signal } = stopper;
      await new Promise<void>((resolve) => signal.addEventListener("abort", resolve));
      stopper = createStopper();
    },
  };
}
