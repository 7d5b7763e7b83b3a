import { StudioError } from "../errors.ts";
import type { z } from "../zod.ts";
import type { Choice } from "../options.ts";
import type { ShuffledParts } from "../image/shuffledSplit.ts";
import type { Recipe } from "../space/recipe.ts";
import type { Genotype } from "../space/space.ts";
import type { SpaceChoice } from "../study/spec.ts";
import type { Study } from "../study/study.ts";
import type { Trial } from "../study/trial.ts";
import type { Architecture } from "../study/architecture.ts";
import type { CorrectionRound, Corrections, SliceProposal } from "../study/correctionRound.ts";
import type { OnnxBaseline } from "../study/onnxBaseline.ts";
import type { Asked, AskingRun } from "./asked.ts";
import type { PlanCatalog } from "./catalogParts.ts";
import type { Origin } from "./origin.ts";

/** What stages behind one can take from it. */
export const GIFTS = {
  candidates: "a search",
  /** Members that were scored with shared weights: what to retrain, and nothing more. */
  sharedCandidates: "shared weights",
  trainings: "a retraining",
  votes: "an ensemble",
  /** Trainings that have seen the test part of the study; nothing may work on them. */
  splits: "shuffled splits",
  tests: "a test",
} as const;
export type Gift = keyof typeof GIFTS;

/** How a stage's trainings are judged together: network against network, or as one network's luck. */
export type Judgement = "comparison" | "luck";

/** What a stage needs to know of others. */
export interface OtherStages {
  /** The best that a stage came to; null where nothing finished. */
  readonly best: (stage: number) => Trial | null;
  readonly isComparison: (stage: number) => boolean;
  /** Where the networks of a stage come from. Throws StudioError "BadStudyFile" where it trains none. */
  readonly origin: (stage: number) => Origin;
}

/** What a plan begins with: a space, how its networks are trained, and how large they may be. */
export interface Beginning {
  readonly space: SpaceChoice;
  readonly recipe: Recipe;
  /** Predicted bytes above which a network is turned down before it is built. */
  readonly memoryCap: number;
}

/** One edit of a field of a stage. */
export interface StageChange {
  readonly field: string;
  /** Of several numbers, which: the name of an option, the index of a stage. */
  readonly of?: string | number;
  readonly value: number | string | boolean | Choice | readonly Choice[];
}

/** What one run of a plan costs, for predicting how long it takes. */
export interface PlanCosts {
  readonly catalog: PlanCatalog;
  /** Seconds of so many trainings side by side by a recipe. */
  readonly trainings: (count: number, recipe: Recipe) => number;
  /** Seconds of a search over shared weights whose controller takes `perUpdate` samples at a time. */
  readonly shared: (
    stage: { readonly recipe: Recipe; readonly warmUp: number; readonly updates: number; readonly samples: number },
    perUpdate: number,
  ) => number;
}

/**
 * All that is known of a kind of stage; nothing else asks a stage for its kind. Stages are plain JSON (`S`), in the plan of the page
 * as in the log. Indices are places in the row of stages.
 */
export interface StageKind<S extends { readonly kind: string }> {
  readonly kind: S["kind"];
  readonly schema: z.ZodType<S>;
  readonly gives: Gift;
  /** What it can work on, best of all or at all; empty for a stage that needs nothing. */
  readonly takes: readonly Gift[];
  /** Whether it asks for new trials, or opens the test part for those there are; tests come last. */
  readonly work: "trials" | "tests";
  /** Whether two trials of it that come to the same network are trained once. */
  readonly trainsTwinsOnce: boolean;
  /** Edits of single fields, by name. Each gives the stage as it is then, which is checked by the schema. */
  readonly fields: Readonly<Record<string, (stage: S, change: StageChange, catalog: PlanCatalog) => S>>;

  /** The stages it takes its input from. */
  inputs(stage: S): readonly number[];
  /** The same with inputs at other places; -1 is one that was taken out. Null where it cannot do without. */
  withInputs(stage: S, at: (old: number) => number): S | null;
  /** The same with another stage's best taken in too, as far as it takes several. */
  adding(stage: S, input: number): S;
  /** Trials that it speaks of by their ids, which mean nothing in another study. */
  trials(stage: S): readonly number[];
  /** The same with other ids of the trials it speaks of. */
  withTrials(stage: S, newId: (old: number) => number): S;

