import type { NetworkAnalysis } from "../core/network/analysis.ts";
import type { Learning } from "../core/network/learning.ts";
import type { Extents } from "./kernels/geometry.ts";
import { layerRole, type Layer } from "./operations/layers.ts";
import { planNetwork, withReleases, type Step } from "./plan.ts";

/** One operation to carry out, or a convolution with what stands around it. */
export interface PredictionStep extends Step {
  readonly layer: Layer | null;
}

const ONCE: Extents = [1, 1, 1];

/**
 * The steps to an output where nothing learns. A convolution takes in the normalisation behind it, which is a scale and a shift, the
 * joining of the maps in front of it, and their enlargement by repetition, of each what nobody else reads.
 */
export function planPrediction(
  analysis: NetworkAnalysis,
  output: string,
  learning: Learning,
): readonly PredictionStep[] {
  const { steps } = planNetwork(analysis, [output], learning);
  const byId = new Map(steps.map((step) => [step.node.id, step]));
  const readers = new Map<string, Step[]>();
  for (const step of steps) for (const id of step.inputs) readers.set(id, [...(readers.get(id) ?? []), step]);
  const isInner = (id: string) => id !== output && readers.get(id)?.length === 1;
  const roleOf = (id: string) => {
    const step = byId.get(id);
    return step && layerRole(step.node);
  };

  const taken = new Set<string>();
  /** What a map is read from: itself, or, where it only repeats another, that one. */
  const source = (id: string) => {
    const role = roleOf(id);
    if (role?.is !== "repeat" || !isInner(id)) return { id, factor: ONCE };
    taken.add(id);
    return { id: byId.get(id)!.inputs[0]!, factor: role.factor };
  };
  const sources = (id: string) => {
    if (roleOf(id)?.is !== "join" || !isInner(id)) return [source(id)];
    taken.add(id);
    return byId.get(id)!.inputs.map(source);
  };
  const normBehind = (step: Step): Step | null => {
    const [reader] = isInner(step.node.id) && step.activation === "identity" ? readers.get(step.node.id)! : [];
    return reader && layerRole(reader.node)?.is === "scale" ? reader : null;
  };

  const layered = steps.map((step): PredictionStep => {
    const products = layerRole(step.node);
    if (products?.is !== "products") return { ...step, layer: null };
    const norm = normBehind(step);
    if (norm) taken.add(norm.node.id);
    const read = sources(step.inputs[0]!);
    const role = norm && layerRole(norm.node);
    const { activation, node } = norm ?? step;
    return {
      ...step,
      node: { ...step.node, id: node.id },
      activation,
      inputs: read.map(({ id }) => id),
      layer: {
        ...{ products, activation, weightKey: step.weightKey, factors: read.map(({ factor }) => factor) },
        norm: norm && role?.is === "scale" ? { isPlain: role.isPlain, weightKey: norm.weightKey } : null,
      },
    };
  });
  const remaining = layered.filter((step) => step.layer !== null || !taken.has(step.node.id));
  return withReleases(remaining, [output]);
}
