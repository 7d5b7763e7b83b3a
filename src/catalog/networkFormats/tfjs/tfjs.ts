import type * as tfjs from "@tensorflow/tfjs";
import type { io, LayersModel, SymbolicTensor } from "@tensorflow/tfjs";
import { analyse, inputChannels, type NodeAnalysis } from "../../../core/network/analysis.ts";
import { givesProbabilities, mainNode } from "../../../core/network/outputs.ts";
import { factTexts } from "../facts.ts";
import type { NetworkSubject, NetworkWriter } from "../networkFormat.ts";
import { pythonNames } from "../python.ts";
import { addLayers } from "./operations.ts";
import { createLayers, type Layers } from "./layers.ts";

/** A layers model of TensorFlow.js, which Keras' own converter reads as well: grey values [batch, ..., 1] in, probabilities [batch, ..., class] out. */
export const layersModel: NetworkWriter = {
  async write(subject) {
    return filesOf(subject.name, await modelArtifacts(subject));
  },
};

/** Layers and weights of a network, by TensorFlow.js, which is loaded only now. */
export async function modelArtifacts(subject: NetworkSubject): Promise<io.ModelArtifacts> {
  const tf = await import("@tensorflow/tfjs");
  await tf.setBackend("cpu");
  const model = buildModel(tf, subject);
  try {
    model.setUserDefinedMetadata(factTexts(subject));
    return await artifactsOf(tf, model);
  } finally {
    model.dispose();
  }
}

function buildModel(tf: typeof tfjs, subject: NetworkSubject): LayersModel {
  const { network, weights, tile } = subject;
  const { dimension } = network;
  const channels = inputChannels(network);
  const layers = createLayers(tf, dimension);
  const analysed = analyse(network, { spatial: tile.spatial, channels }).nodes;
  const extents = analysed.some(needsExtents) ? tile.spatial : tile.spatial.map(() => null);
  const image = tf.input({ name: "image", shape: [...extents, channels] });
  const normalisedImage = normalised(tf, layers, image, subject);
  const names = pythonNames([
    "image",
    "grey_held",
    "grey_range",
    "grey",
    "probabilities",
    ...network.nodes.map(({ id }) => id),
  ]);
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  const maps = new Map<string, SymbolicTensor>();
  for (const { node, inputs, output } of analysed) {
    const map = addLayers(node, {
      tf,
      layers,
      name: names.get(node.id)!,
      inputs: node.inputs.map((id) => maps.get(id)!),
      shapes: inputs,
      output,
      image: normalisedImage,
      weight: (own) => byName.get(`${node.weightKey ?? node.id}/${own}`)!,
    });
    maps.set(node.id, map);
  }
  const last = givesProbabilities(network)
    ? tf.layers.activation({ name: "probabilities", activation: "linear" })
    : tf.layers.softmax({ name: "probabilities", axis: -1 });
  return tf.model({ inputs: image, outputs: layers.apply(last, maps.get(mainNode(network))!), name: subject.name });
}

/** Whether an operation is only known at the extents that the model is made for: maps are cropped by so much, or are laid flat in 3D. */
function needsExtents({ node, inputs }: NodeAnalysis): boolean {
  const isUneven = new Set(inputs.map(({ spatial }) => spatial.join())).size > 1;
  return isUneven || (inputs[0]!.spatial.length === 3 && node.kind === "norm" && node.params.per === "instance");
}

/** Hot and dead voxels held, mean 0 and deviation 1. */
function normalised(
  tf: typeof tfjs,
  layers: Layers,
  image: SymbolicTensor,
  { facts: { intensity }, network }: NetworkSubject,
): SymbolicTensor {
  const { mean, deviation, low, high } = intensity;
  const each = (value: number) => new Float32Array(inputChannels(network)).fill(value);
  const scale = deviation > 0 ? 1 / deviation : 1;
  if (low === undefined || high === undefined)
    return layers.affine("grey", layers.affine("grey_held", image, each(1), each(-mean)), each(scale), each(0));
  const above = layers.affine("grey_held", image, each(1), each(-low));
  const held = layers.apply(tf.layers.reLU({ name: "grey_range", maxValue: high - low }), above);
  return layers.affine("grey", held, each(scale), each((low - mean) * scale));
}

async function artifactsOf(tf: typeof tfjs, model: LayersModel): Promise<io.ModelArtifacts> {
  let kept: io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler((artifacts) => {
    kept = artifacts;
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } });
  });
  await model.save(handler);
  return kept!;
}

function filesOf(name: string, { weightSpecs, weightData, ...model }: io.ModelArtifacts) {
  const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
  const text = JSON.stringify({ ...model, weightsManifest });
  return [
    { path: `${name}/model.json`, bytes: new TextEncoder().encode(text) },
    { path: `${name}/weights.bin`, bytes: new Uint8Array(weightData as ArrayBuffer) },
  ];
}
