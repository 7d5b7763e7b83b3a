import { createRegistry } from "../../core/registry.ts";
import type { NetworkFormat } from "./networkFormat.ts";

const formats = [
  {
    id: "onnx",
    label: "ONNX",
    extension: "onnx",
    summary: "One file that ONNX Runtime, ilastik, QuPath, napari, MATLAB and others run",
    outputs: ["probabilities", "classes"],
    runner: "onnx",
  },
  {
    id: "bioimageio",
    label: "bioimage.io package",
    extension: "zip",
    summary: "For ilastik, deepImageJ, QuPath and the model zoo: ONNX with a description, test data and a cover",
    outputs: ["probabilities"],
    runner: "onnx",
  },
  {
    id: "pytorch",
    label: "PyTorch",
    extension: "py",
    summary: "A readable module, and its weights as safetensors beside it",
    outputs: ["probabilities", "classes"],
    runner: null,
  },
  {
    id: "tfjs",
    label: "TensorFlow.js",
    extension: "json",
    summary: "A layers model for browsers, which the TensorFlow.js converter brings to Keras",
    outputs: ["probabilities"],
    runner: "tfjs",
  },
  {
    id: "keras",
    label: "Keras 3",
    extension: "py",
    summary: "A module with a line a layer, and its weights as safetensors beside it",
    outputs: ["probabilities"],
    runner: null,
  },
  {
    id: "network",
    label: "network.json",
    extension: "json",
    summary: "The structure alone, for programs and papers",
    outputs: ["probabilities"],
    runner: null,
  },
] as const satisfies readonly NetworkFormat[];

/** What `writers.ts` has to have. */
export type NetworkFormatId = (typeof formats)[number]["id"];

/** Formats that trained networks are written in: what the page knows of them, without what writes them. */
export const networkFormats = createRegistry<NetworkFormat & { readonly id: NetworkFormatId }>(
  "network format",
  formats,
);
