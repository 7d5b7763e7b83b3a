import { StudioError } from "../errors.ts";
import type { FeatureShape, Network, NetworkNode, WeightSpec } from "./network.ts";
import { operationOf, penaltiesOf } from "./operations.ts";
import { mainNode } from "./outputs.ts";
import { weightPath } from "./learning.ts";

/** One node with everything that follows from the shape of the input. */
export interface NodeAnalysis {
  readonly node: NetworkNode;
  readonly inputs: readonly FeatureShape[];
  readonly output: FeatureShape;
  readonly weights: readonly WeightSpec[];
  /** Trainable numbers; those shared with an earlier node are counted there. */
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** Values of one sample that training keeps for the way back. */
  readonly keptValues: number;
}

/** Shapes and cost of a network on one sample. */
export interface NetworkAnalysis {
  readonly nodes: readonly NodeAnalysis[];
  /** Of the main output. */
  readonly output: FeatureShape;
  /** Trainable numbers. */
  readonly parameters: number;
  /** Multiply-adds of one sample, forward. */
  readonly multiplyAdds: number;
  /** Values of all node outputs of one sample. */
  readonly activations: number;
  /** Values of one sample that training keeps for the way back. */
  readonly keptValues: number;
}

const count = (values: readonly number[]): number => values.reduce((result, value) => result * value, 1);
const sizeOf = ({ spatial, channels }: FeatureShape): number => count(spatial) * channels;

/** Whether a node takes the image instead of what other nodes give. */
export const readsImage = (node: NetworkNode): boolean => operationOf(node).imageChannels !== undefined;

/** Channels of the image that a network reads. */
export function inputChannels({ nodes }: Network): number {
  const channels = nodes.flatMap((node) => operationOf(node).imageChannels?.(node.params) ?? []);
  return channels[0] ?? 1;
}

/** Computes the shapes node by node. Throws StudioError "IllegalNetwork" naming the node that does not fit. */
export function analyse(network: Network, input: FeatureShape): NetworkAnalysis {
  const outputs = new Map<string, FeatureShape>();
  const counted = new Set<string>();
  const nodes = network.nodes.map((node) => {
    const inputs = readsImage(node) ? [input] : node.inputs.map((id) => producedBy(outputs, node, id));
    const isShared = node.weightKey !== undefined && counted.has(node.weightKey);
    if (node.weightKey !== undefined) counted.add(node.weightKey);
    const analysis = analyseNode(node, inputs, isShared);
    outputs.set(node.id, analysis.output);
    return analysis;
  });
  for (const { node } of network.outputs)
    if (!outputs.has(node))
      throw new StudioError("IllegalNetwork", `The network's output "${node}" is not one of its nodes.`);
  const total = (of: (analysis: NodeAnalysis) => number) => nodes.reduce((sum, analysis) => sum + of(analysis), 0);
  return {
    nodes,
    output: outputs.get(mainNode(network))!,
    parameters: total(({ parameters }) => parameters),
    multiplyAdds: total(({ multiplyAdds }) => multiplyAdds),
    activations: total((analysis) => sizeOf(analysis.output)),
    keptValues: total(({ keptValues }) => keptValues),
  };
}

function producedBy(outputs: ReadonlyMap<string, FeatureShape>, node: NetworkNode, id: string): FeatureShape {
  const shape = outputs.get(id);
  if (!shape) throw new StudioError("IllegalNetwork", `${node.id} reads "${id}", which no earlier node produces.`);
  return shape;
}

