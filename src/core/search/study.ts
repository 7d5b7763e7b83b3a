import type { ErrorRecord } from "../errors.ts";
import type { Split } from "../image/dataset.ts";
import type { ClassInfo } from "../image/labelMap.ts";
import type { Shape3 } from "../image/volume.ts";
import type { Choice } from "../options.ts";
import type { Recipe } from "./recipe.ts";
import { hasEnded, latestScores, type Architecture, type Cost, type CurvePoint, type EndedTrial, type Evaluation, type Outcome, type Reason, type Trial } from "./trial.ts";

export const STUDY_VERSION = 1;

/** The data a study is about; the voxels themselves are kept apart and found by `datasetId`. */
export interface StudyTask {
  readonly datasetId: string;
  readonly datasetName: string;
  readonly shape: Shape3;
  readonly voxelSizeNm: readonly [z: number, y: number, x: number] | null;
  readonly classes: readonly ClassInfo[];
  readonly split: Split;
  /** Grey values of the training part, by which every image is normalised before a network reads it. */
  readonly intensity: { readonly mean: number; readonly deviation: number };
}

/** Candidates from a space by a strategy, each trained by one recipe. */
export interface SearchStage {
  readonly kind: "search";
  /** Catalog id of the space and its settings (ranges). */
  readonly space: { readonly id: string; readonly settings: unknown };
  readonly strategy: Choice;
  readonly recipe: Recipe;
  readonly trials: number;
  /** Predicted bytes above which a candidate is turned down before it is built. */
  readonly memoryCap: number;
  /** Networks of the catalog trained first with the same recipe, pinned. */
  readonly baselines: readonly Choice[];
}

export type Stage = SearchStage;

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
  | { readonly type: "trialInterrupted"; readonly trial: number; readonly because: string; readonly seconds: number }
  | { readonly type: "trialEnded"; readonly trial: number; readonly outcome: Outcome; readonly seconds: number }
  | { readonly type: "trialTested"; readonly trial: number; readonly evaluation: Evaluation }
  | { readonly type: "trialPinned"; readonly trial: number; readonly isPinned: boolean }
  | { readonly type: "runStarted"; readonly device: string; readonly slots: number }
  | { readonly type: "runEnded"; readonly because: "done" | "interrupted" | "finishing" | "failed"; readonly error?: ErrorRecord }
  | { readonly type: "budgetChanged"; readonly stage: number; readonly trials: number }
  | { readonly type: "baselineAdded"; readonly stage: number; readonly network: Choice }
  | { readonly type: "renamed"; readonly name: string }
  | { readonly type: "pointPlaced"; readonly point: ComparisonPoint }
  | { readonly type: "pointRemoved"; readonly id: number };

export interface Study {
  readonly spec: StudySpec;
  readonly trials: readonly Trial[];
  readonly points: readonly ComparisonPoint[];
  /** Ids of trials in the order in which they ended: the order in which strategies are told. */
  readonly endedOrder: readonly number[];
  /** Why the last run ended; null while one is running and before the first. */
  readonly lastRun: { readonly because: "done" | "interrupted" | "finishing" | "failed"; readonly error?: ErrorRecord } | null;
}