  /** How many candidates it has in all; of a test, how many stages it tests. */
  size(stage: S): number;
  /** The same of another size, where it has one that can be set. */
  resized(stage: S, size: number): S;
  /** How often networks of the catalog are trained in it, and those of files scored. */
  baselines(stage: S): number;
  withBaseline(stage: S, network: Choice): S;
  /** The same with one more member of its space to train before its strategy proposes again; as it is where it searches none. */
  withMember(stage: S, genotype: Genotype): S;
  /** Whether networks of files can be scored beside what it trains. */
  readonly takesOnnxBaselines: boolean;
  /** The same with one more of those; as it is where it takes none. */
  withOnnxBaseline(stage: S, network: OnnxBaseline): S;
  /** Those it has; their files lie beside the study's log. */
  onnxBaselines(stage: S): readonly OnnxBaseline[];
  /** The same without what lies in files beside the study's log, for another study. */
  withoutFiles(stage: S): S;
  /** The same with one more round of correction; as it is where it has none. */
  withRound(stage: S, round: CorrectionRound): S;
  /** The same with slices that are being corrected, or with none; as it is where it corrects nothing. */
  withProposal(stage: S, proposal: SliceProposal | null): S;
  /** The slices that are being corrected for it; null where none are. */
  proposal(stage: S): SliceProposal | null;
  /** What a training learns from that has seen so many rounds; null for a stage without. */
  corrections(stage: S, count: number): Corrections | null;
  /** What it begins a plan with; null for one that works on what others came to. */
  beginning(stage: S): Beginning | null;
  /** The same with parts of its beginning replaced. */
  withBeginning(stage: S, change: Partial<Beginning>): S;
  /** The same on another space, with what is usual there in place of what was usual before; null where it cannot work on it. */
  onSpace(stage: S, space: SpaceChoice, catalog: PlanCatalog): S | null;
  /** In a few words for the name of a study: "20 networks". */
  brief(stage: S): string;
  /** What its networks are trained by, where the first of its inputs is trained by `input`. */
  recipe(stage: S, input: Recipe | null): Recipe | null;
  /** What a user should know of it before it runs; null where there is nothing. Throws StudioError "BadInput" where it cannot run. */
  caution(stage: S, catalog: PlanCatalog): string | null;
  /** Whether it searches how one network is trained, instead of networks. */
  tunes(stage: S): boolean;
  /** Whether what it trains is to be compared: with others beside the network it retrains, or with the same by another recipe. */
  isComparison(stage: S): boolean;
  /** How its trainings are judged together; null for one that does not repeat any. */
  judged(study: Study, index: number, stage: S): Judgement | null;

  /** The trials it works on, now that the stages before it are done. Throws StudioError "BadInput" saying why there is none. */
  settle(study: Study, index: number, stage: S, others: OtherStages): readonly number[];
  /** Whether trials that settling finds after it has begun are worked on too; only where nothing is chosen by them. */
  readonly settlesAgain: boolean;
  /** The next trial it asks for; null while it has to wait, and once it has all. */
  next(study: Study, index: number, stage: S, run: AskingRun): Asked | null;
  /** How many candidates it has in this study, now that it may have begun. */
  planned(study: Study, index: number, stage: S): number;
  /** What it came to: the best of its trials that another stage may work on. */
  best(study: Study, index: number): Trial | null;
  /** Where its networks and their recipe come from; null for one that trains none. */
  origin(study: Study, index: number, stage: S, others: OtherStages): Origin | null;
  /** The trial whose data order a trial of it keeps (spec 1.7); null for an order of its own. */
  alike(study: Study, index: number, stage: S, architecture: Architecture): Trial | null;
  /** The shuffled split of such a number, from a study's seed; null for one that trains on the study's own. */
  splitOf(stage: S, number: number, seed: number): ShuffledParts | null;
  /** Trials whose weights it needs yet. */
  keeps(study: Study, index: number, stage: S, others: OtherStages): readonly number[];
  /** Predicted seconds; `recipe` is what its networks are trained by. */
  seconds(stage: S, recipe: Recipe | null, costs: PlanCosts): number;
}

type Needed = "kind" | "schema" | "gives" | "size" | "settle" | "next";

/** A kind of stage; what it does not say is as for one that takes nothing and has no fields. */
export const defineStageKind = <S extends { readonly kind: string }>(
  kind: Pick<StageKind<S>, Needed> & Partial<Omit<StageKind<S>, Needed>>,
): StageKind<S> => ({
  takes: [],
  work: "trials",
  trainsTwinsOnce: false,
  settlesAgain: false,
  fields: {},
  inputs: () => [],
  withInputs: (stage) => stage,
  adding: (stage) => stage,
  trials: () => [],
  withTrials: (stage) => stage,
  resized: (stage) => stage,
  baselines: () => 0,
  withBaseline: (stage) => stage,
  withMember: (stage) => stage,
  takesOnnxBaselines: false,
  withOnnxBaseline: (stage) => stage,
  onnxBaselines: () => [],
  withoutFiles: (stage) => stage,
  withRound: (stage) => stage,
  withProposal: (stage) => stage,
  proposal: () => null,
  corrections: () => null,
  beginning: () => null,
  withBeginning: (stage) => stage,
  onSpace: (stage) => stage,
  brief: () => kind.kind,
  recipe: (_, input) => input,
  caution: () => null,
  tunes: () => false,
  isComparison: () => false,
  judged: () => null,
  planned: (_, __, stage) => kind.size(stage),
  best: () => null,
  origin: () => null,
  alike: () => null,
  splitOf: () => null,
  keeps: () => [],
  seconds: () => 0,
  ...kind,
});

/** A stage with one field edited. Throws StudioError "BadInput" for a field that its kind does not have. */
export function changedStage<S extends { readonly kind: string }>(
  kind: StageKind<S>,
  stage: S,
  change: StageChange,
  catalog: PlanCatalog,
): S {
  const set = kind.fields[change.field];
  if (!set) throw new StudioError("BadInput", `A stage of the kind "${kind.kind}" has no "${change.field}".`);
  return set(stage, change, catalog);
}

/** A field of the stage that is replaced as it is. */
export const fieldOf =
  <S>(name: keyof S) =>
  (stage: S, { value }: StageChange): S => ({ ...stage, [name]: value });

/** Inputs at their new places, those that were taken out left out; null where none is left. */
export function movedInputs(from: readonly number[], at: (old: number) => number): readonly number[] {
  return from.map(at).filter((index) => index >= 0);
}

/** Takes the best of a stage in, or leaves it out; the last one that is taken in stays. */
export function withInput(from: readonly number[], { of, value }: StageChange): readonly number[] {
  const stage = Number(of);
  const others = from.filter((other) => other !== stage);
  const next = value === true ? [...others, stage].sort((a, b) => a - b) : others;
  return next.length > 0 ? next : from;
}
