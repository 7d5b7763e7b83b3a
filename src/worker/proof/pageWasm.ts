/** Where a page finds the WebAssembly of ONNX Runtime. */
export const pageWasm = async (): Promise<string> =>
  (await import("onnxruntime-web/ort-wasm-simd-threaded.wasm?url")).default;
