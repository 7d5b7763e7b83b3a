import { StudioError, toErrorRecord } from "../core/errors.ts";
import { finalScores } from "../catalog/metrics/index.ts";
import { comparePart } from "../core/image/comparePart.ts";
import type { Part, Region } from "../core/image/dataset.ts";
import { partRegions } from "../core/image/subjects.ts";
import type { Evaluator, EvaluationHooks, Candidate, Member, SharedCandidate } from "../core/run/evaluator.ts";
import type { Pace } from "../core/judging/pace.ts";
import type { StopSignal } from "../core/run/signal.ts";
import type { Evaluation } from "../core/study/trial.ts";
import type { DeviceId, DeviceInfo } from "../engine/devices.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import { calibrate, type Calibration } from "./calibration.ts";
import type { SlicePreview, TrainerApi, TrainerListener, TrainerResult, WeightedNetwork } from "./trainerApi.ts";

/** A training thread and its end: `crashed` rejects when the thread dies, so that a call waiting for it does not hang. */
export interface TrainerThread {
  readonly trainer: AsyncTrainer;
  readonly crashed: Promise<never>;
  /** Makes a callback object callable from the other thread. */
  share(listener: TrainerListener): TrainerListener;
  end(): void;
}

/** The trainer as it looks from another thread. */
export type AsyncTrainer = {
  readonly [Name in keyof TrainerApi]: (
    ...args: Parameters<TrainerApi[Name]>
  ) => Promise<Awaited<ReturnType<TrainerApi[Name]>>>;
};

/** Where a trial's checkpoint and weights are kept while and after it trains. */
export interface TrialArtifacts {
  readCheckpoint(trial: number): Promise<Uint8Array<ArrayBuffer> | null>;
  writeCheckpoint(trial: number, bytes: Uint8Array): Promise<void>;
  removeCheckpoint(trial: number): Promise<void>;
  /** Takes away a checkpoint that cannot be read; resolves with the name it has now, or with null where there was none. */
  putCheckpointAside(trial: number): Promise<string | null>;
  readWeights(trial: number): Promise<Uint8Array<ArrayBuffer> | null>;
  writeWeights(trial: number, bytes: Uint8Array): Promise<void>;
}

export interface PoolOptions {
  readonly spawn: () => TrainerThread;
  readonly device: DeviceId;
  /** Candidates trained at a time at full speed; a GPU trains one whatever is asked for. */
  readonly slots: number;
  readonly pace?: Pace;
  readonly data: TrainingData;
  readonly artifacts: TrialArtifacts;
  readonly onPreview?: (trial: number, preview: SlicePreview) => void;
  readonly previewSlice?: () => number | null;
}

/** A device that was lost again and again, and the one its work goes on with. */
export interface DeviceLoss {
  readonly device: DeviceId;
  readonly next: DeviceId;
  readonly because: string;
}

export interface Pool extends Evaluator {
  readonly device: DeviceId;
  /** Takes more or less of the machine: at once on a GPU, with the next candidates on a CPU. */
  adjust(change: { readonly slots?: number; readonly pace?: Pace }): void;
  /** Tells of a device that was given up; one listener at a time. */
  onLoss(listener: (loss: DeviceLoss) => void): void;
  /** Predicts with a thread that is free, or with one more when all are training. */
  predict(
    members: readonly WeightedNetwork[],
    region: Region,
    withProbabilities: boolean,
  ): Promise<{ labels: Uint8Array<ArrayBuffer>; probabilities: Float32Array<ArrayBuffer> | null }>;
  close(): void;
}

/** Takes over what a lost GPU was doing. */
const SPARE: DeviceId = "simd";
/** Losses without a result in between after which a device is given up. */
const MOST_LOSSES = 2;

/** Candidates trained at a time: one on a GPU, which several share at a loss; on a CPU half in the background, and all but one of four or more when balanced. */
export function slotsAt(pace: Pace, device: DeviceId, slots: number): number {
  if (device === "webgpu") return 1;
  if (pace === "background") return Math.max(1, slots >> 1);
  return pace === "balanced" && slots > 3 ? slots - 1 : slots;
}

