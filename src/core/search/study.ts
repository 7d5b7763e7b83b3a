import type { ErrorRecord } from "../errors.ts";
import type { Split } from "../image/dataset.ts";
import type { PartCounts } from "../image/classTable.ts";
import type { Intensity } from "../image/intensity.ts";
import type { ClassInfo } from "../image/labelMap.ts";
import type { Shape3 } from "../image/volume.ts";
import type { Choice } from "../options.ts";
import { objective, type ObjectiveId } from "./objective.ts";
import type { DeviceChoice } from "./device.ts";
import type { Recipe } from "./recipe.ts";
import type { DerivedMember, SharedEpoch, SharedSearch } from "./sharedSearch.ts";
import {
  hasEnded,
  isTrainedAlone,
  latestScores,
  type Architecture,
  type Cost,
  type CurvePoint,
  type EndedTrial,
  type Evaluation,
  type Outcome,
  type Reason,
  type Trial,
} from "./trial.ts";

/** Raised whenever a log of an earlier version could no longer be read as it was meant. */
export const STUDY_VERSION = 2;

/** The data a study is about; the voxels themselves are kept apart and found by `datasetId`. */
export interface StudyTask {
  readonly datasetId: string;
  readonly datasetName: string;
  readonly shape: Shape3;
  readonly voxelSizeNm: readonly [z: number, y: number, x: number] | null;
  readonly classes: readonly ClassInfo[];
  /** Voxels of each class, and of those that nobody annotated, in each part of the split. */
  readonly labelVoxels?: { readonly classes: readonly PartCounts[]; readonly unlabelled: PartCounts };
  readonly split: Split;
  readonly intensity: Intensity;
}

/** A trial chosen by what an earlier stage will have found: its best, by mean IoU on the validation part. */
export interface BestOf {
  /** Index of an earlier stage. */
  readonly bestOf: number;
}

/** Candidates from a space by a strategy, each trained by one recipe. */
export interface SearchStage {
  readonly kind: "search";
  /** Catalog id of the space and its settings (ranges). */
  readonly space: { readonly id: string; readonly settings: unknown };
  readonly strategy: Choice;
  /** How candidates are trained; a space that searches training begins with the recipe of its `base` instead. */
  readonly recipe: Recipe;
  readonly trials: number;
  /** What the strategy minimises. */
  readonly objective: ObjectiveId;
  /** Predicted bytes above which a candidate is turned down before it is built. */
  readonly memoryCap: number;
  /** Networks of the catalog trained first with the same recipe, pinned. */
  readonly baselines: readonly Choice[];
  /** The network whose training is searched, for a space that searches training. */
  readonly base?: BestOf;
}

/** One set of weights for all members of a space, and a policy that learns to propose by what they score with it (spec 3). */
export interface SupernetStage extends SharedSearch {
  readonly kind: "supernet";
  /** How many of the best members become trials, scored with the shared weights on the whole validation part. */
  readonly keep: number;
}

/**
 * One trial trained again from fresh weights: all else equal, to see how much of a score is luck (spec 1.7); by a changed recipe,
 * such as on larger patches, to see what carries over (spec 3.6); beside others that are trained alike, to see what it is worth.
 */
export interface RetrainStage {
  readonly kind: "retrain";
  readonly source: BestOf | { readonly trial: number };
  readonly times: number;
  /** What is changed in the recipe of the source. The network is decoded anew for another patch. */
  readonly recipe?: Partial<Recipe>;
  /** Networks of the catalog trained alike, as often as the source. */
  readonly baselines?: readonly Choice[];
  /** Random members of the source's space trained alike, once each. */
  readonly controls?: number;
}

/** The mean of the class probabilities of the best trials of earlier stages (spec 2.4). */
export interface EnsembleStage {
  readonly kind: "ensemble";
  readonly from: readonly number[];
  readonly members: number;
}

/** Opens the test part, once, for the best of each of these stages and for their baselines. */
export interface TestStage {
  readonly kind: "test";
  readonly from: readonly number[];
}

export type Stage = SearchStage | SupernetStage | RetrainStage | EnsembleStage | TestStage;

