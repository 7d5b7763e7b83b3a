import { dispose, tensor, tidy, valueAndGrads, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { losses } from "../catalog/losses/index.ts";
import { optimisers } from "../catalog/optimisers/index.ts";
import type { OptimiserOperations, UpdateTime } from "../catalog/optimisers/optimiser.ts";
import type { PatchBatch } from "../core/image/patches.ts";
import { UNLABELLED } from "../core/image/labelMap.ts";
import { voxelCount, type Shape3 } from "../core/image/volume.ts";
import type { Network } from "../core/network/network.ts";
import type { Choice } from "../core/options.ts";
import type { Random } from "../core/random.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { toExtents } from "./kernels/geometry.ts";
import { runKernel } from "./kernels/run.ts";
import type { Model } from "./model.ts";
import { lossOperations, scaled, sumOfTerms } from "./ops/losses.ts";
import { withTape } from "./ops/differentiable.ts";
import { createParameters, type ParameterBuffer } from "./parameters.ts";

const optimiserOperations: OptimiserOperations = {
  adam: ({ values, gradient, slots }, numbers) => void runKernel("adam", [values, gradient, ...slots], numbers),
  momentum: ({ values, gradient, slots }, numbers) => void runKernel("momentum", [values, gradient, ...slots], numbers),
};

/** What repeats every step: a loss, an optimiser with its memory, and the model they work on. */
export interface Trainer {
  /** Slots of the optimiser, for checkpoints. */
  readonly slots: readonly ParameterBuffer[];
  /** One update from one batch. The caller disposes the loss, which is still on the device. */
  step(batch: PatchBatch, time: UpdateTime, dropout: Random): Scalar;
  dispose(): void;
}

export interface TrainerOptions {
  readonly recipe: Pick<Recipe, "loss" | "optimiser" | "patch" | "batch" | "voxelWeights">;
  /** What is summed to the loss; for each output of the network the recipe's loss where it is not given. */
  readonly terms?: readonly LossTerm[];
  /** Voxels of each class in the training part. */
  readonly classCounts: readonly number[];
  /** Whether the weights of a batch are all that a voxel counts, in place of the weight of its class and of what the recipe adds. */
  readonly areVoxelsWeighed?: boolean;
}

/** A loss of one output. */
export interface LossTerm {
  /** Name of the output. */
  readonly output: string;
  readonly weight: number;
  readonly loss: Choice;
}

/** A loss of every output of a network, by the weights that it gives them. */
export const termsOf = ({ outputs }: Network, loss: Choice): readonly LossTerm[] =>
  outputs.filter(({ weight }) => weight > 0).map(({ name, weight }) => ({ output: name, weight, loss }));

export function createTrainer(
  model: Model,
  { recipe, classCounts, areVoxelsWeighed = false, terms = termsOf(model.network, recipe.loss) }: TrainerOptions,
  random: Random,
): Trainer {
  const optimiser = optimisers.get(recipe.optimiser.id);
  const { trainable } = model;
  const slots = Array.from({ length: optimiser.slots }, (_, index) =>
    createParameters([slotOf(trainable, index)], random),
  );
  const outputs = terms.map((term) => createOutputLoss(model, term, { recipe, classCounts, areVoxelsWeighed }));

  const lossOf = (input: Tensor, batch: PatchBatch, dropout: Random): Scalar => {
    const logits = model.train(input, dropout);
    const penalty = model.penalty();
    return total([...outputs.map((each) => each.value(logits, batch)), ...(penalty ? [penalty] : [])]);
  };

  return {
    slots,
    step(batch, time, dropout) {
      const value = tidy(() => {
        const input = tensor(batch.image, [recipe.batch, ...recipe.patch, 1], "float32");
        const { value, grads } = withTape(() =>
          valueAndGrads(() => lossOf(input, batch, dropout))(trainable.tensors() as Tensor[]),
        );
        const gradient = runKernel("flatten", grads, { count: trainable.flat.size })[0]!;
        optimiser.update(
          optimiserOperations,
          { values: trainable.flat, gradient, slots: slots.map(({ flat }) => flat) },
          time,
          recipe.optimiser.options,
        );
        return value;
      });
      trainable.refresh();
      model.absorbStatistics();
      return value;
    },
    dispose() {
      for (const slot of slots) slot.dispose();
      for (const each of outputs) each.dispose();
    },
  };
}

function slotOf({ flat }: ParameterBuffer, index: number) {
  const shape = [flat.size];
  return {
    name: `optimiser/${index}`,
    shape,
    spec: { name: "slot", shape, initial: { kind: "constant", value: 0 }, trainable: false } as const,
  };
}

const total = (terms: readonly Scalar[]): Scalar => (terms.length === 1 ? terms[0]! : sumOfTerms(terms));

/** What one output's loss is computed from, kept from step to step. */
function createOutputLoss(
  model: Model,
  { output, weight, loss: choice }: LossTerm,
  { recipe, classCounts, areVoxelsWeighed }: Pick<TrainerOptions, "recipe" | "classCounts" | "areVoxelsWeighed">,
) {
  const loss = losses.get(choice.id);
  const weightOfClass = Float32Array.from(loss.classWeights(classCounts, choice.options));
  const weightOfLabel = new Float32Array(256);
  if (!areVoxelsWeighed) weightOfLabel.set(weightOfClass.map((each) => each + recipe.voxelWeights.floor));
  const classWeights = tensor(weightOfClass);
  const extents = extentsOf(model, output);
  return {
    value(logits: ReadonlyMap<string, Tensor>, batch: PatchBatch): Scalar {
      const truth = truthOf(batch, { ...recipe, weightOfLabel }, extents);
      const value = loss.value(lossOperations, { logits: logits.get(output)!, classWeights, ...truth }, choice.options);
      return weight === 1 ? value : scaled(value, weight);
    },
    dispose: () => dispose(classWeights),
  };
}

/** Extents that an output of the model has along [depth, height, width]. */
function extentsOf({ network, analysis }: Model, output: string): Shape3 {
  const { node: wanted } = network.outputs.find(({ name }) => name === output)!;
  return toExtents(analysis.nodes.find(({ node }) => node.id === wanted)!.output.spatial);
}

interface BatchRecipe extends Pick<Recipe, "patch" | "batch"> {
  /** What a voxel of each label counts in the loss; nothing where it is unlabelled. */
  readonly weightOfLabel: Float32Array;
}

/** The labels that an output is held against, and what each of them counts. */
function truthOf({ labels, weights }: PatchBatch, { patch, batch, weightOfLabel }: BatchRecipe, extents: Shape3) {
  const shape = [batch, ...extents];
  const seen = centres(labels, patch, extents);
  return {
    labels: tensor(new Float32Array(seen), shape, "float32"),
    voxelWeights: tensor(weighed(seen, weightOfLabel, weights && centres(weights, patch, extents)), shape, "float32"),
  };
}

function weighed(labels: Uint8Array, weightOfLabel: Float32Array, further: Float32Array | undefined): Float32Array {
  const result = new Float32Array(labels.length);
  for (let at = 0; at < labels.length; at++) {
    result[at] = weightOfLabel[labels[at]!]!;
    if (further && labels[at] !== UNLABELLED) result[at]! += further[at]!;
  }
  return result;
}

/** The centre of each patch, which is all that a network without padding predicts. */
function centres<Values extends Uint8Array | Float32Array>(values: Values, patch: Shape3, output: Shape3): Values {
  if (patch.every((extent, axis) => extent === output[axis])) return values;
  const batch = values.length / voxelCount(patch);
  const result = new (values.constructor as new (length: number) => Values)(batch * voxelCount(output));
  const start = patch.map((extent, axis) => Math.floor((extent - output[axis]!) / 2)) as unknown as Shape3;
  let to = 0;
  for (let n = 0; n < batch; n++) {
    for (let z = 0; z < output[0]; z++) {
      for (let y = 0; y < output[1]; y++, to += output[2]) {
        const first = ((n * patch[0] + z + start[0]) * patch[1] + y + start[1]) * patch[2] + start[2];
        result.set(values.subarray(first, first + output[2]), to);
      }
    }
  }
  return result;
}
