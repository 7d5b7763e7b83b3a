import { randomUUID } from "node:crypto";
import type { Job } from "bullmq";
import { USUAL_TIMES, type Lease, type LeaseQueue, type LeaseTimes } from "../leaseQueue.ts";
import { createArrivals } from "./arrivals.ts";
import { openEngine, type Engine } from "./engine.ts";
import { follow } from "./follow.ts";
import { patiently } from "./patiently.ts";
import { toldOf, type Told } from "./told.ts";

/** A job's data: what is to be done, and what was said of it since. Only whoever added it changes it. */
interface Data<Payload> {
  readonly payload: Payload;
  readonly stop?: string;
  /** It is forgotten, but somebody held its lock: it goes away with that. */
  readonly isRemoved?: true;
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
  const { queue, events } = engine;
  const arrivals = createArrivals(events, times.checkMs);
  const jobOf = async (id: string) => (await patiently(() => queue.getJob(id))) as Job<Data<Payload>> | undefined;

  /** Tells how a job goes, if the lock still holds. */
  async function tell(id: string, lock: string, body: Progress, gaveBack = 0): Promise<Job<Data<Payload>> | "lost"> {
    const job = await jobOf(id);
    if (!job || job.data.isRemoved || !(await isExtended(job, lock, times.lockMs))) return "lost";
    const before = toldOf<Progress>(job);
    const [count, givenBack] = [(before?.count ?? 0) + 1, (before?.givenBack ?? 0) + gaveBack];
    await job.updateProgress({ body, count, attempt: job.attemptsStarted, givenBack } satisfies Told<Progress>);
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
        if (until.aborted) {
          arrivals.passOn();
          return null;
        }
        const seen = arrivals.count();
        const lease = await claim<Payload, Progress>(engine);
        if (lease) return lease;
        await arrivals.after(seen, until);
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
      if ((await patiently(() => queue.remove(id))) === REMOVED) return;
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

/** Takes the next job up that was not forgotten meanwhile; null where none waits. */
async function claim<Payload, Progress>(engine: Engine): Promise<Lease<Payload, Progress> | null> {
  const lock = randomUUID();
  const job = (await engine.worker.getNextJob(lock, { block: false })) as Job<Data<Payload>> | undefined;
  if (!job) return null;
  if (job.data.isRemoved) {
    await job.moveToCompleted(null, lock, false);
    await job.remove();
    return claim(engine);
  }
  const told = toldOf<Progress>(job);
  return {
    ...{ id: job.id!, payload: job.data.payload, lock, attempt: job.attemptsStarted },
    ...{ givenBack: told?.givenBack ?? 0, progress: told?.body ?? null },
  };
}

/** What BullMQ answers once work is gone; something else where it is locked, or was never there. */
const REMOVED = 1;

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
