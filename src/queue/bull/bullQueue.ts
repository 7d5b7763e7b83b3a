import { randomUUID } from "node:crypto";
import type { Job } from "bullmq";
import { StudioError } from "../../core/errors.ts";
import { createStopper, type StopSignal } from "../../core/run/signal.ts";
import { USUAL_TIMES, type Following, type Lease, type LeaseQueue, type LeaseTimes } from "../leaseQueue.ts";
import { openEngine, type Engine } from "./engine.ts";
import { patiently } from "./patiently.ts";

/** A job's data: what is to be done, and what was said of it since. Only whoever added it changes it. */
interface Data<Payload> {
  readonly payload: Payload;
  readonly stop?: string;
  /** It is forgotten, but somebody held its lock: it goes away with that. */
  readonly isRemoved?: true;
}

/** A job's progress: what its holder told. */
interface Told<Progress> {
  readonly body: Progress;
  readonly attempt: number;
  readonly givenBack: number;
}

/**
 * The queue on Redis or PostgreSQL, by BullMQ: work outlives this process and its coordinator. Throws StudioError "BadInput" where no
 * server answers.
 */
export async function bullQueue<Payload, Progress, Result>(
  address: string,
  name: string,
  times: LeaseTimes = USUAL_TIMES,
): Promise<LeaseQueue<Payload, Progress, Result>> {
  const engine = await openEngine(address, name, times);
  const { queue, worker } = engine;
  const jobOf = async (id: string) => (await patiently(() => queue.getJob(id))) as Job<Data<Payload>> | undefined;
  const toldOf = (job: Job) => (isTold<Progress>(job.progress) ? job.progress : null);

  /** Takes a job up, unless it was forgotten meanwhile. */
  async function next(): Promise<Lease<Payload, Progress> | null> {
    const lock = randomUUID();
    const job = (await worker.getNextJob(lock, { block: false })) as Job<Data<Payload>> | undefined;
    if (!job) return null;
    if (job.data.isRemoved) {
      await job.moveToCompleted(null, lock, false);
      await job.remove();
      return next();
    }
    const told = toldOf(job);
    return {
      ...{ id: job.id!, payload: job.data.payload, lock, attempt: job.attemptsStarted },
      ...{ givenBack: told?.givenBack ?? 0, progress: told?.body ?? null },
    };
  }

  /** Tells how a job goes, if the lock still holds. */
  async function tell(id: string, lock: string, body: Progress, gaveBack = 0): Promise<Job<Data<Payload>> | "lost"> {
    const job = await jobOf(id);
    if (!job || job.data.isRemoved || !(await isExtended(job, lock, times.lockMs))) return "lost";
    const givenBack = (toldOf(job)?.givenBack ?? 0) + gaveBack;
    await job.updateProgress({ body, attempt: job.attemptsStarted, givenBack } satisfies Told<Progress>);
    return job;
  }

  return {
    async add(id, payload) {
      const data: Data<Payload> = { payload };
      const known = await jobOf(id);
      const kept = { jobId: id, removeOnComplete: false, removeOnFail: false };
      if (known?.data.isRemoved) await patiently(() => known.updateData(data));
      else if (!known) await patiently(() => queue.add("trial", data, kept));
    },
    async lease(until) {
      for (;;) {
        if (until.aborted) return null;
        const lease = await next();
        if (lease) return lease;
        await arrival(engine, until, times);
      }
    },
    async renew(id, lock, progress) {
      const job = await tell(id, lock, progress);
      if (job === "lost") return "lost";
      return job.data.stop === undefined ? {} : { stop: job.data.stop };
    },
    async finish(id, lock, result) {
      const job = await jobOf(id);
      if (!job || job.data.isRemoved) return "lost";
      return underLock(() => job.moveToCompleted(result, lock, false));
    },
    async giveBack(id, lock, progress) {
      const job = await tell(id, lock, progress, 1);
      return job === "lost" ? "lost" : underLock(() => job.moveToWait(lock));
    },
    follow: (id, following, signal) => follow<Progress, Result>({ ...engine, ...times }, id, following, signal),
    async stop(id, why) {
      const job = await jobOf(id);
      if (!job) return false;
      if (job.data.stop === undefined) await patiently(() => job.updateData({ ...job.data, stop: why }));
      return patiently(() => job.isActive());
    },
    async remove(id) {
      const job = await jobOf(id);
      if (!job) return;
      // BullMQ does not remove what is locked; whoever holds it is told that it is lost.
      await patiently(() => job.updateData({ ...job.data, isRemoved: true }));
      await job.remove().catch(() => undefined);
    },
    clear: () => patiently(() => queue.obliterate({ force: true })),
    close: () => engine.close(),
  };
}

const isTold = <Progress>(progress: unknown): progress is Told<Progress> =>
  typeof progress === "object" && progress !== null && "attempt" in progress;

/** Whether a lock still held, and now holds for its full time. */
const isExtended = async (job: Job, lock: string, lockMs: number): Promise<boolean> =>
  (await job.extendLock(lock, lockMs).catch(ifLockLost)) > 0;

async function underLock(change: () => Promise<unknown>): Promise<"taken" | "lost"> {
  return (await change().then(() => "taken" as const, ifLockLost)) || "lost";
}

/** BullMQ's errors have no names, but codes: -1 missing job, -2 missing lock, -3 not active, -6 another's lock. */
function ifLockLost(error: unknown): 0 {
  if ([-1, -2, -3, -6].includes(Number((error as { readonly code?: unknown }).code))) return 0;
  throw error;
}

/** Waits for a sign that there may be work, and not for long: expired leases come back without one on PostgreSQL. */
function arrival({ events }: Engine, until: StopSignal, { checkMs }: LeaseTimes): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      events.off("waiting", done);
      until.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, checkMs);
    events.on("waiting", done);
    until.addEventListener("abort", done);
  });
}

/** Looks at a job whenever it changes, and now and then: a message may be lost with a connection. */
async function follow<Progress, Result>(
  { queue, events, checkMs }: Engine & LeaseTimes,
  id: string,
  following: Following<Progress>,
  signal: StopSignal,
): Promise<Result> {
  const changed = createWakeUp();
  const isOurs = ({ jobId }: { readonly jobId: string }) => {
    if (jobId === id) changed.wake();
  };
  events.on("progress", isOurs).on("completed", isOurs);
  const look = setInterval(() => changed.wake(), checkMs);
  const cancel = () => changed.wake();
  signal.addEventListener("abort", cancel);
  let seen: string | null = null;
  try {
    for (;;) {
      if (signal.aborted) throw new StudioError("Cancelled", `"${id}" is no longer followed.`);
      const job = (await patiently(() => queue.getJob(id))) as Job<unknown, Result> | undefined;
      if (!job) throw new StudioError("NotFound", `There is no work "${id}" to follow.`);
      const text = JSON.stringify(job.progress);
      if (isTold<Progress>(job.progress) && text !== seen)
        following.progressed(job.progress.body, job.progress.attempt);
      seen = text;
      if (job.finishedOn) return job.returnvalue;
      await changed.next();
    }
  } finally {
    events.off("progress", isOurs).off("completed", isOurs);
    clearInterval(look);
    signal.removeEventListener("abort", cancel);
  }
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
