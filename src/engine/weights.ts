import { decodeSafetensors, encodeSafetensors, type WeightFacts } from "../catalog/networkFormats/safetensors.ts";
import type { WeightSet } from "../core/network/weights.ts";
import { areEarlierWeights, decodeEarlierWeights } from "./earlierWeights.ts";

const asText = (about: Readonly<Record<string, number | string>>): WeightFacts =>
  Object.fromEntries(Object.entries(about).map(([name, value]) => [name, String(value)]));

/** Tensors as studies keep them, a safetensors file, with a few facts about them in its metadata. */
export const encodeWeights = (
  weights: WeightSet,
  about: Readonly<Record<string, number | string>> = {},
): Uint8Array<ArrayBuffer> => encodeSafetensors(weights, asText(about));

/** Weights of this version and of those before. Throws StudioError "BadStudyFile" for bytes that are none, or that were cut short. */
export function decodeWeights(bytes: Uint8Array): { readonly weights: WeightSet; readonly about: WeightFacts } {
  if (areEarlierWeights(bytes)) {
    const { weights, about } = decodeEarlierWeights(bytes);
    return { weights, about: asText(about) };
  }
  const { weights, facts } = decodeSafetensors(bytes);
  return { weights, about: facts };
}
