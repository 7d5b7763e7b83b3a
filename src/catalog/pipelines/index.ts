import { initialValues, int, type OptionValues } from "../../core/options.ts";
import { createRegistry } from "../../core/registry.ts";
import { FEWEST_AGAIN } from "../../core/judging/claim.ts";
import type { SearchStage } from "../../core/stages/search.ts";
import type { Stage } from "../../core/stages/index.ts";
import type { Recipe } from "../../core/space/recipe.ts";
import { recipes } from "../recipes/index.ts";
import { presetOf } from "../spaces/index.ts";
import { DEFAULT_OBJECTIVE } from "../metrics/index.ts";
import { describedStrategies } from "../strategies/described.ts";
import { usualSearch } from "./usualSearch.ts";
import { autosegnetPipeline } from "./autosegnet.ts";
import { hybridOnBestPipeline } from "./hybridOn.ts";
import { shuffledSplitsPipeline } from "./shuffledSplits.ts";
import { definePipeline, type Pipeline, type PipelineNeeds } from "./pipeline.ts";

/** The stages of a pipeline, its search changed to what the pipeline needs. A space of the kind that is needed keeps its ranges. */
export function stagesOf(pipeline: Pipeline, search: SearchStage, options: OptionValues): readonly Stage[] {
  return pipeline.stages(fittedTo(pipeline.needs, search), { ...initialValues(pipeline.options), ...options });
}

function fittedTo(needs: PipelineNeeds | undefined, search: SearchStage): SearchStage {
  if (!needs) return search;
  const { space } = needs;
  const recipe = needs.recipe === undefined ? {} : trainingOf(recipes.get(needs.recipe).recipe);
  if (search.space.id === space.id) return { ...search, recipe: { ...search.recipe, ...recipe } };
  const usual = usualSearch({
    ...search,
    space: presetOf(space.id, space.preset),
    recipe: { ...search.recipe, ...recipe },
  });
  return { ...usual, trials: search.trials };
}

/** How a recipe trains, whatever it trains on and for how long. */
const trainingOf = ({
  loss,
  optimiser,
  schedule,
  voxelWeights,
  augmentation,
  bestBy = null,
}: Recipe): Partial<Recipe> => ({ loss, optimiser, schedule, voxelWeights, augmentation, bestBy });

/** Space, preset and strategy of a second stage that searches how the best network is trained (spec 1.7). */
export function tuningStage(
  search: SearchStage,
  { tunings, batch }: { readonly tunings: number; readonly batch: number },
): SearchStage {
  const strategy = { id: "blackbox", options: { batch } };
  const trials = describedStrategies.get(strategy.id).budgetFor?.(tunings, strategy.options) ?? tunings;
  return {
    ...search,
    space: { id: "training-numbers", settings: {} },
    strategy,
    trials,
    objective: DEFAULT_OBJECTIVE,
    baselines: [],
    base: { bestOf: 0 },
  };
}

export const pipelines = createRegistry<Pipeline>("pipeline", [
  definePipeline({
    id: "search",
    label: "Search, then test",
    summary: "One search; the test slices are opened once, for its best network.",
    options: {},
    stages: (search) => [search, { kind: "test", from: [0] }],
  }),
  definePipeline({
    id: "ensemble",
    label: "Search, retrain, ensemble, test",
    summary: "The best network is trained again from fresh weights, and the best trainings vote.",
    options: { retrainings: int("Retrainings", 1, 100, 3), members: int("Members of the ensemble", 2, 20, 4) },
    stages: (search, options) => [
      search,
      { kind: "retrain", source: { bestOf: 0 }, times: options.retrainings },
      { kind: "ensemble", from: [0, 1], members: options.members },
      { kind: "test", from: [0, 2] },
    ],
  }),
  definePipeline({
    id: "two-stage",
    label: "Two-stage (Guay 2019)",
    needs: { space: { id: "module-tree", preset: "tiny" }, recipe: "guay2019" },
    summary:
      "Random module trees; the best is trained again to see what is luck; its seven training numbers are optimised, and the winner is trained again too.",
    options: {
      retrainings: int("Retrainings of the best", 1, 100, 25),
      tunings: int("Evaluations of training numbers", 16, 1000, 40),
      batch: int("Batch of evaluations", 1, 64, 4),
      again: int("Retrainings of the tuned winner", FEWEST_AGAIN, 100, 10),
    },
    stages: (search, options) => [
      search,
      { kind: "retrain", source: { bestOf: 0 }, times: options.retrainings },
      tuningStage(search, { tunings: options.tunings, batch: options.batch }),
      { kind: "retrain", source: { bestOf: 2 }, times: options.again },
      { kind: "test", from: [0, 1, 2, 3] },
    ],
  }),
  autosegnetPipeline,
  shuffledSplitsPipeline,
  hybridOnBestPipeline,
]);
