import { dispose, tensor, tidy, valueAndGrads, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { losses } from "../catalog/losses/index.ts";
import { optimisers } from "../catalog/optimisers/index.ts";
import type { OptimiserOperations, UpdateTime } from "../catalog/optimisers/optimiser.ts";
import type { PatchBatch } from "../core/image/patches.ts";
import { UNLABELLED } from "../core/image/labelMap.ts";
import { voxelCount, type Shape3 } from "../core/image/volume.ts";
import type { Random } from "../core/random.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { runKernel } from "./kernels/run.ts";
import type { Model } from "./model.ts";
import { lossOperations, sumOfTerms } from "./ops/losses.ts";
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
  /** Voxels of each class in the training part. */
  readonly classCounts: readonly number[];
}

export function createTrainer(model: Model, { recipe, classCounts }: TrainerOptions, random: Random): Trainer {
  const loss = losses.get(recipe.loss.id);
  const optimiser = optimisers.get(recipe.optimiser.id);
  const { trainable } = model;
  const slots = Array.from({ length: optimiser.slots }, (_, index) =>
    createParameters([slotOf(trainable, index)], random),
  );
  const weightOfClass = Float32Array.from(loss.classWeights(classCounts, recipe.loss.options));
  const weightOfLabel = new Float32Array(256);
  weightOfLabel.set(weightOfClass.map((weight) => weight + recipe.voxelWeights.floor));
  const classWeights = tensor(weightOfClass);

  const lossOf = ({ input, labels, voxelWeights }: BatchTensors, dropout: Random): Scalar => {
    const logits = model.train(input, dropout);
    const value = loss.value(lossOperations, { logits, labels, classWeights, voxelWeights }, recipe.loss.options);
    const penalty = model.penalty();
    return penalty ? sumOfTerms([value, penalty]) : value;
  };

  return {
    slots,
    step(batch, time, dropout) {
      const value = tidy(() => {
        const tensors = batchTensors(batch, { ...recipe, weightOfLabel }, model);
        const { value, grads } = withTape(() =>
          valueAndGrads(() => lossOf(tensors, dropout))(trainable.tensors() as Tensor[]),
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
      dispose(classWeights);
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

interface BatchTensors {
  readonly input: Tensor;
  readonly labels: Tensor;
  readonly voxelWeights: Tensor;
}

interface BatchRecipe extends Pick<Recipe, "patch" | "batch"> {
  /** What a voxel of each label counts in the loss; nothing where it is unlabelled. */
  readonly weightOfLabel: Float32Array;
}

function batchTensors(
  { image, labels, weights }: PatchBatch,
  { patch, batch, weightOfLabel }: BatchRecipe,
  model: Model,
): BatchTensors {
  const output = model.analysis.output.spatial;
  const extents = [...Array<number>(3 - output.length).fill(1), ...output] as unknown as Shape3;
  const shape = [batch, ...extents];
  const seen = centres(labels, patch, extents);
  return {
    input: tensor(image, [batch, ...patch, 1], "float32"),
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
