import { checkedValues, initialValues } from "../../../core/options.ts";
import { medianOf } from "../../../core/statistics.ts";
import type { Network } from "../../../core/network/network.ts";
import { operationOf, penaltiesOf } from "../../../core/network/operations.ts";
import type { Recipe } from "../../../core/space/recipe.ts";
import type { VectorParameter } from "../../../core/space/space.ts";
import adam from "../../optimisers/adam.ts";
import { adamOptions } from "../../optimisers/optimiser.ts";
import { optimisers } from "../../optimisers/index.ts";
import staircase from "../../schedules/staircase.ts";

/**
 * The numbers that a network is trained by, in the order of the vector view, moved into its ranges. Penalties that differ from layer
 * to layer are their median; the means of an optimiser that is not Adam are those of Adam; a rate that is not a staircase stays.
 */
export function ownNumbers(
  { network, recipe }: { readonly network: Network; readonly recipe: Recipe },
  parameters: readonly VectorParameter[],
): readonly number[] {
  const { beta1, beta2 } = adamOf(recipe);
  const { rate, decaySteps } = stairsOf(recipe);
  const { l1, l2 } = medianPenalties(network);
  const numbers = [
    optimisers.get(recipe.optimiser.id).learningRate(recipe.optimiser.options),
    decaySteps,
    1 - beta1,
    1 - beta2,
    l1,
    l2,
  ];
  const [logRate, logSteps, ...rest] = numbers.map(Math.log10) as [number, number, ...number[]];
  return [logRate, logSteps, rate, ...rest].map((value, axis) =>
    Math.min(parameters[axis]!.high, Math.max(parameters[axis]!.low, value)),
  );
}

const adamOf = ({ optimiser: { id, options } }: Recipe): { readonly beta1: number; readonly beta2: number } => ({
  ...initialValues(adamOptions),
  ...(id === adam.id && options),
});

/** A rate that is never lowered is a stair without end. */
function stairsOf({ schedule: { id, options } }: Recipe): { readonly rate: number; readonly decaySteps: number } {
  if (id !== staircase.id) return { rate: 1, decaySteps: Infinity };
  const { rate, decaySteps } = checkedValues(id, staircase.options, options);
  return { rate: Number(rate), decaySteps: Number(decaySteps) };
}

function medianPenalties({ nodes }: Network): { readonly l1: number; readonly l2: number } {
  const found = nodes
    .filter((node) => operationOf(node).takesPenalties)
    .map((node) => penaltiesOf(node) ?? { l1: 0, l2: 0 });
  return { l1: medianOf(found.map(({ l1 }) => l1)), l2: medianOf(found.map(({ l2 }) => l2)) };
}
