import { planCatalog } from "../catalog/planCatalog.ts";
import { lengthOf } from "../core/image/dataset.ts";
import { voxelCount } from "../core/image/volume.ts";
import { sharedSeconds, togetherness, trialSeconds } from "../core/judging/prediction.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { kindOf } from "../core/stages/index.ts";
import type { PlanCosts } from "../core/stages/stageKind.ts";
import { plannedRecipe } from "../core/stages/stages.ts";
import type { Cost } from "../core/study/trial.ts";
import { chosenDevice } from "./chosenDevice.ts";
import { firstRecipe } from "./planSlice.ts";
import { meanCost } from "./quickStart.ts";
import type { StudioState } from "./store.ts";

type Planned = Pick<StudioState, "plan" | "setup" | "whatIf" | "data" | "devices">;

/**
 * Predicted seconds of every stage of the plan on the device it would use, as if all networks cost what sampled ones do on average;
 * votes and tests, which train nothing, are left out. Null before the machine was measured and networks were sampled.
 */
export function plannedSeconds(state: Planned): readonly number[] | null {
  const device = chosenDevice(state);
  const cost = state.whatIf && state.whatIf.costs.length > 0 ? meanCost(state.whatIf.costs) : null;
  if (!device || !cost) return null;
  const workers = state.setup.workers > 0 ? state.setup.workers : device.slots;
  const sampled = firstRecipe(state);
  const costs: PlanCosts = {
    catalog: planCatalog,
    trainings: (count, recipe) =>
      (count * trialSeconds(scaledCost(cost, sampled, recipe), recipe, validationVoxels(state), device)) /
      togetherness(Math.min(workers, count)),
    shared: (stage, perUpdate) => sharedSeconds(cost, stage, perUpdate, device),
  };
  return state.plan.map((stage, index) => kindOf(stage).seconds(stage, plannedRecipe(state.plan, index), costs));
}

/** What the first networks that are trained by themselves are trained by; null where a plan trains shared weights alone. */
export function firstTrainingRecipe({ plan }: Pick<StudioState, "plan">): Recipe | null {
  const first = plan.findIndex((stage) => ["candidates", "trainings"].includes(kindOf(stage).gives));
  return first < 0 ? null : plannedRecipe(plan, first);
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
