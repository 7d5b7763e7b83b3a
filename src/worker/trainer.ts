import { checksum } from "../core/checksum.ts";
import { StudioError } from "../core/errors.ts";
import { withCorrections, type CorrectedSlices } from "../core/image/correction/correctedStack.ts";
import type { Range, Region } from "../core/image/dataset.ts";
import { shuffledSplit, type ShuffledParts } from "../core/image/shuffledSplit.ts";
import type { WeightSet } from "../core/network/weights.ts";
import { createRandom } from "../core/random.ts";
import type { Pace } from "../core/judging/pace.ts";
import type { Candidate } from "../core/run/evaluator.ts";
import { createStopper, type Stopper } from "../core/run/signal.ts";
import { openDevice } from "../engine/devices.ts";
import { createKeptImages, type KeptImages } from "../engine/keptImages.ts";
import { createModel } from "../engine/model.ts";
import { predictTogether, predictRegion, scoreBox } from "../engine/predicting.ts";
import { trainNetwork, type TrainingHooks, type TrainingJob } from "../engine/training.ts";
import { normalise, type TrainingData } from "../engine/trainingData.ts";
import { aboutSeeing, seeing, seenSize, type SeeingModel } from "../engine/wholeImages.ts";
import { decodeWeights, encodeWeights } from "../engine/weights.ts";
import { nextTurn } from "../engine/yielding.ts";
import type { OnnxFacts } from "./onnx/onnxFacts.ts";
import type { OnnxJob, OnnxNetwork } from "./onnx/onnxNetwork.ts";
import { createOpenedNetworks } from "./onnx/opened.ts";
import type { RuntimeWasm } from "./proof/onnxRuntime.ts";
import { measureStep } from "./stepTiming.ts";
import type { Prediction } from "./predictWith.ts";
import { inOrder } from "./inOrder.ts";
import { scoreDerived, trainShared } from "./trainShared.ts";
import { joinedStack } from "../core/image/subjects.ts";
import type { SeenImage, TrainerApi, TeamPredictor, TrainerListener, WeightedNetwork } from "./trainerApi.ts";

/** Whole images that stay predicted: a volume of 128 voxels a side with seven classes, or hundreds of slices. */
const KEPT_IMAGE_BYTES = 64e6;

/** The training thread: holds one device and one dataset. `runtime` is where what runs ONNX files is found. */
export function createTrainer(runtime: () => Promise<RuntimeWasm>): TrainerApi {
  let data: TrainingData | null = null;
  let stopper: Stopper | null = null;
  let pace: Pace = "full";
  const keptImages = createKeptImages(KEPT_IMAGE_BYTES);
  const opened = createOpenedNetworks(runtime);

  const stack = (): TrainingData => {
    if (!data) throw new StudioError("BadInput", "The training thread has no data yet.");
    return data;
  };

  return {
    open: openDevice,
    setData(next) {
      data = next;
      keptImages.clear();
    },
    setImage(image) {
      data = seenData(image);
      keptImages.clear();
    },
    setLabels: (labels) => void (data = { ...stack(), labels }),
    async train(job, listener) {
      stopper = createStopper();
      const { candidate, checkpoint, previewSlice, shared, beginnings = {}, corrections = [] } = job;
      const calls = inOrder();
      const context = { data: stack(), listener, calls, signal: stopper.signal, pace: () => pace };
      if ("space" in candidate) return trainShared(candidate, checkpoint, context);
      if (shared) return scoreDerived(candidate, shared, context);
      const { trial, network, recipe, seed, dataSeed } = candidate;
      const own = ownData(stack(), candidate, corrections);
      const hooks: TrainingHooks = {
        signal: stopper.signal,
        pace: () => pace,
        report({ step, loss, learningRate, stepsPerSecond, scores, share }) {
          void calls.push(() =>
            scores
              ? listener.reported({ step, loss, learningRate, scores, ...(share !== undefined && { share }) })
              : listener.progressed({ trial, step, loss, stepsPerSecond }),
          );
        },
        checkpoint: (bytes) => calls.push(() => listener.checkpoint(bytes)),
        evaluated: async (model, step) => {
          if (previewSlice !== null) await preview(model, stack(), previewSlice, step, listener);
          await calls.done();
        },
      };
      await calls.push(() => listener.started(checkpoint ? Number(decodeWeights(checkpoint).about.step) : 0));
      try {
        const { weights, evaluation } = await trainNetwork(
          {
            ...{ network, ...own, recipe, seed, dataSeed, beginnings: decodedOf(beginnings) },
            ...(checkpoint && { resume: checkpoint }),
          },
          hooks,
        );
        return { evaluation, weights: encodeWeights(weights, aboutSeeing(recipe)) };
      } finally {
        await calls.done();
      }
    },
    setPace(next) {
      pace = next;
    },
    stop: () => stopper?.stop("stopped"),
    openNetwork: async (file) => factsOf(await opened.open(file)),
    async predict(predictor, region, withProbabilities, within) {
      const asked: Asked = { stack: stack(), region, withProbabilities, keptImages, ...(within && { within }) };
      if (!("onnx" in predictor)) return predictedBy(predictor, asked);
      const { onnx, ...how } = predictor;
      return predictedByFile(await opened.open(onnx), stack(), { region, withProbabilities, ...how });
    },
    scoreBox: scoreMemberBox,
    timeStep: measureStep,
  };
}

