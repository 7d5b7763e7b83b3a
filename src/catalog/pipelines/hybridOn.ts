import { int, toggle } from "../../core/options.ts";
import type { Beginning } from "../../core/stages/stageKind.ts";
import type { BuildStage } from "../../core/stages/build.ts";
import { fitPhases, phasesOver, withPhases } from "../../core/space/phases.ts";
import type { Recipe } from "../../core/space/recipe.ts";
import { SLICES } from "../networks/hybrid/pyramid.ts";
import { recipes } from "../recipes/index.ts";
import { definePipeline } from "./pipeline.ts";

/** Steps of a hybrid on slices that were trained already: those of the recipe of hybrids without its first phase. */
export const HYBRID_STEPS = 250;

/** How a hybrid is built on what an earlier trial came to. */
export interface HybridLook {
  readonly source: BuildStage["source"];
  readonly crf: boolean;
  readonly steps?: number;
  /** What the search in 2D begins with: patches of the hybrid are as wide, and five slices deep. */
  readonly search: Pick<Beginning, "memoryCap"> & { readonly recipe: Pick<Recipe, "patch"> };
}

const SLICES_DEEP = 5;

/** A hybrid whose slices are a trained network: the pyramid on slices that stay as they are, then its CRF, then all at a low rate (spec 2.2). */
export const hybridOn = ({ source, crf, steps = HYBRID_STEPS, search }: HybridLook): BuildStage => ({
  kind: "build",
  source,
  times: 1,
  network: { id: "hybrid", options: { pyramid: "2,2", ...(crf && { crf: "on" }) } },
  path: SLICES,
  recipe: recipeOn(
    {
      ...recipes.get(crf ? "hybrid-crf" : "hybrid").recipe,
      patch: [SLICES_DEEP, search.recipe.patch[1], search.recipe.patch[2]],
    },
    steps,
  ),
  memoryCap: search.memoryCap,
});

/** A recipe of hybrids without the phase that trains slices alone. */
function recipeOn(recipe: Recipe, steps: number): Recipe {
  const [, ...rest] = recipe.phases!;
  const phased = withPhases(recipe, phasesOver(rest, steps));
  return fitPhases({ ...phased, evaluateEvery: Math.min(steps, recipe.evaluateEvery) });
}

export const hybridOnBestPipeline = definePipeline({
  id: "hybrid-on-best",
  label: "Search, hybrid on the best, test (Guay 2021)",
  summary: "Networks of slices are searched; a pyramid in 3D is put on the best, whose weights it begins with.",
  options: { steps: int("Steps of the hybrid", 2, 1_000_000, HYBRID_STEPS), crf: toggle("CRF on its scores", false) },
  stages: (search, { steps, crf }) => [
    search,
    hybridOn({ source: { bestOf: 0 }, crf, steps, search }),
    { kind: "test", from: [0, 1] },
  ],
});
