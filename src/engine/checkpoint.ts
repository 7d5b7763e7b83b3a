import { StudioError } from "../core/errors.ts";
import { bestIn, bestTensors, type BestWeights } from "./bestWeights.ts";
import type { LossSum } from "./lossCurve.ts";
import type { Model } from "./model.ts";
import type { Trainer } from "./trainStep.ts";
import type { WeightSet } from "../core/network/weights.ts";
import { decodeWeights, encodeWeights } from "./weights.ts";

/** Weights, optimiser memory and step: all that training needs to go on as if it had not stopped. */
export type Checkpoint = Uint8Array<ArrayBuffer>;

/** How far training has come. */
export interface Progress {
  readonly step: number;
  /** Losses since the last evaluation. */
  readonly losses: LossSum;
  /** What the best evaluation left, where that is to be kept. */
  readonly best: BestWeights | null;
}

export async function saveCheckpoint(
  model: Model,
  trainer: Trainer,
  { step, losses, best }: Progress,
): Promise<Checkpoint> {
  const slots = await Promise.all(trainer.slots.map((slot) => slot.export()));
  return encodeWeights([...(await model.exportWeights()), ...slots.flat(), ...bestTensors(best)], {
    step,
    lossSum: losses.sum,
    lossCount: losses.count,
    ...(best && { bestStep: best.step, bestScore: best.score }),
  });
}

/** Restores both. Throws StudioError "BadStudyFile" for the checkpoint of another network or optimiser. */
export function restore(model: Model, trainer: Pick<Trainer, "slots">, weights: WeightSet): void {
  model.importWeights(weights);
  for (const slot of trainer.slots) slot.import(weights);
}

/** What a checkpoint holds. Throws StudioError "BadStudyFile" for bytes that are none. */
export function readCheckpoint(checkpoint: Uint8Array): { readonly weights: WeightSet; readonly progress: Progress } {
  const { weights, about } = decodeWeights(checkpoint);
  const [step, sum, count] = [about.step, about.lossSum, about.lossCount].map(Number) as [number, number, number];
  if (!Number.isInteger(step) || !Number.isFinite(sum) || !Number.isInteger(count))
    throw new StudioError("BadStudyFile", "These are weights without a step; training cannot go on from them.");
  return { weights, progress: { step, losses: { sum, count }, best: bestIn(weights, about) } };
}
