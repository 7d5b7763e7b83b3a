import type { io } from "@tensorflow/tfjs";
import { factTexts } from "../facts.ts";
import type { NetworkSubject, NetworkWriter } from "../networkFormat.ts";
import { docstring, quoted } from "../python.ts";
import { encodeSafetensors } from "../safetensors.ts";
import { modelArtifacts } from "../tfjs/tfjs.ts";
import { kerasCall, type LayerEntry } from "./layers.ts";

/**
 * A module of Keras 3, a line a layer, and its weights beside it. Its layers are those of the layers model of TensorFlow.js, which
 * can be run here, and mean the same in Keras.
 */
export const keras: NetworkWriter = {
  async write(subject) {
    const { modelTopology, weightSpecs, weightData } = await modelArtifacts(subject);
    const layers = (modelTopology as { readonly config: { readonly layers: readonly LayerEntry[] } }).config.layers;
    const weights = weightsOf(weightSpecs!, weightData as ArrayBuffer);
    return [
      { path: `${subject.name}.py`, bytes: new TextEncoder().encode(moduleText(subject, layers)) },
      { path: `${subject.name}.safetensors`, bytes: encodeSafetensors(weights, factTexts(subject)) },
    ];
  },
};

/** Named "layer/0", "layer/1" and so on, in the order in which Keras' `set_weights` takes them. */
function weightsOf(specs: readonly io.WeightsManifestEntry[], data: ArrayBuffer) {
  const counts = new Map<string, number>();
  let from = 0;
  return specs.map(({ name, shape }) => {
    const layer = name.slice(0, name.lastIndexOf("/"));
    const number = counts.get(layer) ?? 0;
    counts.set(layer, number + 1);
    const size = shape.reduce((product, extent) => product * extent, 1);
    const values = new Float32Array(data.slice(from, from + 4 * size));
    from += 4 * size;
    return { name: `${layer}/${number}`, shape, values };
  });
}

const USAGE = [
  "    network = load()",
  "    result = network.predict(image)  # [batch, (depth,) height, width, 1], grey values as they are in the file",
];

const moduleText = (subject: NetworkSubject, layers: readonly LayerEntry[]): string => `${docstring(subject, USAGE)}

import json
import struct
from pathlib import Path

import numpy as np
from keras import Input, Model, layers

CLASSES = [${subject.facts.classes.map(({ name }) => quoted(name)).join(", ")}]


def build():
${layers.map((layer) => `    ${kerasCall(layer)}`).join("\n")}
    return Model(image, probabilities)


def load(path=Path(__file__).with_suffix(".safetensors")):
    """The network with its weights."""
    network = build()
    weights = read_safetensors(path)
    for layer in network.layers:
        count = len(layer.get_weights())
        if count:
            layer.set_weights([weights[f"{layer.name}/{index}"] for index in range(count)])
    return network


def read_safetensors(path):
    """Arrays by name; the package safetensors does the same by safetensors.numpy.load_file(path)."""
    data = Path(path).read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(data, "<f4", np.prod(entry["shape"], dtype=int), 8 + length + entry["data_offsets"][0]).reshape(entry["shape"])
        for name, entry in header.items()
    }
`;
