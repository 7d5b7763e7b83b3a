import { StudioError } from "../errors.ts";

/** One named tensor of a network or of a checkpoint. */
export interface WeightArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type WeightSet = readonly WeightArray[];

/** The tensors in the order and shape asked for. Throws StudioError "BadStudyFile" naming the one that is missing or different. */
export function matchWeights(weights: WeightSet, wanted: readonly Omit<WeightArray, "values">[]): WeightSet {
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  return wanted.map(({ name, shape }) => {
    const found = byName.get(name);
    if (!found) throw new StudioError("BadStudyFile", `The weights lack "${name}"; they belong to another network.`);
    if (found.shape.join() !== shape.join())
      throw new StudioError(
        "BadStudyFile",
        `"${name}" is ${found.shape.join(" × ")}, the network wants ${shape.join(" × ")}.`,
      );
    return found;
  });
}
