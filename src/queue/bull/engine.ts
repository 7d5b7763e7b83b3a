import { createPostgresBackend, Queue, QueueEvents, Worker } from "bullmq";
import { StudioError } from "../../core/errors.ts";
import type { LeaseTimes } from "../leaseQueue.ts";

/** Holds every key of ours in Redis, and names the schema in PostgreSQL. */
const PREFIX = "cristae";
/** Lost events heal themselves, so few are kept: each holds the whole curve of a trial. */
const KEPT_EVENTS = 500;
/** Jobs past BullMQ's own limit stay in limbo (taskforcesh/bullmq#3911), so it never comes; attempts are counted by whoever leases. */
const NEVER = 1_000_000;

/** What BullMQ does for a queue: it adds, hands out, tells. */
export interface Engine {
  readonly queue: Queue;
  readonly worker: Worker;
  readonly events: QueueEvents;
  close(): Promise<void>;
}

/** Opens a queue on `redis://` or `postgres://`. Throws StudioError "BadInput" where no such server answers. */
export async function openEngine(address: string, name: string, { lockMs, checkMs }: LeaseTimes): Promise<Engine> {
  const isPostgres = /^postgres(ql)?:/.test(address);
  const connection = isPostgres
    ? { connectionString: address, schema: PREFIX, migrate: true }
    : { url: address, maxRetriesPerRequest: null };
  const backend = isPostgres ? createPostgresBackend : undefined;
  const place = { connection, prefix: PREFIX } as { readonly connection: object; readonly prefix: string };
  const queue = new Queue(name, { ...place, streams: { events: { maxLen: KEPT_EVENTS } } }, backend as undefined);
  const leasing = { lockDuration: lockMs, stalledInterval: checkMs, maxStalledCount: NEVER, autorun: false };
  const worker = new Worker(name, null, { ...place, ...leasing }, backend as undefined);
  const events = new QueueEvents(name, place, backend as undefined);
  const parts = [queue, worker, events];
  let lastError = "";
  // What is lost is found again by the next poll; without a listener an outage of the server would end this process.
  const remember = ({ message }: Error) => (lastError = message);
  // Everyone who follows work or waits for some listens.
  events.setMaxListeners(0);
  queue.on("error", remember);
  worker.on("error", remember);
  events.on("error", remember);
  const close = async () => {
    await Promise.all(parts.map((part) => part.close().catch(() => undefined)));
  };
  const isReady = await withinTime(Promise.all(parts.map((part) => part.waitUntilReady())).then(() => true));
  if (!isReady) {
    void close();
    throw new StudioError("BadInput", `No queue answers at ${withoutPassword(address)}: ${lastError || "no answer"}.`);
  }
  void worker.startStalledCheckTimer();
  return { queue, worker, events, close };
}

const MOST_MS = 10_000;

const withinTime = (ready: Promise<boolean>): Promise<boolean> => {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), MOST_MS)));
  return Promise.race([ready.catch(() => false), late]).finally(() => clearTimeout(timer));
};

const withoutPassword = (address: string): string => address.replace(/\/\/[^@/]*@/, "//");
