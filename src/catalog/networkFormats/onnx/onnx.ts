import { geometryOf } from "../../../core/image/tiling.ts";
import { analyse, inputChannels } from "../../../core/network/analysis.ts";
import type { NetworkNode } from "../../../core/network/network.ts";
import { givesProbabilities, mainNode } from "../../../core/network/outputs.ts";
import type { WeightArray } from "../../../core/network/weights.ts";
import { anyExtents, axisNames, extentsInWords } from "../extents.ts";
import { describeNetwork, factTexts } from "../facts.ts";
import type { NetworkFacts, NetworkOutput, NetworkSubject, NetworkWriter } from "../networkFormat.ts";
import { createGraph, type OnnxGraph, type TensorLook } from "./graph.ts";
import type { OnnxMap } from "./joining.ts";
import { writeOperation } from "./operations.ts";

/** ONNX with free batch and extents: grey values as they are in the file go in, what is asked for comes out. */
export const onnx: NetworkWriter = {
  write: (subject) => Promise.resolve([{ path: `${subject.name}.onnx`, bytes: encodeOnnx(subject) }]),
};

/** The file takes grey values as they are, unless whoever runs it normalises them. */
export function encodeOnnx(
  subject: NetworkSubject,
  normalisation: "inside" | "outside" = "inside",
): Uint8Array<ArrayBuffer> {
  const { network, facts, output } = subject;
  const graph = createGraph();
  const image = normalisation === "inside" ? normalised(graph, "image", facts.intensity) : "image";
  const logits = addNetwork(graph, subject, image);
  addOutput(graph, logits.name, output, givesProbabilities(network) ? "Identity" : "Softmax");
  const names = axisNames(network);
  const extents = logits.extents.map((words, axis) => (words === names[axis] ? words : `output_${names[axis]}`));
  return graph.encode({
    name: subject.name,
    description: describeNetwork(subject),
    inputs: [{ name: "image", type: "float", shape: ["batch", inputChannels(network), ...names] }],
    outputs: [outputLook(output, logits.channels, extents)],
    facts: { ...factTexts(subject), ...runningFacts(subject, normalisation) },
  });
}

/** What whoever runs the file over a stack must know: who normalises, and which extents halve the image evenly. */
function runningFacts({ network }: NetworkSubject, normalisation: string): Readonly<Record<string, string>> {
  const geometry = geometryOf(network);
  return { normalisation, tiling: JSON.stringify([0, 1, 2].map((axis) => geometry.fit(axis, 1))) };
}

/** Adds all nodes of a network; gives the map of its class scores. */
function addNetwork(
  graph: OnnxGraph,
  { network, weights }: Pick<NetworkSubject, "network" | "weights">,
  image: string,
): OnnxMap {
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  const words = extentsInWords(network);
  const maps = new Map<string, OnnxMap>();
  const { nodes } = analyse(network, { spatial: anyExtents(network), channels: inputChannels(network) });
  for (const { node, output } of nodes) {
    const inputs = node.inputs.map((id) => maps.get(id)!);
    const name = writeOperation(node, { graph, inputs, image, weight: weightOf(byName, node) });
    maps.set(node.id, { name, channels: output.channels, extents: words.get(node.id)! });
  }
  return maps.get(mainNode(network))!;
}

const weightOf =
  (byName: ReadonlyMap<string, WeightArray>, { weightKey, id }: NetworkNode) =>
  (name: string): WeightArray =>
    byName.get(`${weightKey ?? id}/${name}`)!;

/** Hot and dead voxels held, mean 0 and deviation 1: first the difference, as the sum of two large numbers would lose digits. */
function normalised(
  graph: OnnxGraph,
  image: string,
  { mean, deviation, low, high }: NetworkFacts["intensity"],
): string {
  const number = (name: string, value: number) => graph.floats(`image/${name}`, [], Float32Array.of(value));
  const held =
    low === undefined || high === undefined
      ? image
      : graph.node("image/held", "Clip", [image, number("low", low), number("high", high)]);
  const centred = graph.node("image/centred", "Sub", [held, number("mean", mean)]);
  const scale = deviation > 0 ? 1 / deviation : 1;
  return graph.node("image/normalised", "Mul", [centred, number("scale", scale)]);
}

function addOutput(
  graph: OnnxGraph,
  scores: string,
  output: NetworkOutput,
  toProbabilities: "Identity" | "Softmax",
): void {
  if (output === "probabilities")
    graph.node("probabilities", toProbabilities, [scores], toProbabilities === "Softmax" ? { axis: 1 } : {});
  else
    graph.node("classes", "Cast", [graph.node("classes/index", "ArgMax", [scores], { axis: 1, keepdims: 0 })], {
      to: 2,
    });
}

const outputLook = (output: NetworkOutput, classes: number, extents: readonly string[]): TensorLook =>
  output === "probabilities"
    ? { name: "probabilities", type: "float", shape: ["batch", classes, ...extents] }
    : { name: "classes", type: "uint8", shape: ["batch", ...extents] };
