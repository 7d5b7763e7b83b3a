import type { Split } from "../image/dataset.ts";
import type { PartCounts } from "../image/classTable.ts";
import type { Intensity } from "../image/intensity.ts";
import type { ClassInfo } from "../image/labelMap.ts";
import type { Shape3 } from "../image/volume.ts";
import type { Choice } from "../options.ts";
import type { Objective } from "../space/objective.ts";
import type { Recipe } from "../space/recipe.ts";
import type { SharedSearch } from "./sharedSearch.ts";

/** Raised whenever a log of an earlier version could no longer be read as it was meant. */
export const STUDY_VERSION = 3;

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

/** A trial chosen by what an earlier stage will have found: its best by the objective on the validation part. */
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
  /** What the strategy optimises. */
  readonly objective: Objective;
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
