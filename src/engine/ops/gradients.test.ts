import { dispose, grads, memory, tensor, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { diceLossFormula } from "../../catalog/losses/overlap.ts";
import { createRandom } from "../../core/random.ts";
import { describeOn } from "../../testing/skipping.ts";
import { openDevice } from "../devices.ts";
import { product } from "../kernels/geometry.ts";
import { conv, convTranspose, depthwiseConv } from "./conv.ts";
import { meanField } from "./field.ts";
import { addMaps, concatMaps, scaleChannels } from "./join.ts";
import { crossEntropy, exponentialLogarithmic, overlap, scaled, weightPenalty } from "./losses.ts";
import { affineActivation, normActivation } from "./norm.ts";
import { pool, upsample } from "./scale.ts";
import { probabilities } from "./softmax.ts";
import { findTestGpu } from "../../testing/testGpu.ts";

const hasGpu = await findTestGpu();

type Inputs = readonly Tensor[];

interface Operation {
  readonly shapes: readonly (readonly number[])[];
  readonly run: (inputs: Inputs) => Tensor;
}

const window = { size: [1, 3, 3], stride: [1, 1, 1], dilation: [1, 1, 1], padding: "same" } as const;
const labels = () => tensor([0, 1, 2, 255, 1, 0], [1, 1, 2, 3]);
const classWeights = () => tensor([1, 0.5, 2]);
const voxelWeights = () => tensor([1, 0.5, 2, 3, 0, 1.5], [1, 1, 2, 3]);
const logits = [1, 1, 2, 3, 3];
/** Weights that stay as they are. */
const frozen = (shape: readonly number[]) =>
  tensor(
    Float32Array.from({ length: product(shape) }, (_, at) => Math.sin(at)),
    [...shape],
  );

const operations: Readonly<Record<string, Operation>> = {
  "conv 2D, dilated": {
    shapes: [
      [2, 1, 5, 6, 3],
      [1, 3, 3, 3, 4],
    ],
    run: ([x, w]) => conv(x!, w!, { ...window, dilation: [1, 2, 2] }),
  },
  "hybrid dilated conv": {
    shapes: [
      [1, 1, 7, 8, 2],
      [1, 3, 3, 2, 3],
      [1, 3, 3, 2, 3],
      [1, 3, 3, 2, 3],
    ],
    run: ([x, ...rates]) =>
      addMaps(rates.map((w, index) => conv(x!, w, { ...window, dilation: [1, index + 1, index + 1] }))),
  },
  "conv 2D, strided": {
    shapes: [
      [1, 1, 5, 6, 2],
      [1, 3, 3, 2, 5],
    ],
    run: ([x, w]) => conv(x!, w!, { ...window, stride: [1, 2, 2] }),
  },
  "conv 3D, without padding": {
    shapes: [
      [1, 4, 4, 5, 2],
      [3, 3, 3, 2, 3],
    ],
    run: ([x, w]) => conv(x!, w!, { ...window, size: [3, 3, 3], padding: "valid" }),
  },
  "conv by Winograd": {
    shapes: [
      [1, 1, 8, 9, 8],
      [1, 3, 3, 8, 8],
    ],
    run: ([x, w]) => conv(x!, w!, window),
  },
  "conv 3D by Winograd": {
    shapes: [
      [1, 3, 8, 8, 8],
      [3, 3, 3, 8, 8],
    ],
    run: ([x, w]) => conv(x!, w!, { ...window, size: [3, 3, 3] }),
  },
  "conv in the plane of a volume by Winograd": {
    shapes: [
      [1, 3, 8, 8, 8],
      [1, 3, 3, 8, 8],
    ],
    run: ([x, w]) => conv(x!, w!, window),
  },
  "frozen conv": {
    shapes: [[1, 2, 5, 6, 3]],
    run: ([x]) => conv(x!, frozen([1, 3, 3, 3, 4]), { ...window, isFrozen: true }),
  },
  "frozen up-convolution": {
    shapes: [[1, 2, 3, 4, 3]],
    run: ([x]) => convTranspose(x!, frozen([1, 2, 2, 4, 3]), [1, 2, 2], { isFrozen: true }),
  },
  "class probabilities": {
    shapes: [[1, 2, 3, 4, 3]],
    run: ([x]) => probabilities(x!),
  },
  "mean field, three steps": {
    shapes: [[2, 2, 3, 5, 3], [3], [3], [1, 1, 1, 3, 3]],
    run: ([x, spatial, bilateral, compatibility]) =>
      meanField(
        x!,
        frozen([2, 2, 3, 5, 1]),
        { spatial: spatial!, bilateral: bilateral!, compatibility: compatibility! },
        { window: [1, 2, 2], voxel: [4, 1, 1], alpha: 3, beta: 0.7, gamma: 2, steps: 3, isTaped: true },
      ),
  },
  "part of a loss": {
    shapes: [logits],
    run: ([x]) => scaled(crossEntropy(x!, labels(), voxelWeights()), 0.33),
  },
  "depthwise conv": {
    shapes: [
      [1, 1, 5, 6, 5],
      [1, 5, 5, 5, 1],
    ],
    run: ([x, w]) => depthwiseConv(x!, w!, { ...window, size: [1, 5, 5] }),
  },
  "transposed conv": {
    shapes: [
      [1, 1, 3, 2, 4],
      [1, 2, 2, 3, 4],
    ],
    run: ([x, w]) => convTranspose(x!, w!, [1, 2, 2]),
  },
  "batch norm + relu": {
    shapes: [[2, 1, 4, 3, 4], [4], [4]],
    run: ([x, g, b]) => normActivation(x!, g!, b!, { per: "batch", activation: "relu" }),
  },
  "instance norm + elu": {
    shapes: [[2, 2, 2, 3, 3], [3], [3]],
    run: ([x, g, b]) => normActivation(x!, g!, b!, { per: "instance", activation: "elu" }),
  },
  "bias + softplus": {
    shapes: [[1, 1, 3, 3, 5], [5], [5]],
    run: ([x, s, b]) => affineActivation(x!, s!, b!, "softplus"),
  },
  "bias + leaky relu": {
    shapes: [[1, 1, 4, 3, 4], [4], [4]],
    run: ([x, s, b]) => affineActivation(x!, s!, b!, "leakyRelu"),
  },
  "max pool": { shapes: [[1, 2, 4, 5, 3]], run: ([x]) => pool(x!, "max", [2, 2, 2]) },
  "average pool": { shapes: [[1, 1, 4, 5, 4]], run: ([x]) => pool(x!, "average", [1, 2, 2]) },
  "nearest up": { shapes: [[1, 1, 2, 3, 3]], run: ([x]) => upsample(x!, "nearest", [1, 2, 2]) },
  "trilinear up": { shapes: [[1, 2, 2, 3, 2]], run: ([x]) => upsample(x!, "bilinear", [2, 2, 2]) },
  "concat, cropped": {
    shapes: [
      [1, 1, 4, 4, 2],
      [1, 1, 2, 4, 3],
    ],
    run: (maps) => concatMaps(maps),
  },
  "add, of unequal channels": {
    shapes: [
      [1, 1, 2, 2, 2],
      [1, 1, 4, 2, 4],
    ],
    run: (maps) => addMaps(maps),
  },
  "spatial dropout": { shapes: [[2, 1, 2, 2, 3]], run: ([x]) => scaleChannels(x!, tensor([0, 2, 1, 1, 0, 2], [2, 3])) },
  "cross-entropy": { shapes: [logits], run: ([x]) => crossEntropy(x!, labels(), voxelWeights()) },
  "overlap of classes": { shapes: [logits], run: ([x]) => overlap(diceLossFormula, x!, labels(), voxelWeights()) },
  "exponential logarithmic": {
    shapes: [logits],
    run: ([x]) => exponentialLogarithmic(x!, labels(), classWeights(), { diceShare: 0.8, gamma: 0.3 }),
  },
  penalty: { shapes: [[7]], run: ([w]) => weightPenalty(w!, { l1: 0.3, l2: 0.7 }) },
};

/** Weights that make one number of all outputs, on which each depends in its own way. */
function outputWeights(size: number): Float32Array {
  const random = createRandom("weights");
  return Float32Array.from({ length: size }, () => random.between(0.5, 1.5));
}

/** The values of a tensor, which ends with that. */
async function valuesOf(given: Tensor): Promise<Float32Array> {
  const values = await given.data<"float32">();
  given.dispose();
  return values;
}

const dot = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  Array.from(one).reduce((total, value, index) => total + value * other[index]!, 0);

describeOn(["cpu", "simd", "webgpu"], hasGpu)("gradients on %s are those of finite differences", (device) => {
  beforeAll(() => openDevice(device));

  test.each(Object.entries(operations))("%s", async (name, { shapes, run }) => {
    const before = memory().numTensors;
    const random = createRandom(name);
    const values = shapes.map((shape) => Float32Array.from({ length: product(shape) }, () => random.normal()));
    const build = (given: readonly Float32Array[]) => given.map((array, index) => tensor(array, [...shapes[index]!]));
    const outputOf = (given: readonly Float32Array[]) => valuesOf(tidy(() => run(build(given))));
    const weights = outputWeights((await outputOf(values)).length);
    const valueAt = async (given: readonly Float32Array[]) => dot(await outputOf(given), weights);
    const computed = tidy(() => {
      const shape = run(build(values)).shape;
      return grads((...inputs: Tensor[]) => run(inputs))(build(values), tensor(weights, shape));
    });
    const gradients = await Promise.all(computed.map(valuesOf));
    for (const index of values.keys()) {
      const direction = values[index]!.map(() => random.normal());
      const moved = (size: number) =>
        values.map((array, other) =>
          other === index ? array.map((value, at) => value + size * direction[at]!) : array,
        );
      const step = 1e-3;
      const measured = ((await valueAt(moved(step))) - (await valueAt(moved(-step)))) / (2 * step);
      const predicted = dot(gradients[index]!, direction);
      const scale = Math.max(1, Math.hypot(...gradients[index]!) * Math.sqrt(direction.length / 10));
      expect(Math.abs(measured - predicted) / scale).toBeLessThan(0.02);
    }
    expect(memory().numTensors).toBe(before);
  });
});

describe("worked-out values (spec 4.6)", () => {
  beforeAll(() => openDevice("simd"));

  const scores = (probabilities: readonly number[]) =>
    tensor(probabilities.map(Math.log), [1, 1, 1, probabilities.length / 2, 2]);
  const loss = (probabilities: readonly number[], truth: readonly number[], weights: readonly number[]) =>
    tidy(
      () =>
        exponentialLogarithmic(scores(probabilities), tensor([...truth]), tensor([...weights]), {
          diceShare: 0.8,
          gamma: 0.3,
        }).dataSync()[0]!,
    );

  test("exponential logarithmic loss", () => {
    expect(loss([0.9, 0.1, 0.8, 0.2, 0.3, 0.7, 0.4, 0.6], [0, 0, 1, 1], [Math.SQRT2, Math.SQRT2])).toBeCloseTo(
      0.701712,
      4,
    );
    expect(loss([0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.4, 0.6], [0, 0, 0, 1], [1.154701, 2])).toBeCloseTo(0.718722, 4);
    expect(loss([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], [0, 0, 1, 1], [Math.SQRT2, Math.SQRT2])).toBeCloseTo(
      0.907383,
      4,
    );
  });

  test("cross-entropy is a mean over the labelled voxels, each with its weight", () => {
    const value = tidy(
      () => crossEntropy(scores([0.5, 0.5, 0.2, 0.8, 0.9, 0.1]), tensor([0, 1, 255]), tensor([1, 3, 5])).dataSync()[0]!,
    );
    expect(value).toBeCloseTo((Math.LN2 - 3 * Math.log(0.8)) / 4, 5);
  });

  test("tensors of a loss are freed", () => {
    const before = memory().numTensors;
    const value = tidy(() => overlap(diceLossFormula, scores([0.5, 0.5]), tensor([0]), null));
    expect(memory().numTensors).toBe(before + 1);
    dispose(value);
  });
});
