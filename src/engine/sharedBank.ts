import { StudioError } from "../core/errors.ts";
import type { KnownWeights } from "./parameters.ts";
import type { WeightArray, WeightSet } from "../core/network/weights.ts";

/** Weights that all networks of a search share, by name: by `weightKey` and the tensor's own (spec 3.5). It grows by what is trained. */
export interface SharedBank {
  readonly known: KnownWeights;
  /** Replaces what it had under these names. Throws StudioError "IllegalNetwork" where one had another shape. */
  take(weights: WeightSet): void;
  export(): WeightSet;
}

export function createSharedBank(weights: WeightSet = []): SharedBank {
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  return {
    known: (name) => byName.get(name)?.values,
    take(trained) {
      for (const weight of trained) checkShape(byName.get(weight.name), weight);
      for (const weight of trained) byName.set(weight.name, weight);
    },
    export: () => [...byName.values()],
  };
}

function checkShape(before: WeightArray | undefined, { name, shape }: WeightArray): void {
  if (before && before.shape.join() !== shape.join())
    throw new StudioError(
      "IllegalNetwork",
      `"${name}" is ${before.shape.join(" × ")} in one network and ${shape.join(" × ")} in another; networks that share a weight must agree on its shape.`,
    );
}
