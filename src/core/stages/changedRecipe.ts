import { fitPhases } from "../space/phases.ts";
import type { Recipe } from "../space/recipe.ts";
import { withSteps } from "../space/schedule.ts";
import type { Study } from "../study/study.ts";
import { sourceOf } from "../study/trials.ts";
import type { PlanCatalog } from "./catalogParts.ts";
import type { Origin } from "./origin.ts";
import type { OtherStages, StageChange } from "./stageKind.ts";

interface HasChange {
  /** What is changed in the recipe of the source. */
  readonly recipe?: Partial<Recipe>;
}

/** What a kind of stage says that trains the network of its source by the recipe of that, with a change. */
export const changedRecipe = {
  recipe: ({ recipe }: HasChange, input: Recipe | null): Recipe | null => input && { ...input, ...recipe },
  /** Without the pruners: trainings that are given up early would be missing from what is made of them. */
  origin(study: Study, index: number, { recipe }: HasChange, others: OtherStages): Origin | null {
    const first = sourceOf(study, index);
    if (!first) return null;
    const source = others.origin(first.stage);
    const change = { ...source.change, ...recipe, pruners: [] };
    return { ...source, recipe: fitPhases({ ...source.recipe, ...change }), change, isRepeat: recipe === undefined };
  },
};

/** The stage with another number of steps. */
export const changedSteps = <S extends HasChange>(stage: S, { value }: StageChange, catalog: PlanCatalog): S => ({
  ...stage,
  recipe: withSteps(stage.recipe ?? {}, Number(value), catalog),
});
