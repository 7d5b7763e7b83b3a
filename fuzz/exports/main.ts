import { parseArgs } from "node:util";
import { encodeOnnx } from "../../src/catalog/networkFormats/onnx/onnx.ts";
import { layersModel } from "../../src/catalog/networkFormats/tfjs/tfjs.ts";
import {
  exportCase,
  networkSources,
  relativeDifference,
  roundingNoise,
  subjectOf,
  type ExportCase,
} from "../../src/testing/exportCases.ts";
import { onnxWasm } from "../../src/testing/onnxWasm.ts";
import { runLayersModel } from "../../src/worker/proof/layersModel.ts";
import { ROUNDING_FACTOR } from "../../src/worker/exporting/rounding.ts";
import { openOnnx } from "../../src/worker/proof/onnxRuntime.ts";

/** `--only hybrid --first 134 --members 1` runs one member again. */
const { values } = parseArgs({
  options: {
    members: { type: "string", default: "200" },
    first: { type: "string", default: "0" },
    only: { type: "string" },
  },
});
const MOST = 1e-4;
/**
 * Weights by chance make some networks that amplify rounding: there the engine itself gives other numbers with the last bit of its
 * input, and no file could be told right or wrong. The product refuses such a network with that sentence. It is no fault of an exporter,
 * nor does it speak for one, so more of a source than this share is a failure: the verdict would excuse what is looked for.
 */
const MOST_NOISY = 0.1;
const wasm = onnxWasm();

async function byOnnx(given: ExportCase): Promise<number> {
  const model = await openOnnx(encodeOnnx(subjectOf(given)), wasm);
  const { data } = await model.run({ shape: [given.batch, 1, ...given.spatial], data: given.grey });
  await model.close();
  return relativeDifference(data as Float32Array, given.probabilities);
}

/** Layers models have no conditional random field: they refuse it. */
async function byLayers(given: ExportCase): Promise<number> {
  if (given.network.nodes.some(({ kind }) => kind === "crf")) return 0;
  const ran = await runLayersModel(await layersModel.write(subjectOf(given)), given, given.batch);
  return relativeDifference(ran.values.data as Float32Array, given.probabilities);
}

let [failures, noisy] = [0, 0];
const [members, first] = [Number(values.members), Number(values.first)];
for (const { id, network } of networkSources) {
  if (values.only !== undefined && values.only !== id) continue;
  const amplifying = new Set<number>();
  const worst = { onnx: 0, tfjs: 0 };
  for (let index = first; index < first + members; index++) {
    const given = await exportCase(`${id} ${index}`, network(index));
    for (const [format, run] of [["onnx", byOnnx] as const, ["tfjs", byLayers] as const]) {
      const difference = await run(given).catch((error: unknown) => (console.log(String(error)), Infinity));
      if (difference < MOST) {
        worst[format] = Math.max(worst[format], difference);
        continue;
      }
      const noise = await roundingNoise(given);
      const isNoise = difference < ROUNDING_FACTOR * noise;
      if (isNoise) amplifying.add(index);
      else failures++;
      console.log(
        `${format} of ${id} ${index} differs by ${difference} of the output's deviation; rounding the input alone changes ${noise}${isNoise ? ", so nobody could tell" : ""}`,
      );
    }
  }
  console.log(
    `${id}: ${members} members, ${amplifying.size} of them amplify rounding; the others differ by at most ${worst.onnx} as ONNX and ${worst.tfjs} as layers model`,
  );
  noisy += amplifying.size;
  if (amplifying.size <= Math.max(1, MOST_NOISY * members)) continue;
  failures++;
  console.log(`${id}: more than ${100 * MOST_NOISY} % amplify rounding, so this says too little.`);
}
console.log(
  `${failures === 0 ? "All compute what the engine does." : `${failures} do not.`} ${noisy} amplify rounding.`,
);
process.exitCode = failures === 0 ? 0 : 1;
