import { StudioError } from "../core/errors.ts";
import { checkedValues, type Choice, type OptionSet } from "../core/options.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { checkStages, onnxBaselinesOf } from "../core/stages/edits.ts";
import { kindOf, type Stage } from "../core/stages/index.ts";
import type { PlanFile } from "../core/study/plan.ts";
import { checkRecipe } from "./checkRecipe.ts";
import { objectiveOf } from "./metrics/index.ts";
import { networks } from "./networks/index.ts";
import { spaces } from "./spaces/index.ts";
import { describedStrategies } from "./strategies/described.ts";

/**
 * Checks that the stages of a plan fit together and that all they name is there, before anything is trained by it. Throws StudioError
 * "BadInput" naming the stage.
 */
export function checkPlan({ stages }: Pick<PlanFile, "stages">): void {
  checkStages(stages);
  const [first] = stages;
  if (!first || !kindOf(first).beginning(first))
    throw new StudioError(
      "BadInput",
      `A plan cannot begin with a stage of the kind "${first?.kind ?? "none"}"; begin with a search.`,
    );
  const trials = stages.findIndex((stage) => kindOf(stage).trials(stage).length > 0);
  if (trials >= 0)
    throw new StudioError(
      "BadInput",
      `Stage ${trials + 1} speaks of trials by their numbers, which a new study has none of. Let it take the best of a stage ("bestOf").`,
    );
  const files = onnxBaselinesOf(stages);
  if (files.length > 0)
    throw new StudioError(
      "BadInput",
      `This plan scores ONNX files (${files.join(", ")}), which it does not hold. Take "onnxBaselines" out of it and add the files to the search: --baseline FILE.onnx beside the plan, or Add in the Search room.`,
    );
  stages.forEach((stage, index) => saying(`Stage ${index + 1}`, () => checkNames(stage)));
}

function checkNames(stage: Stage): void {
  if ("space" in stage) spaces.get(stage.space.id).parseSettings(stage.space.settings);
  if ("strategy" in stage) checkChoice(stage.strategy, describedStrategies);
  if ("objective" in stage) objectiveOf(stage.objective.metric);
  if ("recipe" in stage && isWhole(stage.recipe)) checkRecipe(stage.recipe);
  if ("baselines" in stage) for (const network of stage.baselines ?? []) checkChoice(network, networks);
}

/** A retraining changes some fields of a recipe, others have all of them. */
const isWhole = (recipe: Partial<Recipe>): recipe is Recipe => "loss" in recipe && "pruners" in recipe;

function checkChoice({ id, options }: Choice, catalog: { get(id: string): { readonly options: OptionSet } }): void {
  checkedValues(id, catalog.get(id).options, options);
}

function saying(where: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    throw new StudioError("BadInput", `${where}: ${error.message}`);
  }
}
