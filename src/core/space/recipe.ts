import type { Choice } from "../options.ts";
import type { Shape3 } from "../image/volume.ts";

/** How a candidate is trained: everything but the network, the data and the seeds. A budget is counted in steps, so that it means the same on every machine. */
export interface Recipe {
  /** Loss, optimiser and learning-rate schedule by catalog id. */
  readonly loss: Choice;
  readonly optimiser: Choice;
  readonly schedule: Choice;
  /** Voxels [depth, height, width] of a training patch; depth 1 for 2D networks. */
  readonly patch: Shape3;
  readonly batch: number;
  readonly steps: number;
  /** Steps between two evaluations on the validation part; the last step is always evaluated. */
  readonly evaluateEvery: number;
  readonly patchSampling: "uniform" | "classBalanced";
  readonly voxelWeights: VoxelWeights;
  readonly augmentation: Augmentation;
  readonly pruners: readonly Choice[];
}

/** What a voxel counts in cross-entropy beside the weight of its class (spec 1.5). */
export interface VoxelWeights {
  /** Largest weight at boundaries between background and the rest, 0 for none. */
  readonly edges: number;
  /** Added to every voxel. */
  readonly floor: number;
}

export const EVEN_WEIGHTS: VoxelWeights = { edges: 0, floor: 0 };

export interface Augmentation {
  readonly flips: boolean;
  readonly quarterTurns: boolean;
  /** Largest relative change of contrast and of brightness (in deviations), 0 for none. */
  readonly intensity: number;
  /** Amplitude of the elastic deformation in px, 0 for none. */
  readonly elastic: number;
  readonly affine: Affine;
}

/** Rotation in the plane, shift and scale along every axis, drawn together for a share of the patches (spec 4.6). */
export interface Affine {
  /** Share of patches that are changed at all, 0 for none. */
  readonly probability: number;
  /** Largest angle in degrees. */
  readonly rotation: number;
  /** Largest shift as a share of the patch. */
  readonly shift: number;
  /** Largest relative change of size. */
  readonly scale: number;
}

/** The paper's amplitudes, switched off. */
export const NO_AFFINE: Affine = { probability: 0, rotation: 30, shift: 0.2, scale: 0.2 };