/** Whether what a stage trains is to be compared: with others beside the network it retrains, or with the same by another recipe. */
export const isComparison = (stage: Stage | undefined): boolean =>
  stage?.kind === "retrain" &&
  (stage.recipe !== undefined || (stage.baselines?.length ?? 0) + (stage.controls ?? 0) > 0);

/** All that a rerun needs, beside the data. */
export interface StudySpec {
  readonly version: typeof STUDY_VERSION;
  readonly name: string;
  readonly seed: number;
  readonly task: StudyTask;
  readonly stages: readonly Stage[];
}

/** A numbered arrow on the images with a note, kept with the study. Voxel coordinates; `tail` is where the arrow starts. */
export interface ComparisonPoint {
  readonly id: number;
  readonly at: readonly [z: number, y: number, x: number];
  readonly tail: readonly [y: number, x: number];
  readonly note: string;
}

/** One line of the log. A study is the fold of its events and is changed in no other way. */
export type StudyEvent =
  | { readonly type: "studyCreated"; readonly spec: StudySpec }
  | { readonly type: "stageBegan"; readonly stage: number; readonly sources: readonly number[] }
  | { readonly type: "stagesChanged"; readonly stages: readonly Stage[] }
  | {
      readonly type: "trialAsked";
      readonly trial: number;
      readonly stage: number;
      readonly label: string;
      readonly architecture: Architecture;
      readonly key: string;
      readonly reason: Reason;
      readonly cost: Cost | null;
      readonly isPinned: boolean;
    }
  | { readonly type: "trialStarted"; readonly trial: number; readonly device: string; readonly fromStep: number }
  | { readonly type: "trialReported"; readonly trial: number; readonly point: CurvePoint }
  | { readonly type: "epochEnded"; readonly trial: number; readonly point: CurvePoint; readonly epoch: SharedEpoch }
  | { readonly type: "membersDerived"; readonly trial: number; readonly members: readonly DerivedMember[] }
  | { readonly type: "trialInterrupted"; readonly trial: number; readonly because: string; readonly seconds: number }
  | { readonly type: "trialEnded"; readonly trial: number; readonly outcome: Outcome; readonly seconds: number }
  | { readonly type: "trialTested"; readonly trial: number; readonly evaluation: Evaluation }
  | { readonly type: "trialPinned"; readonly trial: number; readonly isPinned: boolean }
  | { readonly type: "runStarted"; readonly device: string; readonly slots: number }
  | ({ readonly type: "deviceChosen" } & DeviceChoice)
  | { readonly type: "deviceLost"; readonly device: string; readonly next: string; readonly because: string }
  | {
      readonly type: "runEnded";
      readonly because: "done" | "interrupted" | "finishing" | "failed";
      readonly error?: ErrorRecord;
    }
  | { readonly type: "budgetChanged"; readonly stage: number; readonly trials: number }
  | { readonly type: "baselineAdded"; readonly stage: number; readonly network: Choice }
  | { readonly type: "renamed"; readonly name: string }
  | { readonly type: "pointPlaced"; readonly point: ComparisonPoint }
  | { readonly type: "pointRemoved"; readonly id: number };

export interface Study {
  readonly spec: StudySpec;
  /** Of every stage that has begun: the trials of earlier stages it works on, settled when it began. */
  readonly begun: readonly (readonly number[])[];
  readonly trials: readonly Trial[];
  readonly points: readonly ComparisonPoint[];
  /** Ids of trials in the order in which they ended: the order in which strategies are told. */
  readonly endedOrder: readonly number[];
  /** What the last run computes on, and why. */
  readonly choice: DeviceChoice | null;
  /** Devices that were lost again and again, which a later run does not choose by itself. */
  readonly lostDevices: readonly string[];
  /** Why the last run ended; null while one is running and before the first. */
  readonly lastRun: {
    readonly because: "done" | "interrupted" | "finishing" | "failed";
    readonly error?: ErrorRecord;
  } | null;
}

