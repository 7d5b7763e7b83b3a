import type { io } from "@tensorflow/tfjs";
import type { ExportedFile } from "../../catalog/exports/stack.ts";
import type { TestTile } from "../../catalog/networkFormats/networkFormat.ts";
import type { Values } from "./onnxRuntime.ts";

/** Runs a layers model (`model.json` and its weights) with TensorFlow.js, which is loaded only now; gives [class, ...]. */
export async function runLayersModel(
  files: readonly ExportedFile[],
  { spatial, grey }: Pick<TestTile, "spatial" | "grey">,
  batch = 1,
): Promise<{ readonly values: Values; readonly runtime: string }> {
  const tf = await import("@tensorflow/tfjs");
  await tf.setBackend("cpu");
  const model = await tf.loadLayersModel(tf.io.fromMemory(artifactsOf(files)));
  const input = tf.tensor(grey, [batch, ...spatial, 1], "float32");
  const output = model.predict(input) as ReturnType<typeof tf.tensor>;
  const axes = output.shape.map((_, axis) => axis);
  const classesFirst = tf.transpose(output, [0, axes.at(-1)!, ...axes.slice(1, -1)]);
  try {
    const values = { shape: classesFirst.shape, data: (await classesFirst.data()) as Float32Array };
    return { values, runtime: `TensorFlow.js ${tf.version.tfjs}` };
  } finally {
    tf.dispose([input, output, classesFirst]);
    model.dispose();
  }
}

/** What tfjs makes of the files when it loads them from an address. */
function artifactsOf(files: readonly ExportedFile[]): io.ModelArtifacts {
  const ending = (end: string) => files.find(({ path }) => path.endsWith(end))!.bytes;
  const { weightsManifest, ...model } = JSON.parse(new TextDecoder().decode(ending("model.json"))) as io.ModelJSON;
  return { ...model, weightSpecs: weightsManifest[0]!.weights, weightData: ending(".bin").slice().buffer };
}