/** The study after one more event. Throws when the first event does not create a study: such a log is damaged. */
export function applyEvent(study: Study | null, event: StudyEvent): Study {
  if (event.type === "studyCreated") return { spec: event.spec, trials: [], points: [], endedOrder: [], lastRun: null };
  if (!study) throw new Error(`A log must begin with "studyCreated", this one begins with "${event.type}".`);
  switch (event.type) {
    case "trialAsked":
      return { ...study, trials: [...study.trials, askedTrial(event)] };
    case "trialStarted":
      return withTrial(study, event.trial, (trial) => ({
        ...trial,
        device: event.device,
        attempts: trial.attempts + 1,
        curve: trial.curve.filter(({ step }) => step <= event.fromStep),
      }));
    case "trialReported":
      return withTrial(study, event.trial, (trial) => ({ ...trial, curve: [...trial.curve, event.point] }));
    case "trialInterrupted":
      return withTrial(study, event.trial, (trial) => ({ ...trial, seconds: trial.seconds + event.seconds }));
    case "trialEnded":
      return {
        ...withTrial(study, event.trial, (trial) => ({ ...trial, ...event.outcome, seconds: trial.seconds + event.seconds })),
        endedOrder: [...study.endedOrder, event.trial],
      };
    case "trialTested":
      return withTrial(study, event.trial, (trial) => ({ ...trial, test: event.evaluation }));
    case "trialPinned":
      return withTrial(study, event.trial, (trial) => ({ ...trial, isPinned: event.isPinned }));
    case "runStarted":
      return { ...study, lastRun: null };
    case "runEnded":
      return { ...study, lastRun: { because: event.because, ...(event.error && { error: event.error }) } };
    case "budgetChanged":
      return withStage(study, event.stage, (stage) => ({ ...stage, trials: event.trials }));
    case "baselineAdded":
      return withStage(study, event.stage, (stage) => ({ ...stage, baselines: [...stage.baselines, event.network] }));
    case "renamed":
      return { ...study, spec: { ...study.spec, name: event.name } };
    case "pointPlaced":
      return { ...study, points: [...study.points.filter(({ id }) => id !== event.point.id), event.point].sort((a, b) => a.id - b.id) };
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

function askedTrial({ trial, stage, label, architecture, key, reason, cost, isPinned }: Extract<StudyEvent, { type: "trialAsked" }>): Trial {
  return { id: trial, stage, label, architecture, key, reason, cost, isPinned, status: "running", curve: [], device: null, seconds: 0, attempts: 0, test: null };
}

function withStage(study: Study, index: number, change: (stage: Stage) => Stage): Study {
  return { ...study, spec: { ...study.spec, stages: study.spec.stages.map((stage, at) => (at === index ? change(stage) : stage)) } };
}

/** Trial ids are their places in the list. */
function withTrial(study: Study, id: number, change: (trial: Trial) => Trial): Study {
  const trial = study.trials[id];
  if (!trial) throw new Error(`The log speaks of trial ${id}, which was never asked for.`);
  return { ...study, trials: study.trials.with(id, change(trial)) };
}

/** Ended trials in the order they ended. */
export const endedTrials = (study: Study): readonly EndedTrial[] => study.endedOrder.map((id) => study.trials[id]).filter((trial) => trial !== undefined && hasEnded(trial));

/** The finished candidate with the highest mean IoU on the validation part; baselines count only when asked for. */
export function bestTrial(study: Study, { withBaselines = false } = {}): Trial | null {
  const finished = study.trials.filter((trial) => trial.status === "finished" && (withBaselines || trial.architecture.kind === "genotype"));
  return finished.reduce<Trial | null>((best, trial) => (!best || meanIou(trial) > meanIou(best) ? trial : best), null);
}

const meanIou = (trial: Trial): number => latestScores(trial)?.meanIou ?? -1;

/** Candidates asked of the strategy so far in a stage; baselines are not counted against the budget. */
export const candidatesAsked = (study: Study, stage: number): number => study.trials.filter((trial) => trial.stage === stage && trial.architecture.kind === "genotype").length;

/** How many trials keep their weights, beside the pinned ones. */
export const KEPT_WEIGHTS = 10;

/** Trials whose weights are worth keeping: pinned ones, and the best by mean IoU. */
export function keptTrials(study: Study, count = KEPT_WEIGHTS): ReadonlySet<number> {
  const ranked = study.trials.filter(({ status }) => status === "finished").sort((a, b) => meanIou(b) - meanIou(a));
  return new Set([...ranked.slice(0, count), ...study.trials.filter(({ isPinned }) => isPinned)].map(({ id }) => id));
}
