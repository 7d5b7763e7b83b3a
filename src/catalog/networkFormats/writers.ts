import type { NetworkFormatId } from "./index.ts";
import type { NetworkWriter } from "./networkFormat.ts";

/** What writes each format, loaded when it is asked for; apart from what is said of them, so that the page's bundle has none of it. */
export const networkWriters: Readonly<Record<NetworkFormatId, () => Promise<NetworkWriter>>> = {
  onnx: async () => (await import("./onnx/onnx.ts")).onnx,
  bioimageio: async () => (await import("./bioimageio/bioimageio.ts")).bioimageio,
  pytorch: async () => (await import("./pytorch/pytorch.ts")).pytorch,
  tfjs: async () => (await import("./tfjs/tfjs.ts")).layersModel,
  keras: async () => (await import("./keras/keras.ts")).keras,
  network: async () => (await import("./networkJson.ts")).networkJson,
};
