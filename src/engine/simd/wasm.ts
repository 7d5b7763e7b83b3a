import { relaxedSimd, simd } from "wasm-feature-detect";

type KernelExport =
  | "productNN"
  | "productTN"
  | "packKernel"
  | "packTransposed"
  | "bilinearSample"
  | "padPlane"
  | "copyRuns"
  | "addRuns"
  | "depthwiseRows"
  | "depthwiseSums"
  | "depthwiseRuns"
  | "depthwiseRunSums"
  | "channelMoments"
  | "repeatChannels"
  | "normScale"
  | "normRescale"
  | "normRates"
  | "affineApply"
  | "affineSums"
  | "affineGradientApply"
  | "maxWindows"
  | "maxWindowsGradient"
  | "sumWindows"
  | "spreadWindows"
  | "softmax"
  | "labelWeight"
  | "crossEntropy"
  | "overlaps"
  | "throughSoftmax"
  | "penalty"
  | "squaredNorm"
  | "adam"
  | "momentum"
  | "add"
  | "scale"
  | "blend"
  | "fieldPack"
  | "fieldWeights"
  | "fieldSums"
  | "fieldRates"
  | "fieldMix"
  | "fieldProducts"
  | "fieldSlopes"
  | "winogradInput"
  | "winogradDoubledInput"
  | "winogradActivated"
  | "winogradOutput"
  | "winogradSlopes"
  | "winogradProducts"
  | "winogradSums"
  | "winogradKernel"
  | "winogradGradient"
  | "turnKernel";

/** The functions of `assembly/`. Addresses, counts and switches are plain numbers on this side. */
export type KernelExports = Readonly<Record<KernelExport, (...numbers: number[]) => number>>;

export type Flavour = "relaxed" | "plain";

/** Which flavour runs here; null where there is no SIMD at all. */
export async function availableFlavour(): Promise<Flavour | null> {
  allowRelaxedSimd();
  if (await relaxedSimd()) return "relaxed";
  return (await simd()) ? "plain" : null;
}

/** Node 20 has relaxed SIMD behind a flag; later versions and browsers have it without. */
function allowRelaxedSimd(): void {
  if (typeof process === "undefined" || typeof process.getBuiltinModule !== "function") return;
  if (Number(process.versions.node.split(".")[0]) < 22)
    process.getBuiltinModule("node:v8").setFlagsFromString("--experimental-wasm-relaxed-simd");
}

export async function loadKernels(flavour: Flavour, memory: WebAssembly.Memory): Promise<KernelExports> {
  const { default: base64 } = await (flavour === "relaxed"
    ? import("virtual:simd-kernels/relaxed")
    : import("virtual:simd-kernels/plain"));
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory, abort } });
  return instance.exports as unknown as KernelExports;
}

function abort(): never {
  throw new Error("A kernel stopped: this is a fault of the studio.");
}
