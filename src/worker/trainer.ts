import { StudioError } from "../core/errors.ts";
import { createRandom } from "../core/random.ts";
import type { Pace } from "../core/search/pace.ts";
import { createStopper, type Stopper } from "../core/search/signal.ts";
import { openDevice } from "../engine/devices.ts";
import { createModel, type Model } from "../engine/model.ts";
import { predictMean, predictRegion } from "../engine/predicting.ts";
import { trainNetwork, type TrainingHooks } from "../engine/training.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import { decodeWeights, encodeWeights } from "../engine/weights.ts";
import { measureStep } from "./calibration.ts";
import type { Call, TrainerApi, TrainerListener } from "./trainerApi.ts";

/** The training thread: holds one device and one dataset. */
export function createTrainer(): TrainerApi {
  let data: TrainingData | null = null;
  let stopper: Stopper | null = null;
  let pace: Pace = "full";

  const stack = (): TrainingData => {
    if (!data) throw new StudioError("BadInput", "The training thread has no data yet.");
    return data;
  };

  return {
    open: openDevice,
    setData(next) {
      data = next;
    },
    async train({ candidate: { trial, network, recipe, seed, dataSeed }, checkpoint, previewSlice }, listener) {
      stopper = createStopper();
      const calls = inOrder();
      const hooks: TrainingHooks = {
        signal: stopper.signal,
        pace: () => pace,
        report({ step, loss, learningRate, stepsPerSecond, scores }) {
          void calls.push(() => (scores ? listener.reported({ step, loss, learningRate, scores }) : listener.progressed({ trial, step, loss, stepsPerSecond })));
        },
        checkpoint: (bytes) => calls.push(() => listener.checkpoint(bytes)),
        evaluated: async (model, step) => {
          if (previewSlice !== null) await preview(model, stack(), previewSlice, step, listener);
          await calls.done();
        },
      };
      await calls.push(() => listener.started(checkpoint ? Number(decodeWeights(checkpoint).about.step) : 0));
      try {
        const { weights, scores, confusion, step } = await trainNetwork({ network, data: stack(), recipe, seed, dataSeed, ...(checkpoint && { resume: checkpoint }) }, hooks);
        return { evaluation: { step, scores, confusion: [...confusion.counts] }, weights: encodeWeights(weights) };
      } finally {
        await calls.done();
      }
    },
    setPace(next) {
      pace = next;
    },
    stop: () => stopper?.stop("stopped"),
    async predict(members, region, withProbabilities) {
      const models: Model[] = [];
      try {
        for (const { network, weights } of members) {
          const model = createModel(network, { spatial: inputExtents(network.dimension), channels: 1 }, createRandom(0));
          models.push(model);
          model.importWeights(decodeWeights(weights).weights);
        }
        const { labels, probabilities } = await predictMean(models, stack(), region, { probabilities: withProbabilities });
        return { labels, probabilities: probabilities ?? null };
      } finally {
        for (const model of models) model.dispose();
      }
    },
    timeStep: measureStep,
  };
}

/** Any extents a network of the studio accepts; weights do not depend on them. */
const inputExtents = (dimension: 2 | 3): readonly number[] => Array.from({ length: dimension }, () => 256);

async function preview(model: Model, data: TrainingData, z: number, step: number, listener: TrainerListener): Promise<void> {
  const [, height, width] = data.shape;
  const { labels } = await predictRegion(model, data, { z: { from: z, to: z + 1 }, y: { from: 0, to: height }, x: { from: 0, to: width } });
  await listener.preview({ step, z, labels });
}

/** Calls to another thread, one after the other; an error of one surfaces in `done`. */
function inOrder() {
  let last: Promise<void> = Promise.resolve();
  return {
    push: (call: () => Call): Promise<void> => (last = last.then(call)),
    done: () => last,
  };
}
