import type { Split } from "../image/dataset.ts";
import type { PartCounts } from "../image/classTable.ts";
import type { Intensity } from "../image/intensity.ts";
import type { ClassInfo } from "../image/labelMap.ts";
import type { Shape3 } from "../image/volume.ts";
import type { Stage } from "../stages/index.ts";
import { z } from "../zod.ts";

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
  /** The sets that the data are joined from, and how many of the slices are of each, in each part. */
  readonly sets?: readonly TaskSet[];
  readonly intensity: Intensity;
}

export interface TaskSet {
  readonly name: string;
  readonly slices: PartCounts;
}

/** Catalog id of a space and its settings (ranges). */
export interface SpaceChoice {
  readonly id: string;
  readonly settings: unknown;
}

export const spaceSchema = z.strictObject({ id: z.string().max(20_000), settings: z.unknown() });

/** A trial chosen by what an earlier stage will have found: its best by the objective on the validation part. */
export interface BestOf {
  /** Index of an earlier stage. */
  readonly bestOf: number;
}

export const bestOfSchema = z.strictObject({ bestOf: z.number().int().min(0) });

/** All that a rerun needs, beside the data. */
export interface StudySpec {
  readonly version: typeof STUDY_VERSION;
  readonly name: string;
  readonly seed: number;
  readonly task: StudyTask;
  readonly stages: readonly Stage[];
}