/** What a page may know of a network of a file. */
const factsOf = ({ dimension, channels, meaning, own, runtime }: OnnxNetwork): OnnxFacts => ({
  ...{ dimension, channels, meaning, own, runtime },
});

const NOTHING: Range = { from: 0, to: 0 };

/** What must be known to predict: an image, and neither labels nor parts. */
const seenData = ({ volume, intensity, classes }: SeenImage): TrainingData => ({
  ...joinedStack({ volume }),
  image: normalise(volume.data, intensity),
  labels: new Uint8Array(0),
  classes,
  split: { axis: "slices", train: NOTHING, validation: NOTHING, test: NOTHING },
});

const decodedOf = (kept: Readonly<Record<string, Uint8Array>>): Readonly<Record<string, WeightSet>> =>
  Object.fromEntries(Object.entries(kept).map(([label, bytes]) => [label, decodeWeights(bytes).weights]));

/** A network with its weights; of whole images it finds again what was predicted with the same ones. */
function weighted({ network, weights }: WeightedNetwork, keptImages: KeptImages): SeeingModel {
  return {
    ...modelOf({ network, weights }),
    keptImages: { once: (image, predict) => keptImages.once(`${checksum(weights).join()}/${image}`, predict) },
  };
}

/** What a candidate is trained on and scored on, where that is not the study's own. */
function ownData(
  data: TrainingData,
  { shuffled, corrections }: Candidate,
  corrected: readonly CorrectedSlices[],
): Pick<TrainingJob, "data" | "scoredOn"> {
  if (shuffled) return { data: onShuffledSplit(data, shuffled), scoredOn: "test" };
  return { data: corrections ? { ...data, ...withCorrections(data, corrected, corrections.scale) } : data };
}

/** The stack with a shuffled split of its own. */
function onShuffledSplit(data: TrainingData, { seed, ...shares }: ShuffledParts): TrainingData {
  return { ...data, split: shuffledSplit(data, data.split.axis, shares, createRandom(seed)) };
}

interface Asked {
  readonly stack: TrainingData;
  readonly region: Region;
  readonly withProbabilities: boolean;
  readonly keptImages: KeptImages;
  readonly within?: Region;
}

/** What a network of a file says of a box. */
async function predictedByFile(
  opened: OnnxNetwork,
  { image, shape, classes }: TrainingData,
  how: Omit<OnnxJob, "stack" | "classes" | "beforeTile">,
): Promise<Prediction> {
  const { labels, probabilities } = await opened.predict({
    ...{ stack: { image, shape }, classes, beforeTile: nextTurn },
    ...how,
  });
  return { labels, probabilities: probabilities ?? null };
}

/** What networks say of a box together. */
async function predictedBy(
  { networks, combination }: TeamPredictor,
  { stack, region, withProbabilities, keptImages, within }: Asked,
): Promise<Prediction> {
  const models: { readonly model: SeeingModel; readonly count: number }[] = [];
  try {
    for (const { count, ...network } of networks) models.push({ model: weighted(network, keptImages), count });
    const options = { probabilities: withProbabilities, ...(within && { within }) };
    const { labels, probabilities } = await predictTogether({ models, combination }, stack, region, options);
    return { labels, probabilities: probabilities ?? null };
  } finally {
    for (const { model } of models) model.dispose();
  }
}

/** Any extents a network of the studio accepts; weights do not depend on them. */
const inputExtents = (dimension: 2 | 3): readonly number[] => Array.from({ length: dimension }, () => 256);

async function scoreMemberBox(member: WeightedNetwork, image: Float32Array, spatial: readonly number[]) {
  const model = modelOf(member);
  try {
    return await scoreBox(model, image, spatial);
  } finally {
    model.dispose();
  }
}

/** Throws StudioError "BadStudyFile" for the weights of another network. */
function modelOf({ network, weights }: WeightedNetwork): SeeingModel {
  const kept = decodeWeights(weights);
  const model = createModel(network, { spatial: inputExtents(network.dimension), channels: 1 }, createRandom(0));
  try {
    model.importWeights(kept.weights);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return seeing(model, seenSize(kept.about));
}

async function preview(
  model: SeeingModel,
  data: TrainingData,
  z: number,
  step: number,
  listener: TrainerListener,
): Promise<void> {
  const [, height, width] = data.shape;
  const { labels } = await predictRegion(model, data, {
    z: { from: z, to: z + 1 },
    y: { from: 0, to: height },
    x: { from: 0, to: width },
  });
  await listener.preview({ step, z, labels });
}
