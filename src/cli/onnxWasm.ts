import { readFile } from "node:fs/promises";
import address from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";

/** WebAssembly of ONNX Runtime. Its address begins at the root of the build, where the built command line lies. */
export const onnxWasm = async (): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await readFile(new URL(`.${address}`, import.meta.url)));