function analyseNode(node: NetworkNode, inputs: readonly FeatureShape[], isShared: boolean): NodeAnalysis {
  const operation = operationOf(node);
  try {
    const weights = operation.weights(inputs, node.params);
    return {
      node,
      inputs,
      output: operation.outputShape(inputs, node.params),
      weights,
      parameters: isShared ? 0 : trainableNumbers(weights),
      multiplyAdds: operation.multiplyAdds(inputs, node.params),
      keptValues: operation.keptValues(inputs, node.params),
    };
  } catch (error) {
    throw new StudioError("IllegalNetwork", `${node.id}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const trainableNumbers = (weights: readonly WeightSpec[]): number =>
  weights.filter(({ trainable }) => trainable).reduce((sum, { shape }) => sum + count(shape), 0);

/** Value, gradient, flat gradient and two optimiser slots of a parameter, 4 bytes each. */
const BYTES_PER_PARAMETER = 20;
/** Slopes of the penalties of a parameter that has any, until they are summed. */
const BYTES_PER_PENALTY = 16;

/** Of the two copies of a map that a normalisation reads alone, what is left at the peak: it is written without its bias and freed early. */
const LEFT_BEFORE_NORM = 0.25;

/** What the bytes of a training step are kept for. */
export interface TrainingMemory {
  /** Maps that are kept for the way back. */
  readonly activations: number;
  /** The gradients of these maps. */
  readonly gradients: number;
  /** Weights, with their gradients and what the optimiser remembers of them. */
  readonly weights: number;
}

export const totalBytes = ({ activations, gradients, weights }: TrainingMemory): number =>
  activations + gradients + weights;

/**
 * Predicted peak bytes of a training step: every kept value has a gradient, and what belongs to the parameters
 * (spec 4.5; the numbers are those of our engine, within 18 % of its peak on the 28 networks they were fitted to).
 */
export function trainingMemory(
  { nodes, keptValues, parameters }: Pick<NetworkAnalysis, "nodes" | "keptValues" | "parameters">,
  batch: number,
): TrainingMemory {
  const penalised = sumOf(
    nodes.filter(({ node }) => penaltiesOf(node)),
    ({ parameters }) => parameters,
  );
  const values = keptValues - (1 - LEFT_BEFORE_NORM) * valuesBeforeNorm(nodes);
  const maps = Math.round(4 * batch * values * 2);
  const activations = Math.ceil(maps / 2);
  return {
    activations,
    gradients: maps - activations,
    weights: BYTES_PER_PARAMETER * parameters + BYTES_PER_PENALTY * penalised,
  };
}

/** The same in one number. */
export const trainingBytes = (analysis: NetworkAnalysis, batch: number): number =>
  totalBytes(trainingMemory(analysis, batch));

/** Values of maps with a bias that a normalisation alone reads. */
function valuesBeforeNorm(nodes: readonly NodeAnalysis[]): number {
  const readers = new Map<string, NodeAnalysis[]>();
  for (const one of nodes) for (const id of one.node.inputs) readers.set(id, [...(readers.get(id) ?? []), one]);
  const isBeforeNorm = ({ node, weights }: NodeAnalysis) => {
    const [reader, ...others] = readers.get(node.id) ?? [];
    const isNormed = reader && operationOf(reader.node).role === "normalisation" && others.length === 0;
    return isNormed && weights.some(({ name }) => name === "bias");
  };
  return sumOf(nodes.filter(isBeforeNorm), ({ keptValues }) => keptValues);
}

/**
 * The same where a part learns: what nothing learns in front of keeps neither maps nor gradients but its weights, and is computed a map
 * after the other; what the losses do not need is not computed.
 */
export function partialTrainingMemory(
  { nodes, ...analysis }: NetworkAnalysis,
  { computed, learning }: { readonly computed: ReadonlySet<string>; readonly learning: ReadonlySet<string> },
  batch: number,
): TrainingMemory {
  const learnt = nodes.filter(({ node }) => computed.has(node.id) && learning.has(node.id));
  const still = nodes.filter(({ node }) => computed.has(node.id) && !learning.has(node.id));
  const keptValues = sumOf(learnt, (node) => node.keptValues);
  const parameters = sumOf(learnt, (node) => node.parameters);
  const passing = Math.max(0, ...still.map(({ inputs, output }) => sizeOf(output) + sumOf(inputs, sizeOf)));
  const learns = trainingMemory({ nodes: learnt, keptValues, parameters }, batch);
  return {
    ...learns,
    activations: learns.activations + 4 * batch * passing,
    weights: learns.weights + 4 * (analysis.parameters - parameters),
  };
}

const sumOf = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((sum, value) => sum + of(value), 0);

/** Every tensor of a network under its name; shared ones more than once. */
export const tensorsOf = ({
  nodes,
}: Pick<NetworkAnalysis, "nodes">): readonly { readonly name: string; readonly shape: readonly number[] }[] =>
  nodes.flatMap(({ node, weights }) =>
    weights.map(({ name, shape }) => ({ name: `${weightPath(node)}/${name}`, shape })),
  );

/** Canonical text of a network: two genotypes that decode to the same network have the same key. That of one with a single output is as studies hold it. */
export function networkKey(network: Network): string {
  return JSON.stringify([
    network.dimension,
    mainNode(network),
    network.nodes.map(({ kind, params, inputs, id }) => [id, kind, params, inputs]),
    ...network.outputs.filter(({ role }) => role === "auxiliary").map(({ name, node, weight }) => [name, node, weight]),
  ]);
}
