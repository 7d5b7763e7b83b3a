import { z } from "../../../core/zod.ts";
import type { NetworkTask } from "../../../core/network/decoded.ts";
import type { CrfParams } from "../../../core/network/operations.ts";

const reach = z.number().positive();
const steps = z.number().int().min(1).max(20);

export const fieldSchema = z.strictObject({
  /** Half widths [z, y, x] of the window that messages come from. */
  window: z.tuple([0, 1, 2].map(() => z.number().int().min(0).max(5)) as [z.ZodNumber, z.ZodNumber, z.ZodNumber]),
  alpha: reach,
  beta: reach,
  gamma: reach,
  steps,
  predictionSteps: steps,
});

/** A conditional random field on the scores of a hybrid (spec 2.3): all but the voxel size, which is that of the data. */
export type FieldLook = Readonly<z.infer<typeof fieldSchema>>;

/** For images of deviation 1, as networks see them (spec 2.2, "Browser preset"; spec 2.3 for steps of training and prediction). */
export const USUAL_FIELD: FieldLook = {
  window: [1, 2, 2],
  alpha: 8,
  beta: 0.5,
  gamma: 1,
  steps: 5,
  predictionSteps: 10,
};

/** The same as an operation of a network. Voxels whose size nobody has said are taken to be cubes. */
export const fieldParams = (look: FieldLook, { voxelSizeNm }: NetworkTask): CrfParams => ({
  ...look,
  voxel: voxelSizeNm ?? [1, 1, 1],
});
