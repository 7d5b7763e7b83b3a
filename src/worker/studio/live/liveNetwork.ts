import { defaultRecipe } from "../../../catalog/recipes/index.ts";
import { networks } from "../../../catalog/networks/index.ts";
import { StudioError } from "../../../core/errors.ts";
import type { Candidate } from "../../../core/run/evaluator.ts";
import { withPhases } from "../../../core/space/phases.ts";
import type { Recipe } from "../../../core/space/recipe.ts";
import type { Shape3 } from "../../../core/image/volume.ts";

/** Small enough for a first picture within seconds on two cores. After so few steps running means of batches are far off: it has none. */
const NETWORK = { id: "unet", options: { base: 8, depth: 2, norm: "none" } };
/** Patches are halved as often as the network does. */
const DIVISOR = 4;
const MOST_PATCH = 64;
/** Steps of a training: few of the first, so that it is soon there. */
const STEPS = { first: 40, next: 60 };
/** Under which name a training knows the weights of the one before. */
export const BEFORE = "before";

/** What is trained on painted labels, on from the weights of the training before where there was one. Throws StudioError "BadInput" for pictures that are too small. */
export function liveCandidate([, height, width]: Shape3, classes: number, pass: number): Candidate {
  const side = Math.min(MOST_PATCH, Math.floor(Math.min(height, width) / DIVISOR) * DIVISOR);
  const recipe = liveRecipe([1, side, side], pass);
  const decoded = networks.get(NETWORK.id).decode(NETWORK.options, { channels: 1, classes, patch: recipe.patch });
  if ("illegal" in decoded) throw new StudioError("BadInput", decoded.illegal.because);
  return { trial: pass, network: decoded.network, recipe, seed: "live", dataSeed: `live ${pass}` };
}

/**
 * Patches by class, as a rare one is else learnt and forgotten. Weights of classes on top of them find the rare one everywhere: on strokes
 * in ISBI 2012 mean IoU was 0.55 with them after 40 steps and 0.52 after 220, and 0.61 and 0.62 without (two seeds).
 */
function liveRecipe(patch: Shape3, pass: number): Recipe {
  const steps = pass === 0 ? STEPS.first : STEPS.next;
  const recipe: Recipe = {
    ...defaultRecipe,
    ...{ patch, batch: 4, steps, evaluateEvery: steps, patchSampling: "classBalanced" },
    optimiser: { id: "adam", options: { learningRate: 3e-3 } },
  };
  return pass === 0 ? recipe : withPhases(recipe, [{ name: "on", steps, from: { trial: BEFORE, paths: { "": "" } } }]);
}