/**
 * Candidates are trained by threads of their own, one each. A thread that crashes ends its candidate's attempt as "WorkerCrashed"
 * and is replaced when next needed; the candidate goes on from its checkpoint. A lost GPU is opened anew by a fresh thread, which
 * goes on likewise; lost twice in a row, its work goes to the CPU.
 */
export function createPool({
  spawn,
  device: wanted,
  slots: most,
  pace: first = "full",
  data,
  artifacts,
  onPreview,
  previewSlice,
}: PoolOptions): Pool {
  const idle: TrainerThread[] = [];
  const all = new Set<TrainerThread>();
  let device = wanted;
  let [slots, pace] = [most, first];
  let losses: { readonly inRow: number; readonly generation: number } = { inRow: 0, generation: 0 };
  let tellLoss: (loss: DeviceLoss) => void = () => undefined;

  async function acquire(): Promise<TrainerThread> {
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
      throw losses.inRow > 0 && nameOf(error) === "DeviceError"
        ? new StudioError("DeviceLost", toErrorRecord(error).message)
        : error;
    }
  }

  function discard(thread: TrainerThread): void {
    all.delete(thread);
    thread.end();
  }

  /** Lends a thread, and another one when its device was lost meanwhile. */
  async function withThread<T>(use: (thread: TrainerThread) => Promise<T>, signal?: StopSignal): Promise<T> {
    const { generation } = losses;
    const isSpare = device === SPARE;
    try {
      const result = await lend(use);
      losses = { ...losses, inRow: 0 };
      return result;
    } catch (error) {
      if (nameOf(error) !== "DeviceLost" || isSpare || signal?.aborted) throw error;
      if (generation === losses.generation) countLoss(toErrorRecord(error).message);
      return withThread(use, signal);
    }
  }

  /** What several threads lose at once is one loss. */
  function countLoss(because: string): void {
    losses = { inRow: losses.inRow + 1, generation: losses.generation + 1 };
    for (const thread of idle.splice(0)) discard(thread);
    if (losses.inRow < MOST_LOSSES) return;
    tellLoss({ device, next: SPARE, because });
    device = SPARE;
  }

  /** Lends a thread; one that failed for a reason of the machine is not used again. */
  async function lend<T>(use: (thread: TrainerThread) => Promise<T>): Promise<T> {
    const thread = await acquire();
    try {
      const result = await use(thread);
      idle.push(thread);
      return result;
    } catch (error) {
      if (["Cancelled", "NotANumber", "IllegalNetwork", "BadInput", "BadStudyFile"].includes(nameOf(error)))
        idle.push(thread);
      else discard(thread);
      throw error;
    }
  }

  async function train(
    thread: TrainerThread,
    candidate: Candidate | SharedCandidate,
    hooks: EvaluationHooks,
    signal: StopSignal,
  ): Promise<Evaluation> {
    if (signal.aborted) throw new StudioError("Cancelled", "Stopped before it began.");
    const stop = () => void thread.trainer.stop();
    signal.addEventListener("abort", stop);
    try {
      return await trainListening(thread, candidate, hooks);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  async function trainListening(
    thread: TrainerThread,
    candidate: Candidate | SharedCandidate,
    hooks: EvaluationHooks,
  ): Promise<Evaluation> {
    const { trial } = candidate;
    const listener = thread.share({
      started: (fromStep) => hooks.started(device, fromStep),
      reported: (point) => hooks.reported(point),
      progressed: (progress) => hooks.progressed(progress),
      checkpoint: (bytes) => artifacts.writeCheckpoint(trial, bytes),
      preview: (preview) => onPreview?.(trial, preview),
      epochEnded: (point, epoch) => hooks.epochEnded?.(point, epoch),
      membersDerived: (members) => hooks.membersDerived?.(members),
    });
    const shared = "weightsOf" in candidate ? await keptWeights(artifacts, candidate.weightsOf) : undefined;
    const trainFrom = (checkpoint: Uint8Array<ArrayBuffer> | null): Promise<TrainerResult> =>
      orCrash(
        thread,
        thread.trainer.train(
          { candidate, checkpoint, previewSlice: previewSlice?.() ?? null, ...(shared && { shared }) },
          listener,
        ),
      );
    const result = await fromCheckpoint(trial, hooks, trainFrom);
    await artifacts.writeWeights(trial, result.weights);
    return result.evaluation;
  }

  /** Goes on from a trial's checkpoint; one that cannot be read is put aside, and the trial begins again. */
  async function fromCheckpoint(
    trial: number,
    hooks: EvaluationHooks,
    trainFrom: (checkpoint: Uint8Array<ArrayBuffer> | null) => Promise<TrainerResult>,
  ): Promise<TrainerResult> {
    try {
      return await trainFrom(await artifacts.readCheckpoint(trial));
    } catch (error) {
      if (nameOf(error) !== "BadStudyFile") throw error;
      const aside = await artifacts.putCheckpointAside(trial);
      if (aside === null) throw error;
      hooks.restarted?.(
        `Its checkpoint could not be read and was put aside as ${aside}; the trial begins again. ${toErrorRecord(error).message}`,
      );
      return trainFrom(null);
    }
  }

  const predict: Pool["predict"] = (members, region, withProbabilities) =>
    withThread((thread) => orCrash(thread, thread.trainer.predict(members, region, withProbabilities)));

  async function score(members: readonly Member[], part: Part, signal: StopSignal): Promise<Evaluation> {
    if (partRegions(data, data.split, part).length === 0)
      throw new StudioError("NotFound", `The split has no ${part} part. Choose slices for it in the Data room.`);
    const weighted = await Promise.all(
      members.map(async ({ trial, network }) => ({ network, weights: await keptWeights(artifacts, trial) })),
    );
    const found = await comparePart(data, part, async (region) => {
      const { labels } = await predict(weighted, region, false);
      if (signal.aborted) throw new StudioError("Cancelled", "Stopped before its scores were read.");
      return labels;
    });
    return { step: 0, scores: finalScores(found), confusion: [...found.confusion.counts] };
  }

  return {
    get slots() {
      return slotsAt(pace, device, slots);
    },
    get device() {
      return device;
    },
    adjust(change) {
      slots = change.slots ?? slots;
      pace = change.pace ?? pace;
      for (const { trainer } of all) void trainer.setPace(pace).catch(() => undefined);
    },
    onLoss(listener) {
      tellLoss = listener;
    },
    evaluate: (candidate, hooks, signal) => withThread((thread) => train(thread, candidate, hooks, signal), signal),
    settle: (trial) => artifacts.removeCheckpoint(trial),
    score,
    predict,
    close() {
      for (const thread of all) thread.end();
      all.clear();
      idle.length = 0;
    },
  };
}

/** Weights of a trial, which messages call by its label where one is given. Throws StudioError "NotFound" saying whose weights are kept. */
export async function keptWeights(
  artifacts: Pick<TrialArtifacts, "readWeights">,
  trial: number,
  label = String(trial),
): Promise<Uint8Array<ArrayBuffer>> {
  const weights = await artifacts.readWeights(trial);
  if (!weights)
    throw new StudioError(
      "NotFound",
      `The weights of trial ${label} were not kept. Kept are those of the best trials and of pinned ones; pin a trial before it ends to keep its weights.`,
    );
  return weights;
}

const nameOf = (error: unknown): string => toErrorRecord(error).name;

const orCrash = <T>(thread: TrainerThread, call: Promise<T>): Promise<T> => Promise.race([call, thread.crashed]);

export interface DeviceMeasurement extends DeviceInfo, Calibration {}

/** An emulated GPU is never chosen by itself: one small step of it is measured. */
const ROUGHLY = 0.1;

/** Opens a device in a thread of its own and times it; null where it is not there. */
export async function measureDevice(spawn: () => TrainerThread, device: DeviceId): Promise<DeviceMeasurement | null> {
  const thread = spawn();
  try {
    const info = await orCrash(thread, thread.trainer.open(device));
    return {
      ...info,
      ...(await orCrash(thread, info.isFallback ? calibrate(thread.trainer, ROUGHLY) : calibrate(thread.trainer))),
    };
  } catch {
    return null;
  } finally {
    thread.end();
  }
}
