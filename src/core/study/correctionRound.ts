import { z } from "../zod.ts";
import type { Same } from "../sameType.ts";
import type { Range } from "../image/dataset.ts";
import { CORRECTION_MODES, type CorrectionMode } from "../image/correction/modes.ts";

/** A round of correction: slices that a network predicted, what a person made of them, and what that took (spec 2.6, "Iteration record"). */
export interface CorrectionRound {
  readonly slices: Range;
  /** Which mistakes weigh more in the training that follows. */
  readonly mode: CorrectionMode;
  /** SHA-256 of the masks of these slices, class indices row-major [z, y, x]: as predicted and as corrected. They are kept beside the log. */
  readonly raw: string;
  readonly corrected: string;
  /** Voxels whose class was changed; of them foreground that had been missed, and foreground that had been invented. */
  readonly changed: number;
  readonly missed: number;
  readonly invented: number;
  /** Minutes that somebody spent on it, where they were counted. */
  readonly minutes?: number;
}

const count = z.number().int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const correctionRoundSchema = z.strictObject({
  slices: z.strictObject({ from: count, to: count }),
  mode: z.enum(CORRECTION_MODES),
  raw: sha256,
  corrected: sha256,
  changed: count,
  missed: count,
  invented: count,
  minutes: z.number().min(0).exactOptional(),
});
true satisfies Same<z.output<typeof correctionRoundSchema>, CorrectionRound>;

/** Slices that a network predicted for somebody to correct. */
export interface SliceProposal {
  readonly slices: Range;
  /** The trial that predicted them. */
  readonly trial: number;
  /** SHA-256 of what it predicted, class indices row-major [z, y, x]. It is kept beside the log. */
  readonly raw: string;
}

export const sliceProposalSchema = z.strictObject({
  slices: z.strictObject({ from: count, to: count }),
  trial: count,
  raw: sha256,
});
true satisfies Same<z.output<typeof sliceProposalSchema>, SliceProposal>;

/** What a training learns from beside the labels of its study: rounds of correction, and what a mistake adds to a weight. */
export interface Corrections {
  readonly rounds: readonly CorrectionRound[];
  readonly scale: number;
}
