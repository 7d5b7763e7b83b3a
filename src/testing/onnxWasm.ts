import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The runtime's WebAssembly as Node finds it among the installed packages. */
export const onnxWasm = (): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm")));
