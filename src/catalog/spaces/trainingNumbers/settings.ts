import { z } from "../../../core/zod.ts";
import { parseWith } from "../../../core/space/recipeSchema.ts";
import type { SpacePreset } from "../../../core/space/space.ts";

const range = (low: number, high: number) =>
  z
    .tuple([z.number().min(-20).max(10), z.number().min(-20).max(10)])
    .refine(([from, to]) => from <= to, "the first number must not be above the second")
    .default([low, high]);

/** Ranges of spec 1.7, which recommends them: the paper names the groups only. */
const schema = z.strictObject({
  logLearningRate: range(-4, -2),
  /** log10 of the steps per stair, less the log10 of all steps of the recipe. */
  logDecayShare: range(-1.5, 0),
  decayRate: range(0.5, 1).refine(
    ([from, to]) => from >= 0.01 && to <= 1,
    "the factor of a stair lies between 0.01 and 1",
  ),
  /** log10 of 1 - beta1 and of 1 - beta2. */
  logAlpha1: range(-2.5, -0.5).refine(([from, to]) => from >= -4 && to <= 0, "it must lie between -4 and 0"),
  logAlpha2: range(-3.1, -1.1).refine(([from, to]) => from >= -5 && to <= 0, "it must lie between -5 and 0"),
  /** log10 of the L1 and L2 penalties on the mean loss; -10 or less is none. */
  logGamma1: range(-12, -4),
  logGamma2: range(-8, -3),
});

/** Ranges of the seven numbers: a field that is left out has the range of the preset. */
export type TrainingSettings = Readonly<z.infer<typeof schema>>;

/** Throws StudioError "BadInput" naming the field. */
export const parseSettings = (json: unknown): TrainingSettings =>
  parseWith(schema, "The space of training numbers", json);

export const presets: readonly SpacePreset<TrainingSettings>[] = [
  { id: "paper", label: "Seven numbers (Guay 2019)", settings: schema.parse({}) },
];
