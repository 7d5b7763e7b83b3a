import { createRegistry } from "../../core/registry.ts";
import type { NetworkFormat } from "./networkFormat.ts";

/** Formats that trained networks are written in. */
export const networkFormats = createRegistry<NetworkFormat>("network format", [
  {
    id: "onnx",
    label: "ONNX",
    extension: "onnx",
    summary: "One file that ONNX Runtime, ilastik, QuPath, napari, MATLAB and others run",
    outputs: ["probabilities", "classes"],
    runner: "onnx",
    load: async () => (await import("./onnx/onnx.ts")).onnx,
  },
  {
    id: "bioimageio",
    label: "bioimage.io package",
    extension: "zip",
    summary: "For ilastik, deepImageJ, QuPath and the model zoo: ONNX with a description, test data and a cover",
    outputs: ["probabilities"],
    runner: "onnx",
    load: async () => (await import("./bioimageio/bioimageio.ts")).bioimageio,
  },
  {
    id: "pytorch",
    label: "PyTorch",
    extension: "py",
    summary: "A readable module, and its weights as safetensors beside it",
    outputs: ["probabilities", "classes"],
    runner: null,
    load: async () => (await import("./pytorch/pytorch.ts")).pytorch,
  },
  {
    id: "tfjs",
    label: "TensorFlow.js",
    extension: "json",
    summary: "A layers model for browsers, which the TensorFlow.js converter brings to Keras",
    outputs: ["probabilities"],
    runner: "tfjs",
    load: async () => (await import("./tfjs/tfjs.ts")).layersModel,
  },
  {
    id: "keras",
    label: "Keras 3",
    extension: "py",
    summary: "A module with a line a layer, and its weights as safetensors beside it",
    outputs: ["probabilities"],
    runner: null,
    load: async () => (await import("./keras/keras.ts")).keras,
  },
  {
    id: "network",
    label: "network.json",
    extension: "json",
    summary: "The structure alone, for programs and papers",
    outputs: ["probabilities"],
    runner: null,
    load: async () => (await import("./networkJson.ts")).networkJson,
  },
]);
