import { tensor, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { addVotes } from "../core/ensemble/choosing.ts";
import type { Combination } from "../core/ensemble/memberChoice.ts";
import { sumOf } from "../core/statistics.ts";
import { comparePart, type ComparedPart } from "../core/image/comparePart.ts";
import { lengthOf, regionShape, type Part, type Range, type Region } from "../core/image/dataset.ts";
import { predictTiles, wholeStack, type RegionPrediction } from "../core/image/tiledPrediction.ts";
import { planTiles, tilesWithin, type TilingOptions } from "../core/image/tiling.ts";
import { voxelCount, type Shape3 } from "../core/image/volume.ts";
import type { StopSignal } from "../core/run/signal.ts";
import { cancelled } from "./cancelled.ts";
import { toExtents } from "./kernels/geometry.ts";
import type { Model } from "./model.ts";
import { mostProbable } from "./mostProbable.ts";
import { probabilitiesOf } from "./probabilities.ts";
import { readTensor } from "./reading.ts";
import type { TrainingData } from "./trainingData.ts";
import { predictWholeImages, type SeeingModel } from "./wholeImages.ts";
import { nextTurn } from "./yielding.ts";

export interface PredictionOptions {
  readonly probabilities?: boolean;
  readonly tiling?: TilingOptions;
  /** The box that the one to predict is a part of: tiles are those of all of it, so that parts give what the whole would. */
  readonly within?: Region;
  readonly signal?: StopSignal;
}

type ImageStack = Pick<TrainingData, "shape" | "image" | "classes"> &
  Partial<Pick<TrainingData, "split" | "subjects" | "voxelSizeNm">>;

/** Predicts a box of the stack tile by tile, or from the whole images it cuts where the network was trained on such. Throws StudioError "Cancelled" once the signal is aborted. */
export async function predictRegion(
  model: SeeingModel,
  stack: ImageStack,
  region: Region,
  options: PredictionOptions = {},
): Promise<RegionPrediction> {
  const { classes } = stack;
  if (model.wholeImage) {
    const voxels = voxelCount(regionShape(region));
    const labels = new Uint8Array(voxels);
    const probabilities = options.probabilities ? new Float32Array(voxels * classes) : undefined;
    const { wholeImage, keptImages, ...onGrid } = model;
    const onFixedGrid = async (image: ImageStack) =>
      (await predictRegion(onGrid, image, wholeStack(image.shape), { ...options, probabilities: true })).probabilities!;
    const predictImage = (box: Region, fitted: () => ImageStack) =>
      keptImages ? keptImages.once(JSON.stringify(box), () => onFixedGrid(fitted())) : onFixedGrid(fitted());
    await predictWholeImages(stack, region, wholeImage, predictImage, (row, at) => {
      for (let voxel = 0; voxel * classes < row.length; voxel++)
        labels[at + voxel] = mostProbable(row, voxel * classes, classes);
      probabilities?.set(row, at * classes);
    });
    return probabilities ? { labels, probabilities } : { labels };
  }
  return predictTiles({
    stack,
    region,
    tiles: tilesWithin(planTiles(model.network, options.within ?? region, options.tiling), region),
    withProbabilities: options.probabilities ?? false,
    async predictTile(box, { extents }) {
      const scores = await tileScores(model, box, extents, options.probabilities ?? false);
      return { labelAt: (voxel) => mostProbable(scores, voxel * classes, classes), probabilities: scores };
    },
    async beforeTile() {
      await nextTurn();
      if (options.signal?.aborted) throw cancelled(options.signal);
    },
  });
}

/** Networks that predict together, each as often as it counts. */
export interface ModelTeam {
  readonly models: readonly { readonly model: SeeingModel; readonly count: number }[];
  readonly combination: Combination;
}

/**
 * Predicts with several networks together (spec 2.4): the most probable class of the mean of their probabilities, or the class that
 * most of them vote for, whose probabilities are the shares of votes. Slice by slice where all are 2D, so that the probabilities of a
 * whole stack are never held.
 */
export async function predictTogether(
  team: ModelTeam,
  stack: ImageStack,
  region: Region,
  options: PredictionOptions = {},
): Promise<RegionPrediction> {
  const [only] = team.models;
  if (only && team.models.length === 1) return predictRegion(only.model, stack, region, options);
  const { classes } = stack;
  const voxels = voxelCount(regionShape(region));
  const labels = new Uint8Array(voxels);
  const probabilities = options.probabilities ? new Float32Array(voxels * classes) : undefined;
  const slabs = team.models.some(({ model }) => model.network.dimension === 3)
    ? [region]
    : numbers(region.z).map((z) => ({ ...region, z: { from: z, to: z + 1 } }));
  let done = 0;
  for (const slab of slabs) {
    const mean = await meanProbabilities(team, stack, slab, options);
    for (let voxel = 0; voxel * classes < mean.length; voxel++)
      labels[done + voxel] = mostProbable(mean, voxel * classes, classes);
    probabilities?.set(mean, done * classes);
    done += mean.length / classes;
  }
  return probabilities ? { labels, probabilities } : { labels };
}

/** Probabilities of the classes, [voxel][class]; of a vote the shares that each got. */
async function meanProbabilities(
  { models, combination }: ModelTeam,
  stack: ImageStack,
  slab: Region,
  options: PredictionOptions,
): Promise<Float32Array> {
  const { classes } = stack;
  const sum = new Float32Array(voxelCount(regionShape(slab)) * classes);
  const total = sumOf(models.map(({ count }) => count));
  const isVote = combination === "vote";
  for (const { model, count } of models) {
    const { labels, probabilities } = await predictRegion(model, stack, slab, { ...options, probabilities: !isVote });
    if (isVote) addVotes(sum, labels, classes, count);
    else for (let index = 0; index < sum.length; index++) sum[index]! += (probabilities![index]! * count) / total;
  }
  // Votes are whole numbers up to here, so that equal ones are equal.
  return isVote ? sum.map((votes) => votes / total) : sum;
}

/** What a network makes of one box as it is. */
export interface BoxScores {
  /** Extents of the output along the axes of the network. */
  readonly spatial: readonly number[];
  /** Class probabilities, [voxel][class]. */
  readonly probabilities: Float32Array<ArrayBuffer>;
}

/** Class probabilities of a normalised box of any extents along the axes of the network, without tiles. */
export async function scoreBox(model: Model, image: Float32Array, spatial: readonly number[]): Promise<BoxScores> {
  const made: Tensor[] = [];
  try {
    const input = tensor(image, [1, ...toExtents(spatial), 1], "float32");
    made.push(input);
    const logits = model.predict(input);
    made.push(logits);
    const scores = probabilitiesOf(model.network, logits);
    made.push(scores);
    const probabilities = (await readTensor(scores)) as Float32Array<ArrayBuffer>;
    return { spatial: logits.shape.slice(4 - spatial.length, 4), probabilities };
  } finally {
    for (const one of made) one.dispose();
  }
}

/** One part of the split, or some boxes of it, predicted, beside its labels. */
export function evaluateNetwork(
  model: SeeingModel,
  data: TrainingData,
  part: Part,
  options: Omit<PredictionOptions, "probabilities"> = {},
  boxes?: readonly Region[],
): Promise<ComparedPart> {
  const predict = async (region: Region) => (await predictRegion(model, data, region, options)).labels;
  return comparePart(data, part, predict, boxes);
}

/** Logits or probabilities of a tile's output, [voxel][class]. */
async function tileScores(
  model: Model,
  box: Float32Array,
  extents: Shape3,
  asProbabilities: boolean,
): Promise<Float32Array> {
  const input = tensor(box, [1, ...extents, 1], "float32");
  let logits: Tensor | undefined;
  let scores: Tensor | undefined;
  try {
    logits = model.predict(input);
    scores = asProbabilities ? probabilitiesOf(model.network, logits) : logits.clone();
    return await readTensor(scores);
  } finally {
    tidy(() => [input, logits, scores].forEach((made) => made?.dispose()));
  }
}

const numbers = (range: Range): readonly number[] =>
  Array.from({ length: lengthOf(range) }, (_, index) => range.from + index);