/** The study after one more event. Throws when the first event does not create a study: such a log is damaged. */
export function applyEvent(study: Study | null, event: StudyEvent): Study {
  if (event.type === "studyCreated")
    return {
      spec: event.spec,
      begun: [],
      trials: [],
      points: [],
      endedOrder: [],
      choice: null,
      lostDevices: [],
      lastRun: null,
    };
  if (!study) throw new Error(`A log must begin with "studyCreated", this one begins with "${event.type}".`);
  switch (event.type) {
    case "stageBegan":
      return { ...study, begun: [...study.begun.slice(0, event.stage), event.sources] };
    case "stagesChanged":
      return { ...study, spec: { ...study.spec, stages: event.stages } };
    case "trialAsked":
      if (event.trial !== study.trials.length)
        throw new Error(`The log asks for trial ${event.trial} where trial ${study.trials.length} comes next.`);
      return { ...study, trials: [...study.trials, askedTrial(event)] };
    case "trialStarted":
      return withTrial(study, event.trial, (trial) => ({
        ...trial,
        device: event.device,
        attempts: trial.attempts + 1,
        curve: trial.curve.filter(({ step }) => step <= event.fromStep),
        ...(trial.shared && {
          shared: {
            ...trial.shared,
            epochs: trial.shared.epochs.slice(0, trial.curve.filter(({ step }) => step <= event.fromStep).length),
          },
        }),
      }));
    case "trialReported":
      return withTrial(study, event.trial, (trial) => ({ ...trial, curve: [...trial.curve, event.point] }));
    case "epochEnded":
      return withTrial(study, event.trial, (trial) => ({
        ...trial,
        curve: [...trial.curve, event.point],
        shared: { members: [], epochs: [...(trial.shared?.epochs ?? []), event.epoch] },
      }));
    case "membersDerived":
      return withTrial(study, event.trial, (trial) => ({
        ...trial,
        shared: { epochs: trial.shared?.epochs ?? [], members: event.members },
      }));
    case "trialInterrupted":
      return withTrial(study, event.trial, (trial) => ({ ...trial, seconds: trial.seconds + event.seconds }));
    case "trialEnded":
      if (isEnded(study.trials[event.trial])) throw new Error(`The log ends trial ${event.trial} twice.`);
      return {
        ...withTrial(study, event.trial, (trial) => ({
          ...trial,
          ...event.outcome,
          seconds: trial.seconds + event.seconds,
        })),
        endedOrder: [...study.endedOrder, event.trial],
      };
    case "trialTested":
      return withTrial(study, event.trial, (trial) => ({ ...trial, test: event.evaluation }));
    case "trialPinned":
      return withTrial(study, event.trial, (trial) => ({ ...trial, isPinned: event.isPinned }));
    case "runStarted":
      return { ...study, lastRun: null };
    case "deviceChosen":
      return {
        ...study,
        choice: { device: event.device, by: event.by, figures: event.figures },
        lostDevices: study.lostDevices.filter((device) => device !== event.device),
      };
    case "deviceLost":
      return { ...study, lostDevices: [...study.lostDevices, event.device] };
    case "runEnded":
      return { ...study, lastRun: { because: event.because, ...(event.error && { error: event.error }) } };
    case "budgetChanged":
      return withStage(study, event.stage, (stage) => resized(stage, event.trials));
    case "baselineAdded":
      return withStage(study, event.stage, (stage) =>
        stage.kind === "search" ? { ...stage, baselines: [...stage.baselines, event.network] } : stage,
      );
    case "renamed":
      return { ...study, spec: { ...study.spec, name: event.name } };
    case "pointPlaced":
      return {
        ...study,
        points: [...study.points.filter(({ id }) => id !== event.point.id), event.point].sort((a, b) => a.id - b.id),
      };
    case "pointRemoved":
      return { ...study, points: study.points.filter(({ id }) => id !== event.id) };
    default:
      return event satisfies never;
  }
}

/** The study of a whole log; null for an empty one. */
export function foldEvents(events: Iterable<StudyEvent>): Study | null {
  let study: Study | null = null;
  for (const event of events) study = applyEvent(study, event);
  return study;
}

