import type { Addition, Combination, ComparedPair, MemberChoice } from "../ensemble/memberChoice.ts";
import type { Part } from "../image/dataset.ts";
import type { ShuffledParts } from "../image/shuffledSplit.ts";
import type { GreyScale } from "../image/normalisation.ts";
import type { Network } from "../network/network.ts";
import type { Recipe } from "../space/recipe.ts";
import type { Corrections } from "../study/correctionRound.ts";
import type { DerivedMember, SharedEpoch, SharedSearch } from "../study/sharedSearch.ts";
import type { OnnxBaseline } from "../study/onnxBaseline.ts";
import type { StopSignal } from "./signal.ts";
import type { SpaceTask } from "../space/space.ts";
import type { CurvePoint, Evaluation } from "../study/trial.ts";

/** All that is needed to train one candidate, plain JSON. */
export interface Candidate {
  readonly trial: number;
  readonly network: Network;
  readonly recipe: Recipe;
  /** Root of the random streams of weights and dropout. */
  readonly seed: string;
  /** Root of the random streams of data order and augmentation. */
  readonly dataSeed: string;
  /** The supernet whose weights it is scored with instead of being trained. */
  readonly weightsOf?: number;
  /** The trials that phases of its recipe begin from, by label. */
  readonly beginnings?: Readonly<Record<string, number>>;
  /** A shuffled split that it is trained on, and scored on what that holds out, instead of on the study's own. */
  readonly shuffled?: ShuffledParts;
  /** Slices that were corrected, whose labels it is trained on beside the study's own. */
  readonly corrections?: Corrections;
}

/** All that is needed to train the weights of a whole space and the policy that proposes its members, plain JSON. */
export interface SharedCandidate extends SharedSearch, Pick<Candidate, "trial" | "seed" | "dataSeed"> {
  readonly task: SpaceTask;
}

/** A trial whose network is used for predicting: with the weights that were kept, or as a file has it. */
export type Member = { readonly trial: number; readonly label: string; readonly count: number } & (
  | { readonly network: Network }
  | {
      readonly file: OnnxBaseline;
      /** What is made of values that were normalised as the study does. */
      readonly scale: GreyScale;
    }
);

/** Networks that predict together, each as often as it counts. */
export interface Team {
  readonly members: readonly Member[];
  readonly combination: Combination;
}

export interface ChoosingHooks {
  /** Pairs of the candidates were compared, at most once: not where a round was added before. */
  compared(pairs: readonly ComparedPair[]): void;
  /** A round has added a member. */
  added(addition: Addition): void;
}

/** How members are chosen, and what earlier rounds of it added. */
export interface Choosing extends MemberChoice {
  readonly before: readonly Addition[];
}

/** Who tries a candidate, where it is one of many machines, and how often it was handed out to any of them. */
export interface AttemptOf {
  readonly worker: string;
  readonly attempt: number;
}

export interface EvaluationHooks {
  /** Called once training begins or goes on: on which device, from which step (0, or that of a checkpoint), and by whom. */
  started(device: string, fromStep: number, by?: AttemptOf): void;
  /** What was kept of an earlier attempt could not be read, so that training begins anew: why. */
  restarted?(because: string): void;
  /**
   * An evaluation on the validation part: goes to the log, so it must follow from the candidate alone. Training goes on, and its
   * checkpoint is kept, once this is resolved: it is on disk then, or somebody elsewhere has said whether to go on.
   */
  reported(point: CurvePoint): void | Promise<void>;
  /** A sign of life between evaluations, for whoever is watching; not logged. */
  progressed(progress: TrialProgress): void;
  /** Of a supernet: an epoch has ended; goes to the log. The scores are those of all members that were sampled, taken together. */
  epochEnded?(point: CurvePoint, epoch: SharedEpoch): void | Promise<void>;
  /** Of a supernet: what the learnt policy proposes, the best first. */
  membersDerived?(members: readonly DerivedMember[]): void;
  /** What the training took, where waiting for a machine would count otherwise. */
  took?(seconds: number): void;
}

/** Where a running trial stands. */
export interface TrialProgress {
  readonly trial: number;
  readonly step: number;
  readonly loss: number;
  readonly stepsPerSecond: number;
}

/**
 * Measures candidates: a worker, a pool of workers, a toy for tests. `evaluate` rejects with a StudioError whose name says what
 * happened (OutOfMemory, NotANumber, DeviceLost, WorkerCrashed); with "Cancelled" once the signal is aborted, keeping a
 * checkpoint from which the same candidate goes on. The weights of a supernet are kept like any other, for the members to be scored with.
 */
export interface Evaluator {
  /** Candidates that are best evaluated at a time. */
  readonly slots: number;
  readonly device: string;
  evaluate(candidate: Candidate | SharedCandidate, hooks: EvaluationHooks, signal: StopSignal): Promise<Evaluation>;
  /**
   * Scores what members predict together on a part of the split; of one member, its own. Throws StudioError "NotFound" where weights or
   * a file were not kept, "Cancelled" once the signal is aborted.
   */
  score(team: Team, part: Part, signal: StopSignal): Promise<Evaluation>;
  /**
   * Chooses members among candidates by what they score together on the validation part (spec 2.4), and tells of every round. What it
   * adds follows from the candidates and from what was added before. Throws as `score` does, and "OutOfMemory" where their predictions
   * find no room.
   */
  choose(candidates: readonly Member[], choosing: Choosing, hooks: ChoosingHooks, signal: StopSignal): Promise<void>;
  /** Whether a trial can predict: whether what it was trained to was kept. */
  isKept(member: Member): Promise<boolean>;
  /** Tells whenever there are more slots, where they come and go; one listener at a time. */
  onMoreSlots?(listener: () => void): void;
  /** Frees what was kept for a candidate that has ended. */
  settle(trial: number): Promise<void>;
}

/** The append-only store of events. Throws StudioError "DiskFull" when nothing more can be written. */
export interface RunLog<Event> {
  append(events: readonly Event[]): Promise<void>;
}
