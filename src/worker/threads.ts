import { StudioError, toErrorRecord } from "../core/errors.ts";
import type { Pace } from "../core/judging/pace.ts";
import type { StopSignal } from "../core/run/signal.ts";
import type { DeviceId } from "../engine/deviceIds.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import { orCrash, type TrainerThread } from "./trainerThread.ts";

/** A device that was lost again and again, and the one its work goes on with. */
export interface DeviceLoss {
  readonly device: DeviceId;
  readonly next: DeviceId;
  readonly because: string;
}

/** Takes over what a lost GPU was doing. */
const SPARE: DeviceId = "simd";
/** Losses without a result in between after which a device is given up. */
const MOST_LOSSES = 2;

export interface ThreadOptions {
  readonly spawn: () => TrainerThread;
  readonly device: DeviceId;
  readonly pace: Pace;
  readonly data: TrainingData;
}

/** Training threads on one device, which is given up for the CPU once it was lost too often. */
export interface Threads {
  /** The device of the threads that are lent now. */
  readonly device: DeviceId;
  /** Lends a thread, and another one when its device was lost meanwhile. */
  use<T>(work: (thread: TrainerThread) => Promise<T>, signal?: StopSignal): Promise<T>;
  setPace(pace: Pace): void;
  /** Tells of a device that was given up; one listener at a time. */
  onLoss(listener: (loss: DeviceLoss) => void): void;
  close(): void;
}

/** Losses of a device so far: in a row without a result in between, and in all. */
interface Losses {
  readonly inRow: number;
  readonly generation: number;
}

/** Lends threads that hold the data on an open device; they are opened when first needed. */
export function createThreads({ spawn, device: wanted, pace: first, data }: ThreadOptions): Threads {
  let device = wanted;
  let losses: Losses = { inRow: 0, generation: 0 };
  let tellLoss: (loss: DeviceLoss) => void = () => undefined;
  const pool = createIdleThreads({ spawn, data, pace: first });

  async function acquire(): Promise<TrainerThread> {
    try {
      return await pool.acquire(device);
    } catch (error) {
      throw losses.inRow > 0 && nameOf(error) === "DeviceError"
        ? new StudioError("DeviceLost", toErrorRecord(error).message)
        : error;
    }
  }

  async function use<T>(work: (thread: TrainerThread) => Promise<T>, signal?: StopSignal): Promise<T> {
    const { generation } = losses;
    const isSpare = device === SPARE;
    try {
      const result = await pool.lend(acquire, work);
      losses = { ...losses, inRow: 0 };
      return result;
    } catch (error) {
      if (nameOf(error) !== "DeviceLost" || isSpare || signal?.aborted) throw error;
      if (generation === losses.generation) countLoss(toErrorRecord(error).message);
      return use(work, signal);
    }
  }

  /** What several threads lose at once is one loss. */
  function countLoss(because: string): void {
    losses = { inRow: losses.inRow + 1, generation: losses.generation + 1 };
    pool.endIdle();
    if (losses.inRow < MOST_LOSSES) return;
    tellLoss({ device, next: SPARE, because });
    device = SPARE;
  }

  return {
    get device() {
      return device;
    },
    use,
    setPace: (pace) => pool.setPace(pace),
    onLoss: (listener) => void (tellLoss = listener),
    close: () => pool.close(),
  };
}

/** Errors of a network or of a wish, which say nothing against the thread that gave them. */
const HARMLESS: ReadonlySet<string> = new Set([
  "Cancelled",
  "NotANumber",
  "IllegalNetwork",
  "BadInput",
  "BadStudyFile",
]);

/** Threads by whether they have something to do. */
function createIdleThreads({ spawn, data, pace: first }: Pick<ThreadOptions, "spawn" | "data" | "pace">) {
  const idle: TrainerThread[] = [];
  const all = new Set<TrainerThread>();
  let pace = first;

  function discard(thread: TrainerThread): void {
    all.delete(thread);
    thread.end();
  }

  return {
    async acquire(device: DeviceId): Promise<TrainerThread> {
      const waiting = idle.pop();
      if (waiting) return waiting;
      const thread = spawn();
      all.add(thread);
      try {
        await orCrash(thread, thread.trainer.open(device));
        await orCrash(thread, thread.trainer.setPace(pace));
        await orCrash(thread, thread.trainer.setData(data));
        return thread;
      } catch (error) {
        discard(thread);
        throw error;
      }
    },
    /** Lends a thread; one that failed for a reason of the machine is not used again. */
    async lend<T>(acquire: () => Promise<TrainerThread>, work: (thread: TrainerThread) => Promise<T>): Promise<T> {
      const thread = await acquire();
      try {
        const result = await work(thread);
        idle.push(thread);
        return result;
      } catch (error) {
        if (HARMLESS.has(nameOf(error))) idle.push(thread);
        else discard(thread);
        throw error;
      }
    },
    endIdle(): void {
      for (const thread of idle.splice(0)) discard(thread);
    },
    setPace(next: Pace): void {
      pace = next;
      for (const { trainer } of all) void trainer.setPace(pace).catch(() => undefined);
    },
    close(): void {
      for (const thread of all) thread.end();
      all.clear();
      idle.length = 0;
    },
  };
}

const nameOf = (error: unknown): string => toErrorRecord(error).name;
