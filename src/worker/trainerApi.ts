import type { CorrectedSlices } from "../core/image/correction/correctedStack.ts";
import type { Region } from "../core/image/dataset.ts";
import type { Combination } from "../core/ensemble/memberChoice.ts";
import type { Candidate, SharedCandidate, TrialProgress } from "../core/run/evaluator.ts";
import type { DerivedMember, SharedEpoch } from "../core/study/sharedSearch.ts";
import type { CurvePoint, Evaluation } from "../core/study/trial.ts";
import type { Network } from "../core/network/network.ts";
import type { Pace } from "../core/judging/pace.ts";
import type { GreyRange } from "../core/image/intensity.ts";
import type { Volume } from "../core/image/volume.ts";
import type { GreyScale } from "../core/image/normalisation.ts";
import type { OnnxFacts } from "./onnx/onnxFacts.ts";
import type { DeviceId, DeviceInfo } from "../engine/deviceIds.ts";
import type { BoxScores } from "../engine/predicting.ts";
import type { TrainingData } from "../engine/trainingData.ts";

/** A prediction of one slice while a candidate trains. */
export interface SlicePreview {
  readonly step: number;
  readonly z: number;
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** A network with the weights it was trained to. */
export interface WeightedNetwork {
  readonly network: Network;
  readonly weights: Uint8Array;
}

/** An ONNX file. */
export interface OnnxFile {
  /** SHA-256 of its content, by which a thread knows it again. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** A network of a file, and how the task it is used for is put to it. */
export interface OnnxPredictor {
  readonly onnx: OnnxFile;
  /** What is made of the values of the thread's stack before the network reads them. */
  readonly scale: GreyScale;
  /** The class that each of its channels stands for; in their order where it is not given. */
  readonly order?: readonly number[];
}

/** Networks that predict together, each as often as it counts. */
export interface TeamPredictor {
  readonly networks: readonly (WeightedNetwork & { readonly count: number })[];
  readonly combination: Combination;
}

/** What segments: networks of the studio, or one of a file. */
export type Predictor = TeamPredictor | OnnxPredictor;

/** A call that may go to another thread. */
export type Call = void | Promise<void>;

/** Each call is awaited by the trainer, so that they arrive in order and before the result. */
export interface TrainerListener {
  started(fromStep: number): Call;
  reported(point: CurvePoint): Call;
  progressed(progress: TrialProgress): Call;
  checkpoint(bytes: Uint8Array<ArrayBuffer>): Call;
  preview(preview: SlicePreview): Call;
  epochEnded(point: CurvePoint, epoch: SharedEpoch): Call;
  membersDerived(members: readonly DerivedMember[]): Call;
}

export interface TrainerJob {
  readonly candidate: Candidate | SharedCandidate;
  readonly checkpoint: Uint8Array<ArrayBuffer> | null;
  /** Slice to predict at each evaluation, null for none. */
  readonly previewSlice: number | null;
  /** Weights of the trials that phases of its recipe begin from, by label. */
  readonly beginnings?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Slices that were corrected, for a candidate that learns from them. */
  readonly corrections?: readonly CorrectedSlices[];
  /** Weights of the supernet that a derived member is scored with. */
  readonly shared?: Uint8Array<ArrayBuffer>;
}

export interface TrainerResult {
  readonly evaluation: Evaluation;
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** Seconds of a training step on random data, and by how much the very first was slower: compiling. */
export interface StepTiming {
  readonly seconds: number;
  readonly firstStepSeconds: number;
}

/** An image that nobody has labelled, some slices of a stack or all of it. */
export interface SeenImage {
  readonly volume: Volume;
  /** What it is normalised by. */
  readonly intensity: GreyScale & Partial<GreyRange>;
  readonly classes: number;
}

/** What one training thread does, in a Web Worker and in a Node thread alike. One call at a time. */
export interface TrainerApi {
  open(device: DeviceId): Promise<DeviceInfo>;
  setData(data: TrainingData): void;
  /** Takes an image to predict in, as its file has it, in place of the data. */
  setImage(image: SeenImage): void;
  /** The same data with other labels. */
  setLabels(labels: Uint8Array): void;
  train(job: TrainerJob, listener: TrainerListener): Promise<TrainerResult>;
  /** How much of the machine to take, from the next step on. */
  setPace(pace: Pace): void;
  /** Stops the training under way; it hands out a checkpoint and ends as "Cancelled". */
  stop(): void;
  /** Opens an ONNX file and finds out what it takes and gives. Throws StudioError "BadNetworkFile". */
  openNetwork(file: OnnxFile): Promise<OnnxFacts>;
  /** Predicts a box of the stack, by the tiles of a larger one where that is a part of it. */
  predict(
    predictor: Predictor,
    region: Region,
    withProbabilities: boolean,
    within?: Region,
  ): Promise<{ readonly labels: Uint8Array<ArrayBuffer>; readonly probabilities: Float32Array<ArrayBuffer> | null }>;
  /** Class probabilities of one normalised box of any extents, without tiles. */
  scoreBox(member: WeightedNetwork, image: Float32Array, spatial: readonly number[]): Promise<BoxScores>;
  timeStep(network: Network, patch: number, batch: number): Promise<StepTiming>;
}
