import { strategies } from "../catalog/strategies/index.ts";
import { lengthOf } from "../core/image/dataset.ts";
import { voxelCount } from "../core/image/volume.ts";
import { initialValues } from "../core/options.ts";
import { sharedSeconds, togetherness, trialSeconds } from "../core/judging/prediction.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { baselinesOf, inputsOf } from "../core/stages/stages.ts";
import type { Stage } from "../core/study/spec.ts";
import type { Cost } from "../core/study/trial.ts";
import { chosenDevice } from "./chosenDevice.ts";
import { plannedStages } from "./planSlice.ts";
import { meanCost } from "./quickStart.ts";
import type { StudioState } from "./store.ts";

type Planned = Pick<StudioState, "setup" | "space" | "whatIf" | "data" | "devices">;

/**
 * Predicted seconds of every stage of the plan on the device it would use, as if all networks cost what sampled ones do on average;
 * votes and tests, which train nothing, are left out. Null before the machine was measured and networks were sampled.
 */
export function plannedSeconds(state: Planned): readonly number[] | null {
  const device = chosenDevice(state);
  const cost = state.whatIf && state.whatIf.costs.length > 0 ? meanCost(state.whatIf.costs) : null;
  if (!device || !cost) return null;
  const stages = plannedStages(state);
  const workers = state.setup.workers > 0 ? state.setup.workers : device.slots;
  const trained = (count: number, recipe: Recipe) =>
    (count * trialSeconds(scaledCost(cost, state.setup.recipe, recipe), recipe, validationVoxels(state), device)) /
    togetherness(Math.min(workers, count));
  return stages.map((stage, index) => {
    switch (stage.kind) {
      case "search":
        return trained(stage.trials + baselinesOf(stage), stage.recipe);
      case "supernet":
        return sharedSeconds(
          cost,
          stage,
          Number({ ...initialValues(strategies.get(stage.controller.id).options), ...stage.controller.options }.batch),
          device,
        );
      case "retrain":
        return trained(stage.times + (stage.controls ?? 0) + baselinesOf(stage), recipeOf(stages, index));
      case "ensemble":
      case "test":
        return 0;
      default:
        return stage satisfies never;
    }
  });
}

/** What the first networks that are trained by themselves are trained by; null where a plan trains shared weights alone. */
export function firstTrainingRecipe(state: Pick<StudioState, "setup" | "space">): Recipe | null {
  const stages = plannedStages(state);
  const first = stages.findIndex(({ kind }) => kind === "search" || kind === "retrain");
  return first < 0 ? null : recipeOf(stages, first);
}

/** What the networks of a stage are trained by: a retraining changes the recipe of the stage it takes its network from. */
function recipeOf(stages: readonly Stage[], index: number): Recipe {
  const stage = stages[index]!;
  if (stage.kind === "search" || stage.kind === "supernet") return stage.recipe;
  return { ...recipeOf(stages, inputsOf(stage)[0] ?? 0), ...(stage.kind === "retrain" && stage.recipe) };
}

/** Of the same network on another patch or batch. */
function scaledCost(cost: Cost, from: Recipe, to: Recipe): Cost {
  const perPatch = voxelCount(to.patch) / voxelCount(from.patch);
  return {
    ...cost,
    multiplyAdds: cost.multiplyAdds * perPatch,
    trainingBytes: (cost.trainingBytes * perPatch * to.batch) / from.batch,
  };
}

/** Voxels of the validation part; of one section of 64 px with no data open. */
export function validationVoxels({ data }: Pick<StudioState, "data">): number {
  const [depth, height, width] = data?.image?.shape ?? [1, 64, 64];
  if (!data?.split) return height * width;
  const length = lengthOf(data.split.validation);
  return data.split.axis === "slices" ? length * height * width : depth * height * length;
}
