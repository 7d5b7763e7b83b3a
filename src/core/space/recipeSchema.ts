import { z } from "../zod.ts";
import { StudioError } from "../errors.ts";
import { MAX_CLASSES } from "../image/labelMap.ts";
import { PATCH_SAMPLINGS } from "../image/patchSampling.ts";
import { INPUTS, type Recipe } from "./recipe.ts";
import type { Same } from "../sameType.ts";
import { currentRecipe } from "../study/migration.ts";

export const choiceSchema = z.strictObject({
  id: z.string(),
  options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
});

const whole = (min: number, max: number) => z.number().int().min(min).max(max);
export const shapeSchema = z.tuple([whole(1, 1e6), whole(1, 1e6), whole(1, 1e6)]);

const share = z.number().min(0).max(1);
const affine = z.strictObject({
  probability: share,
  rotation: z.number().min(0).max(180),
  shift: share,
  scale: z.number().min(0).max(0.9),
});

const path = z.string().max(200);

const phaseSchema = z.strictObject({
  name: z.string().min(1).max(60),
  steps: whole(1, 10_000_000),
  losses: z
    .array(z.strictObject({ output: path, weight: z.number().min(0).max(1000), loss: choiceSchema.exactOptional() }))
    .min(1)
    .max(20)
    .exactOptional(),
  optimiser: choiceSchema.exactOptional(),
  schedule: choiceSchema.exactOptional(),
  trains: z.array(path).max(100).exactOptional(),
  frozen: z.array(path).max(1000).exactOptional(),
  from: z
    .strictObject({
      trial: z.string().max(200),
      file: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .exactOptional(),
      paths: z.record(path, path),
      noise: z.number().min(0).max(10).exactOptional(),
    })
    .exactOptional(),
});

const fields = {
  loss: choiceSchema,
  optimiser: choiceSchema,
  schedule: choiceSchema,
  patch: shapeSchema,
  batch: whole(1, 1024),
  steps: whole(1, 10_000_000),
  evaluateEvery: whole(1, 10_000_000),
  patchSampling: z.enum(PATCH_SAMPLINGS),
  voxelWeights: z.strictObject({ edges: z.number().min(0).max(1000), floor: z.number().min(0).max(1000) }),
  augmentation: z.strictObject({
    flips: z.boolean(),
    quarterTurns: z.boolean(),
    intensity: z.number().min(0).max(1),
    contrast: z.number().min(0).max(1).exactOptional(),
    brightness: z.number().min(0).max(10).exactOptional(),
    elastic: z.number().min(0).max(100),
    affine,
  }),
  phases: z.array(phaseSchema).min(1).max(20).exactOptional(),
  input: z.enum(INPUTS).exactOptional(),
  bestBy: z.string().nullable().exactOptional(),
  trainingShare: z.number().gt(0).max(1).exactOptional(),
  scoredShare: z.number().gt(0).max(1).exactOptional(),
  pruners: z.array(choiceSchema),
};

export const recipeSchema = z.strictObject(fields);

/** Some fields of a recipe: what a retraining changes. One that is left out stays left out. */
export const recipeChangeSchema = z.strictObject({
  loss: fields.loss.exactOptional(),
  optimiser: fields.optimiser.exactOptional(),
  schedule: fields.schedule.exactOptional(),
  patch: fields.patch.exactOptional(),
  batch: fields.batch.exactOptional(),
  steps: fields.steps.exactOptional(),
  evaluateEvery: fields.evaluateEvery.exactOptional(),
  patchSampling: fields.patchSampling.exactOptional(),
  voxelWeights: fields.voxelWeights.exactOptional(),
  augmentation: fields.augmentation.exactOptional(),
  phases: fields.phases,
  input: fields.input,
  bestBy: fields.bestBy,
  trainingShare: fields.trainingShare,
  scoredShare: fields.scoredShare,
  pruners: fields.pruners.exactOptional(),
});

/** A field that is in the type but not in its schema, or the other way round, does not compile. */
true satisfies Same<z.output<typeof recipeSchema>, Recipe>;
true satisfies Same<z.output<typeof recipeChangeSchema>, Partial<Recipe>>;

const MAX_VALUES = 1000;

export const classSchema = z.strictObject({
  name: z.string().max(200),
  color: z.string().regex(/^(none|#[0-9a-fA-F]{6})$/),
  values: z.array(z.number()).max(MAX_VALUES).exactOptional(),
  parts: z.enum(["slices", "volume"]).exactOptional(),
});
export const classesSchema = z.array(classSchema).min(1).max(MAX_CLASSES);

/** Checks JSON against a schema. Throws StudioError "BadInput" naming the first field that does not fit and why. */
export function parseWith<T>(schema: z.ZodType<T>, what: string, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new StudioError(
    "BadInput",
    `${what} does not fit: ${issue!.path.join(".") || "the whole"}: ${issue!.message}.`,
  );
}

/** A recipe from a file, whatever version saved it. Throws StudioError "BadInput" naming the first field that does not fit and why. */
export const parseRecipe = (json: unknown): Recipe => parseWith(recipeSchema, "The recipe", currentRecipe(json));
