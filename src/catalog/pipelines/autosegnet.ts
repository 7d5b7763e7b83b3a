import { choice, float, int, toggle, type Choice, type OptionValues } from "../../core/options.ts";
import type { Recipe } from "../../core/search/recipe.ts";
import { REWARD_IDS, type RewardId } from "../../core/search/sharedSearch.ts";
import type { RetrainStage, SearchStage, Stage, SupernetStage } from "../../core/search/study.ts";
import { recipes } from "../recipes/index.ts";
import type { Pipeline } from "./index.ts";

const options = {
  epochs: int("Epochs of the shared weights", 1, 10_000, 40),
  stepsPerEpoch: int("Steps per epoch", 1, 10_000, 40),
  learningRate: float("Learning rate of the shared weights", 1e-5, 1, 0.002, { log: true }),
  updates: int("Updates of the controller per epoch", 1, 1000, 10),
  controllerRate: float("Learning rate of the controller", 1e-5, 0.1, 0.0035, { log: true }),
  reward: choice("Reward", [...REWARD_IDS], "meanIou"),
  samples: int("Networks to choose from in the end", 1, 1000, 50),
  keep: int("Networks kept of them", 1, 20, 3),
  retrainings: int("Trainings from scratch", 1, 100, 3),
  retrainSteps: int("Steps of each", 1, 1_000_000, 600),
  controls: int("Random networks trained alike", 0, 100, 5),
  baselines: toggle("U-Net and PSPNet trained alike", true),
  largePatch: int("Larger patches to train on, 0 for none", 0, 2048, 0),
};

/** Small enough for a browser (spec 5). */
const BASELINES: readonly Choice[] = [
  { id: "unet", options: { base: 8, depth: 3, norm: "batch" } },
  { id: "pspnet", options: { size: "small", base: 16 } },
];

type Numbers = { readonly [Name in keyof typeof options]: number };

/**
 * Shared weights and a controller; what it derives, trained from scratch beside random members and baselines; then the same on larger
 * patches (Xu et al. 2020, Tables 1 and 2). The paper trains by SGD from 0.5 over tens of thousands of steps and searches inputs too. In
 * the hundreds of steps that a browser affords, shared weights stay at predicting one class that way: on ISBI 2012, random members
 * reached a mean IoU of 0.39 (one class) by SGD; by Adam with weights by class 0.50 after 900 steps where inputs are searched, and
 * 0.51 after 150 where operations are searched alone. So Adam, weights by class and operations alone are the defaults, and the
 * controller learns at the rate of ENAS, 0.0035, as it gets hundreds of updates, not thousands.
 */
export const autosegnetPipeline: Pipeline = {
  id: "autosegnet",
  label: "AutoSegNet (Xu 2020)",
  summary: "A controller learns which networks to propose over shared weights; the best is trained from scratch beside random networks, U-Net and PSPNet.",
  options,
  space: { id: "autosegnet", preset: "autosegnet-operations" },
  stages(search, values) {
    const numbers = values as unknown as Numbers;
    const stages: readonly Stage[] = [supernetStage(search, values), retrainStage(values), ...(numbers.largePatch > 0 ? [transferStage(values, search.recipe)] : [])];
    return [...stages, { kind: "test", from: stages.map((_, index) => index).slice(1) }];
  },
};

const small = recipes.get("autosegnet").recipe;

/** Common to the shared weights and to training from scratch. */
const trained = ({ patch, batch }: Recipe, learningRate: number): Recipe => ({
  ...small,
  patch,
  batch,
  loss: { id: "crossEntropy", options: { classWeights: "balanced" } },
  optimiser: { id: "adam", options: { learningRate } },
  schedule: { id: "cosine", options: {} },
});

function supernetStage({ space, recipe, memoryCap }: SearchStage, values: OptionValues): SupernetStage {
  const { epochs, stepsPerEpoch, learningRate, updates, controllerRate, samples, keep } = values as unknown as Numbers;
  return {
    kind: "supernet",
    space,
    controller: { id: "reinforce", options: { learningRate: controllerRate } },
    recipe: { ...trained(recipe, learningRate), steps: epochs * stepsPerEpoch, evaluateEvery: stepsPerEpoch },
    updates,
    reward: values.reward as RewardId,
    samples,
    keep,
    memoryCap,
  };
}

const everyEighth = (steps: number): Pick<Recipe, "steps" | "evaluateEvery"> => ({ steps, evaluateEvery: Math.max(1, Math.round(steps / 8)) });

function retrainStage(values: OptionValues): RetrainStage {
  const { retrainings, retrainSteps, controls } = values as unknown as Numbers;
  return { kind: "retrain", source: { bestOf: 0 }, times: retrainings, recipe: everyEighth(retrainSteps), controls, ...(values.baselines === true && { baselines: BASELINES }) };
}

/** Patches of another size with as many voxels a step as before, as far as that goes (Table 1 of the paper: search at 64, train at 512). */
function transferStage(values: OptionValues, { patch: [depth, height, width], batch }: Recipe): RetrainStage {
  const { retrainings, retrainSteps, largePatch } = values as unknown as Numbers;
  const fewer = Math.max(1, Math.round((batch * height * width) / largePatch ** 2));
  return { kind: "retrain", source: { bestOf: 0 }, times: retrainings, recipe: { ...everyEighth(retrainSteps), patch: [depth, largePatch, largePatch], batch: fewer } };
}