function askedTrial({
  trial,
  stage,
  label,
  architecture,
  key,
  reason,
  cost,
  isPinned,
}: Extract<StudyEvent, { type: "trialAsked" }>): Trial {
  return {
    id: trial,
    stage,
    label,
    architecture,
    key,
    reason,
    cost,
    isPinned,
    status: "running",
    curve: [],
    device: null,
    seconds: 0,
    attempts: 0,
    test: null,
  };
}

function withStage(study: Study, index: number, change: (stage: Stage) => Stage): Study {
  return {
    ...study,
    spec: { ...study.spec, stages: study.spec.stages.map((stage, at) => (at === index ? change(stage) : stage)) },
  };
}

const resized = (stage: Stage, size: number): Stage => {
  if (stage.kind === "search") return { ...stage, trials: size };
  return stage.kind === "retrain" ? { ...stage, times: size } : stage;
};

/** Trial ids are their places in the list. */
function withTrial(study: Study, id: number, change: (trial: Trial) => Trial): Study {
  const trial = study.trials[id];
  if (!trial) throw new Error(`The log speaks of trial ${id}, which was never asked for.`);
  return { ...study, trials: study.trials.with(id, change(trial)) };
}

const isEnded = (trial: Trial | undefined): boolean => trial !== undefined && hasEnded(trial);

/** Ended trials in the order they ended. */
export const endedTrials = (study: Study): readonly EndedTrial[] =>
  study.endedOrder.map((id) => study.trials[id]).filter((trial) => trial !== undefined && hasEnded(trial));

/** Architectures that `bestTrial` looks at unless told otherwise: what the study itself proposed. */
const PROPOSED: readonly Architecture["kind"][] = ["genotype"];

export interface BestOptions {
  readonly kinds?: readonly Architecture["kind"][];
  /** Only trials of this stage. */
  readonly stage?: number;
}

/** The finished trial that comes nearest to what the study minimises, on the validation part; of equal ones the first. */
export function bestTrial(study: RankedTrials, { kinds = PROPOSED, stage }: BestOptions = {}): Trial | null {
  const finished = study.trials.filter(
    (trial) =>
      trial.status === "finished" && isOfKind(study, trial, kinds) && (stage === undefined || trial.stage === stage),
  );
  const rank = ranking(study);
  return finished.reduce<Trial | null>((best, trial) => (!best || rank(trial) > rank(best) ? trial : best), null);
}

/** A network that was found with shared weights is first trained by itself when it is retrained: that is what the study proposed. */
const isOfKind = ({ trials }: RankedTrials, { architecture }: Trial, kinds: BestOptions["kinds"] & object): boolean =>
  kinds.includes(architecture.kind) ||
  (kinds.includes("genotype") &&
    architecture.kind === "retrained" &&
    trials.find(({ id }) => id === architecture.trial)?.architecture.kind === "derived");

/** With baselines, for where a study may have nothing else. */
export const PROPOSED_AND_BASELINES: readonly Architecture["kind"][] = ["genotype", "network"];

/** Trials to be ranked; by mean IoU where it is not said what their study minimises. */
export type RankedTrials = Pick<Study, "trials"> & Partial<Pick<Study, "spec">>;

/** Higher is better: the objective of the study's first search with its sign turned. */
export function ranking({ spec }: Partial<Pick<Study, "spec">>): (trial: Trial) => number {
  const search = spec?.stages.find((stage) => stage.kind === "search");
  const { of } = objective(search?.kind === "search" ? search.objective : "meanIou");
  return (trial) => {
    const scores = latestScores(trial);
    return scores ? -of(scores) : -Infinity;
  };
}

/** The best trainings of some stages together, retrained ones among them (spec 2.4: top-N on the validation part). */
export function bestTrainings(study: Study, from: readonly number[], count: number): readonly Trial[] {
  const rank = ranking(study);
  const pool = study.trials.filter(
    (trial) => from.includes(trial.stage) && trial.status === "finished" && isTrainedAlone(trial),
  );
  return pool.sort((a, b) => rank(b) - rank(a) || a.id - b.id).slice(0, count);
}
