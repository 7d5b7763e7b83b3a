import type { ExportedFile } from "../../catalog/exports/stack.ts";
import type { RunnerId, TestTile } from "../../catalog/networkFormats/networkFormat.ts";
import { openOnnx, type RuntimeWasm, type Values } from "../proof/onnxRuntime.ts";

/** Runs the files of a format on the grey values of a tile; gives [class, ...] or [...]. */
type Runner = (
  files: readonly ExportedFile[],
  tile: TestTile,
  wasm: () => Promise<RuntimeWasm>,
) => Promise<{ readonly values: Values; readonly runtime: string }>;

export const runners: Readonly<Record<RunnerId, Runner>> = {
  async onnx([file], { spatial, grey }, wasm) {
    const model = await openOnnx(file!.bytes, await wasm());
    try {
      return { values: await model.run({ shape: [1, 1, ...spatial], data: grey }), runtime: model.runtime };
    } finally {
      await model.close();
    }
  },
  async tfjs(files, tile) {
    const { runLayersModel } = await import("../proof/layersModel.ts");
    return runLayersModel(files, tile);
  },
};
