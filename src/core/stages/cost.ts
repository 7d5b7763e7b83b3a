import { toErrorRecord } from "../errors.ts";
import {
  analyse,
  inputChannels,
  partialTrainingMemory,
  totalBytes,
  trainingMemory,
  type NetworkAnalysis,
  type TrainingMemory,
} from "../network/analysis.ts";
import { computedNodes, learningNodes } from "../network/learning.ts";
import type { Network } from "../network/network.ts";
import { learningOf, type Phase } from "../space/phases.ts";
import type { Recipe } from "../space/recipe.ts";
import { roleOf, type Architecture } from "../study/architecture.ts";
import type { Study } from "../study/study.ts";
import type { Cost } from "../study/trial.ts";
import type { Resolved, Resolver, Training } from "./resolve.ts";

/** What is trained with what it costs, or why it cannot be: the space says so, or its shapes do not fit the patch. */
export function priced(resolved: Resolved): (Training & { readonly cost: Cost }) | { readonly illegal: string } {
  if ("illegal" in resolved) return resolved;
  try {
    return { ...resolved, cost: costOf(resolved.network, resolved.recipe) };
  } catch (error) {
    return { illegal: toErrorRecord(error).message };
  }
}

type Sizes = Pick<Recipe, "patch" | "batch" | "phases">;

/**
 * The cost of a network at a recipe's patch and batch; memory is that of the phase that needs most. Throws StudioError "IllegalNetwork"
 * where the patch does not fit, "BadInput" where a phase does not fit the network.
 */
export function costOf(network: Network, recipe: Sizes): Cost {
  const analysis = analysed(network, recipe);
  return {
    parameters: analysis.parameters,
    multiplyAdds: analysis.multiplyAdds,
    trainingBytes: totalBytes(memoryIn(network, analysis, recipe)),
  };
}

/** What the memory of such a training is for; it throws what `costOf` throws. */
export const memoryOf = (network: Network, recipe: Sizes): TrainingMemory =>
  memoryIn(network, analysed(network, recipe), recipe);

function analysed(network: Network, { patch }: Sizes): NetworkAnalysis {
  const spatial = network.dimension === 3 ? patch : patch.slice(1);
  return analyse(network, { spatial, channels: inputChannels(network) });
}

function memoryIn(network: Network, analysis: NetworkAnalysis, { batch, phases }: Sizes): TrainingMemory {
  if (!phases) return trainingMemory(analysis, batch);
  return phases
    .map((phase) => phaseMemory(network, analysis, phase, batch))
    .reduce((most, other) => (totalBytes(other) > totalBytes(most) ? other : most));
}

function phaseMemory(network: Network, analysis: NetworkAnalysis, phase: Phase, batch: number): TrainingMemory {
  const learning = learningOf(network, phase);
  const computed = new Set(computedNodes(network, learning).map(({ id }) => id));
  return partialTrainingMemory(analysis, { computed, learning: learningNodes(analysis, learning) }, batch);
}

/** The cost of a trial that is asked for; null where it builds no network, or members are yet to be chosen. An ensemble costs what its members cost together; they are never trained together. */
export function costOfAsked(study: Study, stage: number, architecture: Architecture, resolver: Resolver): Cost | null {
  const role = roleOf(architecture);
  if (role.choice(architecture)) return null;
  if (role.work === "average")
    return sumOf(role.members(architecture).flatMap((id) => study.trials.at(id)?.cost ?? []));
  const found = priced(resolver.resolve(study, stage, architecture));
  return "illegal" in found ? null : found.cost;
}

function sumOf(costs: readonly Cost[]): Cost {
  const sum = (part: keyof Cost) => costs.reduce((total, cost) => total + cost[part], 0);
  return { parameters: sum("parameters"), multiplyAdds: sum("multiplyAdds"), trainingBytes: 0 };
}
