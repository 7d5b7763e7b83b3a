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
import { openOnnx } from "../../src/worker/proof/onnxRuntime.ts";

const { values } = parseArgs({ options: { members: { type: "string", default: "200" }, only: { type: "string" } } });
const MOST = 1e-4;
/** Rounding goes on in every layer: by how much it may exceed what rounding the input alone changes. */
const NOISE_FACTOR = 10;
const wasm = onnxWasm();

async function byOnnx(given: ExportCase): Promise<number> {
  const model = await openOnnx(encodeOnnx(subjectOf(given)), wasm);
  const { data } = await model.run({ shape: [given.batch, 1, ...given.spatial], data: given.grey });
  await model.close();
  return relativeDifference(data as Float32Array, given.probabilities);
}

async function byLayers(given: ExportCase): Promise<number> {
  const ran = await runLayersModel(await layersModel.write(subjectOf(given)), given, given.batch);
  return relativeDifference(ran.values.data as Float32Array, given.probabilities);
}

let [failures, noisy] = [0, 0];
for (const { id, network } of networkSources) {
  if (values.only !== undefined && values.only !== id) continue;
  const worst = { onnx: 0, tfjs: 0 };
  for (let index = 0; index < Number(values.members); index++) {
    const given = await exportCase(`${id} ${index}`, network(index));
    for (const [format, run] of [["onnx", byOnnx] as const, ["tfjs", byLayers] as const]) {
      const difference = await run(given).catch((error: unknown) => (console.log(String(error)), Infinity));
      worst[format] = Math.max(worst[format], difference);
      if (difference < MOST) continue;
      const noise = await roundingNoise(given);
      const isNoise = difference < NOISE_FACTOR * noise;
      if (isNoise) noisy++;
      else failures++;
      console.log(
        `${format} of ${id} ${index} differs by ${difference} of the output's deviation; rounding the input alone changes ${noise}${isNoise ? ", so that is noise" : ""}`,
      );
    }
  }
  console.log(`${id}: ${values.members} members, at most ${worst.onnx} as ONNX and ${worst.tfjs} as layers model`);
}
console.log(
  `${failures === 0 ? "All compute what the engine does." : `${failures} do not.`} ${noisy} amplify rounding.`,
);
process.exitCode = failures === 0 ? 0 : 1;
