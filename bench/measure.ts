import { analyse } from "../src/core/network/analysis.ts";
import type { PatchBatch } from "../src/core/image/patches.ts";
import { createRandom } from "../src/core/random.ts";
import { EVEN_WEIGHTS } from "../src/core/space/recipe.ts";
import { createModel } from "../src/engine/model.ts";
import { createTrainer } from "../src/engine/trainStep.ts";
import { CLASSES, workloads, type Workload } from "./workloads.ts";

export const WARM_UP = 3;

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const recipe = {
  loss: { id: "crossEntropy", options: {} },
  optimiser: { id: "adam", options: {} },
  voxelWeights: EVEN_WEIGHTS,
};

/** Processor time of all threads of this process since it began. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function randomBatch({ patch, batch, classes = CLASSES }: Workload): PatchBatch {
  const random = createRandom("batch");
  const voxels = batch * patch[0] * patch[1] * patch[2];
  return {
    image: Float32Array.from({ length: voxels }, () => random.normal()),
    labels: Uint8Array.from({ length: voxels }, () => random.int(0, classes - 1)),
  };
}

export interface Steps {
  /** Milliseconds of each step, warm-up left out. */
  readonly times: readonly number[];
  /** Loss of each step, the warm-up's too. */
  readonly losses: readonly number[];
}

/** Milliseconds of each step of training on the active device, warm-up left out. */
export const stepTimes = async (...asked: Parameters<typeof takeSteps>): Promise<readonly number[]> =>
  (await takeSteps(...asked)).times;

/** Trains on the active device: forward, loss, backward, update, as in `torch_train_step.py`. */
export async function takeSteps(
  workload: Workload,
  steps: number,
  done: (step: number) => void = () => undefined,
): Promise<Steps> {
  const { network, patch, batch, classes = CLASSES } = workload;
  const spatial = patch.slice(3 - network.dimension);
  const random = createRandom("bench");
  const model = createModel(network, { spatial, channels: 1 }, random);
  const classCounts = Array<number>(classes).fill(1);
  const trainer = createTrainer(model, { recipe: { ...recipe, patch, batch }, classCounts }, random);
  const given = randomBatch(workload);
  const times: number[] = [];
  const losses: number[] = [];
  for (let step = 1; step <= steps + WARM_UP; step++) {
    const start = performance.now();
    const loss = trainer.step(given, { step, learningRate: 1e-3 }, random);
    losses.push((await loss.data())[0]!);
    loss.dispose();
    if (step > WARM_UP) times.push(performance.now() - start);
    done(step);
  }
  trainer.dispose();
  model.dispose();
  return { times, losses };
}

/** Lets the JavaScript engine compile what every step runs: a training of hundreds of steps does so in its first ones. */
export async function warmUp(): Promise<void> {
  await stepTimes({ ...workloads[0]!, patch: [1, 32, 32], batch: 1 }, 60);
}

/** GFLOP of one step, counted as three forward passes, a multiply-add as two; convolutions only, as the native side counts. */
export function stepGflop({ network, patch, batch }: Workload): number {
  const { nodes } = analyse(network, { spatial: patch.slice(3 - network.dimension), channels: 1 });
  const convs = nodes.filter(({ node }) => node.kind === "conv" || node.kind === "depthwiseConv");
  return (3 * 2 * batch * convs.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0)) / 1e9;
}
