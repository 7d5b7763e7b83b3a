import { networks } from "../../src/catalog/networks/index.ts";
import { defaultRecipe } from "../../src/catalog/recipes/index.ts";
import { readDataset } from "../../src/cli/data/readDataset.ts";
import type { Region } from "../../src/core/image/dataset.ts";
import { valueOf } from "../../src/core/judging/scores.ts";
import { StudioError } from "../../src/core/errors.ts";
import type { WeightSet } from "../../src/core/network/weights.ts";
import { createStopper } from "../../src/core/run/signal.ts";
import { taskOf } from "../../src/core/study/studyTask.ts";
import { withPhases } from "../../src/core/space/phases.ts";
import type { Recipe } from "../../src/core/space/recipe.ts";
import { predictRegion } from "../../src/engine/predicting.ts";
import { prepareData, type TrainingData } from "../../src/engine/trainingData.ts";
import { trainNetwork } from "../../src/engine/training.ts";
import { sharedData } from "../papers/data.ts";

/** Slices that nothing is ever labelled in: what was learnt is scored there. */
export const SCORED = { from: 12, to: 16 };
const PATCH = [1, 64, 64] as const;

/** Membranes of ISBI 2012 with all of their labels, of which the slices before the scored ones may be labelled. */
export async function openTruth(): Promise<TrainingData> {
  const split = {
    axis: "slices",
    train: { from: 0, to: SCORED.from },
    validation: SCORED,
    test: { from: SCORED.to, to: SCORED.to },
  } as const;
  const data = sharedData("em2d_isbi2012/image", "em2d_isbi2012/label");
  const { dataset } = await readDataset(data, { note: () => undefined }, split);
  return prepareData(dataset, taskOf(dataset).intensity);
}

export interface Training {
  readonly steps: number;
  readonly seed: string;
  /** What it begins with. */
  readonly from?: WeightSet;
  readonly optimiser?: Recipe["optimiser"];
  /** Slices that are predicted in the end. */
  readonly seen?: readonly number[];
}

export interface Learnt {
  readonly weights: WeightSet;
  /** On the scored slices. */
  readonly meanIou: number;
  /** Class indices by slice. */
  readonly seen: ReadonlyMap<number, Uint8Array>;
}

/** A small U-Net trained on the voxels that are labelled, by the recipe that the studio proposes. */
export async function learn(
  data: TrainingData,
  { steps, seed, from, optimiser, seen = [] }: Training,
): Promise<Learnt> {
  const decoded = networks
    .get("unet")
    .decode({ base: 16, depth: 3, norm: "batch" }, { channels: 1, classes: data.classes, patch: PATCH });
  if ("illegal" in decoded) throw new StudioError("BadInput", decoded.illegal.because);
  const recipe: Recipe = {
    ...defaultRecipe,
    ...{ patch: PATCH, batch: 4, steps, evaluateEvery: steps },
    optimiser: optimiser ?? { id: "adam", options: { learningRate: 2e-3 } },
  };
  const predicted = new Map<number, Uint8Array>();
  const job = {
    ...{ network: decoded.network, data, seed },
    recipe: from ? withPhases(recipe, [{ name: "on", steps, from: { trial: "before", paths: { "": "" } } }]) : recipe,
    ...(from && { beginnings: { before: from } }),
  };
  const { weights, evaluation } = await trainNetwork(job, {
    report: () => undefined,
    signal: createStopper().signal,
    async evaluated(model, step) {
      if (step < steps) return;
      for (const z of seen) predicted.set(z, (await predictRegion(model, data, sliceRegion(data, z))).labels);
    },
  });
  return { weights, meanIou: valueOf(evaluation.scores, "meanIou")!, seen: predicted };
}

/** Labels that were drawn, with all of those that scores are measured by. */
export function scoredToo({ shape: [, height, width], labels }: TrainingData, drawn: Uint8Array): Uint8Array {
  const from = SCORED.from * height * width;
  const both = drawn.slice();
  both.set(labels.subarray(from), from);
  return both;
}

const sliceRegion = ({ shape: [, height, width] }: Pick<TrainingData, "shape">, z: number): Region => ({
  z: { from: z, to: z + 1 },
  y: { from: 0, to: height },
  x: { from: 0, to: width },
});

export const text = (value: number): string => value.toFixed(4);
