import type { Region } from "../core/image/dataset.ts";
import type { Evaluator } from "../core/run/evaluator.ts";
import type { Pace } from "../core/judging/pace.ts";
import type { DeviceId } from "../engine/deviceIds.ts";
import type { BoxScores } from "../engine/predicting.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import type { TrialArtifacts } from "./artifacts.ts";
import { createLocalEvaluator } from "./localEvaluator.ts";
import { predictWith, scoreBoxWith, type Prediction } from "./predictWith.ts";
import { createThreads, type DeviceLoss } from "./threads.ts";
import type { OnnxFacts } from "./onnx/onnxFacts.ts";
import type { OnnxFile, Predictor, SlicePreview, WeightedNetwork } from "./trainerApi.ts";
import { orCrash, type TrainerThread } from "./trainerThread.ts";

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

export interface Pool extends Evaluator {
  readonly device: DeviceId;
  readonly pace: Pace;
  /** Takes more or less of the machine: at once on a GPU, with the next candidates on a CPU. */
  adjust(change: { readonly slots?: number; readonly pace?: Pace }): void;
  /** Tells of a device that was given up; one listener at a time. */
  onLoss(listener: (loss: DeviceLoss) => void): void;
  /** Predicts with a thread that is free, or with one more when all are training. */
  predict(predictor: Predictor, region: Region, withProbabilities: boolean): Promise<Prediction>;
  /** Opens an ONNX file and finds out what it takes and gives. */
  openNetwork(file: OnnxFile): Promise<OnnxFacts>;
  /** Class probabilities of one normalised box of any extents, without tiles. */
  scoreBox(member: WeightedNetwork, image: Float32Array, spatial: readonly number[]): Promise<BoxScores>;
  close(): void;
}

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
  device,
  slots: most,
  pace: first = "full",
  data,
  artifacts,
  onPreview,
  previewSlice,
}: PoolOptions): Pool {
  const threads = createThreads({ spawn, device, pace: first, data });
  let [slots, pace] = [most, first];
  return {
    ...createLocalEvaluator({ threads, data, artifacts, onPreview, previewSlice }),
    get slots() {
      return slotsAt(pace, threads.device, slots);
    },
    get device() {
      return threads.device;
    },
    get pace() {
      return pace;
    },
    adjust(change) {
      slots = change.slots ?? slots;
      pace = change.pace ?? pace;
      threads.setPace(pace);
    },
    onLoss: (listener) => threads.onLoss(listener),
    predict: (predictor, region, withProbabilities) => predictWith(threads, predictor, region, withProbabilities),
    openNetwork: (file) => threads.use((thread) => orCrash(thread, thread.trainer.openNetwork(file))),
    scoreBox: (...box) => scoreBoxWith(threads, ...box),
    close: () => threads.close(),
  };
}
