import { tensor, tidy } from "@tensorflow/tfjs-core";
import { evaluationAt } from "../catalog/metrics/index.ts";
import { createPatchSampler } from "../core/image/patches.ts";
import type { Network } from "../core/network/network.ts";
import { createRandom } from "../core/random.ts";
import type { Recipe } from "../core/space/recipe.ts";
import type { StopSignal } from "../core/run/signal.ts";
import type { Evaluation } from "../core/study/trial.ts";
import { createModel, type Model } from "./model.ts";
import { evaluateNetwork } from "./predicting.ts";
import { createSharedBank } from "./sharedBank.ts";
import { trainingSource } from "./training.ts";
import type { TrainingData } from "./trainingData.ts";
import { seeing, wholeImageOf } from "./wholeImages.ts";
import type { WeightSet } from "../core/network/weights.ts";
import { decodeWeights } from "./weights.ts";

export interface MemberJob {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly data: TrainingData;
  /** Weights of the supernet, as they are kept. */
  readonly shared: Uint8Array;
  /** Root of the random streams of the batches. */
  readonly dataSeed: string | number;
  readonly signal: StopSignal;
}

/** Batches of the training part that running statistics are taken from: those of the supernet are of all its members. */
const BATCHES = 40;

/** One member with a supernet's weights, scored on the whole validation part once its normalisations have statistics of their own. */
export async function scoreMember({
  network,
  recipe,
  data,
  shared,
  dataSeed,
  signal,
}: MemberJob): Promise<{ readonly weights: WeightSet; readonly evaluation: Evaluation }> {
  const spatial = network.dimension === 3 ? recipe.patch : recipe.patch.slice(1);
  const random = createRandom(dataSeed);
  const model = createModel(network, { spatial, channels: 1 }, random.fork("weights"), {
    known: createSharedBank(decodeWeights(shared).weights).known,
  });
  try {
    const sampler = createPatchSampler(trainingSource(data, recipe), recipe);
    for (let batch = 1; batch <= BATCHES; batch++)
      takeStatistics(model, recipe, sampler.draw(random.fork("statistics", batch)).image);
    const found = await evaluateNetwork(seeing(model, wholeImageOf(recipe)), data, "validation", { signal });
    return {
      weights: await model.exportWeights(),
      evaluation: evaluationAt(recipe.steps, found),
    };
  } finally {
    model.dispose();
  }
}

function takeStatistics(model: Model, { patch, batch }: Recipe, image: Float32Array): void {
  tidy(() => void model.train(tensor(image, [batch, ...patch, 1], "float32"), createRandom("statistics")));
  model.absorbStatistics();
}
