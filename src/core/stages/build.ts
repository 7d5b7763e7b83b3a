import { z } from "../zod.ts";
import type { Same } from "../sameType.ts";
import { withOption, type Choice, type OptionValue } from "../options.ts";
import { fitPhases, phasesOf, withPhases, type Beginning } from "../space/phases.ts";
import type { Recipe } from "../space/recipe.ts";
import { choiceSchema, recipeSchema } from "../space/recipeSchema.ts";
import { withSteps } from "../space/schedule.ts";
import { bestTrial } from "../study/ranking.ts";
import type { Study } from "../study/study.ts";
import { sourceOf } from "../study/trials.ts";
import { askedOf, numbered, type Asked, type AskingRun } from "./asked.ts";
import { chosenSource, chosenSourceSchema, type ChosenSource } from "./chosenSource.ts";
import { defineStageKind, fieldOf } from "./stageKind.ts";

/**
 * A network of the catalog built on an earlier trial's, whose weights its training begins with: a hybrid on the best 2D network of a
 * search (Guay et al., poster at ISBI 2021; spec 2.2).
 */
export interface BuildStage {
  readonly kind: "build";
  readonly source: ChosenSource;
  readonly times: number;
  /** What is built: a network that takes another as its part. */
  readonly network: Choice;
  /** Where the weights of the source go in it. */
  readonly path: string;
  readonly recipe: Recipe;
  readonly memoryCap: number;
}

const count = z.number().int().min(0);

const schema = z.strictObject({
  kind: z.literal("build"),
  source: chosenSourceSchema,
  times: count,
  network: choiceSchema,
  path: z.string().min(1),
  recipe: recipeSchema,
  memoryCap: z.number().min(0),
});
true satisfies Same<z.output<typeof schema>, BuildStage>;

export default defineStageKind<BuildStage>({
  kind: "build",
  schema,
  gives: "trainings",
  takes: ["candidates", "trainings"],
  fields: {
    count: fieldOf("times"),
    steps: (stage, { value }, catalog) => ({
      ...stage,
      recipe: fitPhases({ ...stage.recipe, ...withSteps(stage.recipe, Number(value), catalog) }),
    }),
    option: (stage, { of, value }) => ({
      ...stage,
      network: withOption(stage.network, String(of), value as OptionValue),
    }),
  },

  ...chosenSource,
  size: ({ times }) => times,
  resized: (stage, times) => ({ ...stage, times }),
  recipe: ({ recipe }) => recipe,
  isComparison: () => true,

  next: nextBuilt,
  best: (study, index) => bestTrial(study, { stage: index, kinds: ["built"] }),
  origin(study, index, { recipe, path, memoryCap }, others) {
    const source = sourceOf(study, index);
    if (!source) return null;
    const { space } = others.origin(source.stage);
    return {
      ...{ space, memoryCap, change: {} },
      recipe: begunFrom(recipe, { trial: source.label, paths: { "": path } }),
    };
  },
  keeps: (_, __, { source }) => ("trial" in source ? [source.trial] : []),
  seconds: ({ times }, recipe, costs) => (recipe ? costs.trainings(times, recipe) : 0),
});

/** The recipe with a first phase that begins with those weights. */
function begunFrom(recipe: Recipe, from: Beginning): Recipe {
  const [first, ...rest] = recipe.phases ?? [{ name: phasesOf(recipe)[0]!.name, steps: recipe.steps }];
  return withPhases(recipe, [{ ...first!, from }, ...rest]);
}

function nextBuilt(study: Study, index: number, { times, network }: BuildStage, { catalog }: AskingRun): Asked | null {
  const asked = askedOf(study, index, "built");
  if (asked >= times) return null;
  const source = sourceOf(study, index)!;
  const name = catalog.networkLabel(network);
  return {
    architecture: { kind: "built", trial: source.id, network },
    key: `${source.key}/built:${JSON.stringify(network)}`,
    reason: { text: `${name} on trial ${source.label}, from its weights, ${asked + 1} of ${times}.` },
    label: numbered(`${name} on ${source.label}`, study),
    isPinned: true,
  };
}
