import { choice, float, int, toggle, type Choice, type ValuesOf } from "../../core/options.ts";
import type { Recipe } from "../../core/space/recipe.ts";
import type { RetrainStage } from "../../core/stages/retrain.ts";
import type { SearchStage } from "../../core/stages/search.ts";
import type { Stage } from "../../core/stages/index.ts";
import type { SupernetStage } from "../../core/stages/supernet.ts";
import { DEFAULT_METRIC } from "../../core/judging/defaultMetrics.ts";
import { rewardMetrics } from "../metrics/index.ts";
import { recipes } from "../recipes/index.ts";
import { BASELINES } from "../networks/baselines.ts";
import { scheduleOver } from "../schedules/laidOut.ts";
import { definePipeline } from "./pipeline.ts";

const options = {
  epochs: int("Epochs of the shared weights", 1, 10_000, 30),
  stepsPerEpoch: int("Steps per epoch", 1, 10_000, 50),
  learningRate: float("Learning rate of the shared weights", 1e-5, 1, 0.5, { log: true }),
  warmUp: int("Epochs before the controller learns", 0, 10_000, 8),
  updates: int("Updates of the controller per epoch", 1, 1000, 20),
  controllerRate: float("Learning rate of the controller", 1e-5, 0.1, 5e-4, { log: true }),
  entropyWeight: float("Entropy weight of the controller", 0, 1, 3e-4),
  reward: choice(
    "Reward",
    rewardMetrics.map(({ id }) => id),
    DEFAULT_METRIC,
  ),
  targetLoss: float("Mean loss of an epoch that may end the search, 0 for none", 0, 100, 0),
  targetReward: float("Mean reward of an epoch that may end it, 0 for none", 0, 1, 0),
  samples: int("Networks to choose from in the end", 1, 1000, 100),
  keep: int("Networks kept of them", 1, 20, 3),
  retrainings: int("Trainings from scratch", 1, 100, 3),
  retrainSteps: int("Steps of each", 1, 1_000_000, 600),
  controls: int("Random networks scored with shared weights and trained alike", 0, 100, 5),
  baselines: toggle("U-Net and PSPNet, each at two sizes, trained alike", true),
  ablation: toggle("The best without its HDC layer, trained alike", true),
  halfData: toggle("The best on half of the training data, to see what twice as much is worth", false),
  largePatch: int("Larger patches to train on, 0 for none", 0, 2048, 0),
};

type Numbers = ValuesOf<typeof options>;

/**
 * Shared weights and a controller; what it derives, trained from scratch beside random members and baselines; then the same on larger
 * patches (Xu et al. 2020, Tables 1 and 2). Inputs are searched too, as the paper's Fig. 3 shows; each path is trained more seldom for it
 * (on ISBI 2012 the loss of the shared weights is 0.53 after 300 steps, against 0.34 where operations are searched alone, which is a
 * preset of its own). Two defaults are ours, as a browser affords hundreds of steps and not tens of thousands. The controller waits for a quarter of the epochs: until some 200 steps all members
 * predict one class, and what it would learn from that is noise. Its entropy acts through the gradient, with a weight that differences
 * of 0.01 between rewards can outweigh: merely added to the rewards, it let simulated controllers settle on chance within 300 updates.
 */
export const autosegnetPipeline = definePipeline({
  id: "autosegnet",
  label: "AutoSegNet (Xu 2020)",
  summary:
    "A controller learns which networks to propose over shared weights; the best is trained from scratch beside random networks, U-Net and PSPNet.",
  options,
  needs: { space: { id: "autosegnet", preset: "autosegnet-browser" }, sharesWeights: true },
  stages(search, numbers) {
    const stages: readonly Stage[] = [
      supernetStage(search, numbers),
      retrainStage(numbers),
      ...(numbers.halfData ? [halfDataStage(numbers)] : []),
      ...(numbers.largePatch > 0 ? [transferStage(numbers, search.recipe)] : []),
    ];
    return [...stages, { kind: "test", from: stages.map((_, index) => index).slice(1) }];
  },
});

const published = recipes.get("autosegnet").recipe;

const restartsOver = (steps: number): Choice => scheduleOver(published.schedule.id, steps);

function supernetStage({ space, recipe, memoryCap }: SearchStage, values: Numbers): SupernetStage {
  const {
    epochs,
    stepsPerEpoch,
    learningRate,
    warmUp,
    updates,
    controllerRate,
    entropyWeight,
    samples,
    keep,
    controls,
  } = values;
  return {
    kind: "supernet",
    space,
    controller: { id: "reinforce", options: { learningRate: controllerRate, entropyWeight, entropyActs: "gradient" } },
    recipe: {
      ...published,
      patch: recipe.patch,
      batch: recipe.batch,
      optimiser: { ...published.optimiser, options: { ...published.optimiser.options, learningRate } },
      schedule: restartsOver(epochs * stepsPerEpoch),
      steps: epochs * stepsPerEpoch,
      evaluateEvery: stepsPerEpoch,
    },
    warmUp,
    updates,
    reward: values.reward,
    samples,
    keep,
    probes: controls,
    ...targetsOf(values),
    memoryCap,
  };
}

/** Where both are named, an epoch has to meet both. */
const targetsOf = ({ targetLoss, targetReward }: Numbers): Pick<SupernetStage, "targets"> =>
  targetLoss + targetReward === 0
    ? {}
    : { targets: { ...(targetLoss > 0 && { loss: targetLoss }), ...(targetReward > 0 && { reward: targetReward }) } };

const trainedFor = (steps: number): Partial<Recipe> => ({
  steps,
  evaluateEvery: Math.max(1, Math.round(steps / 8)),
  schedule: restartsOver(steps),
});

function retrainStage(values: Numbers): RetrainStage {
  const { retrainings, retrainSteps, controls } = values;
  return {
    kind: "retrain",
    source: { bestOf: 0 },
    times: retrainings,
    recipe: trainedFor(retrainSteps),
    controls,
    ...(values.ablation && { without: ["hdcLayer"] }),
    ...(values.baselines && { baselines: BASELINES }),
  };
}

/** The pair to the retraining before it, which trains on all of the data (the paper's 657 and 1314 images). */
const halfDataStage = ({ retrainings, retrainSteps }: Numbers): RetrainStage => ({
  kind: "retrain",
  source: { bestOf: 0 },
  times: retrainings,
  recipe: { ...trainedFor(retrainSteps), trainingShare: 0.5 },
});

/** Patches of another size with as many voxels a step as before, as far as that goes (Table 1 of the paper: search at 64, train at 512). */
function transferStage(values: Numbers, { patch: [depth, height, width], batch }: Recipe): RetrainStage {
  const { retrainings, retrainSteps, largePatch } = values;
  const fewer = Math.max(1, Math.round((batch * height * width) / largePatch ** 2));
  return {
    kind: "retrain",
    source: { bestOf: 0 },
    times: retrainings,
    recipe: { ...trainedFor(retrainSteps), patch: [depth, largePatch, largePatch], batch: fewer },
  };
}
