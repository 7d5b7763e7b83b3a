import { z } from "../zod.ts";
import { StudioError } from "../errors.ts";
import { MAX_CLASSES } from "../image/labelMap.ts";
import { NO_AFFINE } from "../image/augment.ts";
import { EVEN_WEIGHTS, type Recipe } from "./recipe.ts";

export const choiceSchema = z.strictObject({
  id: z.string(),
  options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
});

const whole = (min: number, max: number) => z.number().int().min(min).max(max);
export const shapeSchema = z.tuple([whole(1, 1e6), whole(1, 1e6), whole(1, 1e6)]);

const share = z.number().min(0).max(1);
const affine = z
  .strictObject({
    probability: share,
    rotation: z.number().min(0).max(180),
    shift: share,
    scale: z.number().min(0).max(0.9),
  })
  .default(NO_AFFINE);

const fields = z.strictObject({
  loss: choiceSchema,
  optimiser: choiceSchema,
  schedule: choiceSchema,
  patch: shapeSchema,
  batch: whole(1, 1024),
  steps: whole(1, 10_000_000),
  evaluateEvery: whole(1, 10_000_000),
  patchSampling: z.enum(["uniform", "classBalanced"]),
  voxelWeights: z
    .strictObject({ edges: z.number().min(0).max(1000), floor: z.number().min(0).max(1000) })
    .default(EVEN_WEIGHTS),
  augmentation: z.strictObject({
    flips: z.boolean(),
    quarterTurns: z.boolean(),
    intensity: z.number().min(0).max(1),
    elastic: z.number().min(0).max(100),
    affine,
  }),
  pruners: z.array(choiceSchema),
});

export const recipeSchema: z.ZodType<Recipe> = fields;

/** Some fields of a recipe: what a retraining changes. */
export const recipeChangeSchema = fields.partial();

const MAX_VALUES = 1000;

export const classSchema = z.strictObject({
  name: z.string().max(200),
  color: z.string().regex(/^(none|#[0-9a-fA-F]{6})$/),
  values: z.array(z.number()).max(MAX_VALUES).optional(),
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

export const parseRecipe = (json: unknown): Recipe => parseWith(recipeSchema, "The recipe", json);
