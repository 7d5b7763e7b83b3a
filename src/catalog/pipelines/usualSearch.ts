import type { Choice } from "../../core/options.ts";
import type { Recipe } from "../../core/space/recipe.ts";
import type { SearchStage } from "../../core/stages/search.ts";
import type { Beginning } from "../../core/stages/stageKind.ts";
import { objectiveOf } from "../metrics/index.ts";
import { spaces } from "../spaces/index.ts";

/** Networks of a search unless it is said how many. */
export const USUAL_TRIALS = 20;

const UNET: Choice = { id: "unet", options: { base: 8, depth: 3, norm: "batch" } };
const UNET_3D: Choice = { id: "unet3d", options: {} };

/** The network of the literature that a search is held against, for sections or volumes. */
export const baselineFor = ({ patch: [depth] }: Pick<Recipe, "patch">): Choice => (depth > 1 ? UNET_3D : UNET);

/** A search as it is usual on a space. */
export function usualSearch({ space, recipe, memoryCap }: Beginning): SearchStage {
  const { strategy, objective } = spaces.get(space.id).usual;
  return {
    kind: "search",
    space,
    strategy: { id: strategy, options: {} },
    recipe,
    trials: USUAL_TRIALS,
    objective: objectiveOf(objective),
    memoryCap,
    baselines: [baselineFor(recipe)],
  };
}
