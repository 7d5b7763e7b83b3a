import * as tf from "@tensorflow/tfjs";
import { createRandom } from "../src/core/random.ts";
import { CLASSES, type Workload } from "./workloads.ts";

/** A U-Net as a user of tfjs would write it. */
function stockUnet(base: number, depth: number, extent: number): tf.LayersModel {
  const layer = (x: tf.SymbolicTensor, filters: number) => {
    const convolved = tf.layers.conv2d({ filters, kernelSize: 3, padding: "same", useBias: false }).apply(x);
    return tf.layers.reLU().apply(tf.layers.batchNormalization().apply(convolved)) as tf.SymbolicTensor;
  };
  const block = (x: tf.SymbolicTensor, filters: number) => layer(layer(x, filters), filters);
  const input = tf.input({ shape: [extent, extent, 1] });
  const skips: tf.SymbolicTensor[] = [];
  let x = input;
  for (let level = 0; level < depth; level++) {
    skips.push(block(x, base * 2 ** level));
    x = tf.layers.maxPooling2d({ poolSize: 2 }).apply(skips.at(-1)!) as tf.SymbolicTensor;
  }
  x = block(x, base * 2 ** depth);
  for (let level = depth - 1; level >= 0; level--) {
    const up = tf.layers.upSampling2d({}).apply(x) as tf.SymbolicTensor;
    x = block(tf.layers.concatenate().apply([skips[level]!, up]) as tf.SymbolicTensor, base * 2 ** level);
  }
  return tf.model({
    inputs: input,
    outputs: tf.layers.conv2d({ filters: CLASSES, kernelSize: 1 }).apply(x) as tf.SymbolicTensor,
  });
}

/** Base and depth of the workloads that stock tfjs is measured on: it has no gradients for the others. */
const UNETS: Readonly<Record<string, readonly [base: number, depth: number]>> = {
  "unet2d-64-b8-d3-n4": [8, 3],
  "unet2d-64-b16-d3-n8": [16, 3],
  "unet2d-128-b16-d4-n8": [16, 4],
};

export const hasStock = ({ name }: Workload): boolean => name in UNETS;

/** Milliseconds of each of some training steps with stock tfjs on a backend, which stays the active one. */
export async function stockStepTimes(
  { name, patch, batch }: Workload,
  backend: "cpu" | "webgpu",
  steps: number,
): Promise<readonly number[]> {
  await tf.setBackend(backend);
  const random = createRandom("stock");
  const model = stockUnet(...UNETS[name]!, patch[1]);
  const voxels = batch * patch[1] * patch[2];
  const images = tf.tensor4d(
    Float32Array.from({ length: voxels }, () => random.normal()),
    [batch, patch[1], patch[2], 1],
  );
  const labels = tf.oneHot(
    tf.tensor1d(
      Int32Array.from({ length: voxels }, () => random.int(0, CLASSES - 1)),
      "int32",
    ),
    CLASSES,
  );
  const optimizer = tf.train.adam(1e-3);
  const times: number[] = [];
  for (let step = 0; step < steps; step++) {
    const start = performance.now();
    const loss = optimizer.minimize(
      () =>
        tf.losses.softmaxCrossEntropy(
          labels,
          (model.apply(images, { training: true }) as tf.Tensor).reshape([voxels, CLASSES]),
        ),
      true,
    )!;
    await loss.data();
    loss.dispose();
    times.push(performance.now() - start);
  }
  return times;
}
