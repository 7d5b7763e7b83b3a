import { tensor } from "@tensorflow/tfjs-core";
import hybrid from "../src/catalog/networks/hybrid/hybrid.ts";
import { createRandom } from "../src/core/random.ts";
import { openDevice } from "../src/engine/devices.ts";
import { createModel } from "../src/engine/model.ts";
import { median, stepTimes, WARM_UP, warmUp } from "./measure.ts";
import type { Workload } from "./workloads.ts";

/** What a field of radius 2 × 2 and 1 slice costs on the scores of the hybrid of a browser: 7 classes, 5 steps, 5 × 96 × 96 (spec 2.2). */
const PATCH = [5, 96, 96] as const;
const TURNS = 5;

function workloadOf(crf: "off" | "on"): Workload {
  const options = { base: 8, blocks: 2, pyramid: "2,2", crf, crfWindow: "1,2,2", crfSteps: 5, crfPredictionSteps: 5 };
  const decoded = hybrid.decode(options, { channels: 1, classes: 7, patch: PATCH, voxelSizeNm: [40, 10, 10] });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return { name: `hybrid, CRF ${crf}`, network: decoded.network, patch: PATCH, batch: 1 };
}

/** Milliseconds of predictions of one window. */
async function predictionTimes({ network, patch }: Workload): Promise<readonly number[]> {
  const random = createRandom("field");
  const model = createModel(network, { spatial: patch, channels: 1 }, random);
  const voxels = patch[0] * patch[1] * patch[2];
  const image = tensor(
    Float32Array.from({ length: voxels }, () => random.normal()),
    [1, ...patch, 1],
  );
  const times: number[] = [];
  for (let turn = 0; turn < TURNS + WARM_UP; turn++) {
    const start = performance.now();
    const scores = model.predict(image);
    await scores.data();
    if (turn >= WARM_UP) times.push(performance.now() - start);
    scores.dispose();
  }
  image.dispose();
  model.dispose();
  return times;
}

await openDevice("simd");
await warmUp();
const [off, on] = [workloadOf("off"), workloadOf("on")];
const measures = {
  prediction: predictionTimes,
  "training step": (workload: Workload) => stepTimes(workload, TURNS),
};
for (const [what, measure] of Object.entries(measures)) {
  const [without, withField]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < 3; turn++) {
    without.push(...(await measure(off)));
    withField.push(...(await measure(on)));
  }
  const [network, all] = [median(without), median(withField)];
  console.log(
    `${what}: network ${network.toFixed(1)} ms, with CRF ${all.toFixed(1)} ms; the CRF takes ${((all - network) / network).toFixed(2)} times the network before it`,
  );
}
