import type { NetworkAnalysis, NodeAnalysis } from "../core/network/analysis.ts";
import { isFrozen, learningNodes, weightPath, type Learning } from "../core/network/learning.ts";
import type { NetworkNode } from "../core/network/network.ts";
import { operationOf, type ActivationName } from "../core/network/operations.ts";
import { leadingTo } from "../core/network/outputs.ts";

/** One operation to carry out, with an activation that follows it folded in. */
export interface Step {
  readonly node: NetworkNode;
  readonly analysis: NodeAnalysis;
  readonly inputs: readonly string[];
  readonly activation: ActivationName;
  /** Whether a normalisation follows that nobody else reads: it takes any bias away again, so none is added. */
  readonly leavesBias: boolean;
  /** Prefix of the weights of the operation in front, of a normalisation whose input lacks the bias that it has there. */
  readonly biasInFront: string | null;
  /** Prefix of the names of its weights. */
  readonly weightKey: string;
  /** Whether anything in front of it learns. */
  readonly needsInputGradient: boolean;
  /** Whether its weights stay as they are, and what it has learnt of statistics with them. */
  readonly isFrozen: boolean;
  /** Whether nothing learns in it nor in front of it: it is computed as for a prediction. */
  readonly isStill: boolean;
  /** Outputs that no later step reads. */
  readonly releases: readonly string[];
}

/** The steps that some outputs need. */
export interface Plan {
  readonly steps: readonly Step[];
}

const activationOf = (node: NetworkNode): ActivationName | undefined => operationOf(node).activationName?.(node.params);

/**
 * The order of computation of what some output nodes need. An activation whose input nobody else reads becomes part of the operation in
 * front of it.
 */
export function planNetwork(analysis: NetworkAnalysis, outputs: readonly string[], learning: Learning): Plan {
  const needed = new Set(
    leadingTo(
      outputs,
      analysis.nodes.map(({ node }) => node),
    ).map(({ id }) => id),
  );
  const nodes = analysis.nodes.filter(({ node }) => needed.has(node.id));
  const byId = new Map(nodes.map((analysis) => [analysis.node.id, analysis]));
  const readers = new Map<string, number>(outputs.map((id) => [id, 1]));
  for (const { node } of nodes) for (const id of node.inputs) readers.set(id, (readers.get(id) ?? 0) + 1);

  const foldedInto = new Map<string, ActivationName>();
  const isFolded = new Map<string, string>();
  for (const { node } of nodes) {
    const source = node.inputs[0] === undefined ? undefined : byId.get(node.inputs[0])!.node;
    const activation = activationOf(node);
    if (!activation || !source || !operationOf(source).absorbsActivation || readers.get(source.id) !== 1) continue;
    foldedInto.set(source.id, activation);
    isFolded.set(source.id, node.id);
    isFolded.set(node.id, node.id);
  }
  const biases = biasesInFront(nodes, readers, learning);
  const leaving = new Set(biases.values());
  const learns = learningNodes({ nodes }, learning);
  const steps = nodes
    .filter(({ node }) => !activationOf(node) || !isFolded.has(node.id))
    .map((analysis) => {
      const { node } = analysis;
      const name = isFolded.get(node.id) ?? node.id;
      const activation = foldedInto.get(node.id) ?? activationOf(node) ?? "identity";
      return {
        node: { ...node, id: name },
        analysis,
        inputs: node.inputs,
        activation,
        leavesBias: leaving.has(node),
        biasInFront: biases.has(node) ? weightPath(biases.get(node)!) : null,
        weightKey: weightPath(node),
        needsInputGradient: node.inputs.some((id) => learns.has(id)),
        isStill: !learns.has(name),
        isFrozen: isFrozen(learning, weightPath(node)),
      };
    });
  return { steps: withReleases(steps, outputs) };
}

/**
 * Normalisations whose input has a bias that nobody else would see, with the operation that has it. One that is frozen goes by running
 * statistics, from which a bias that learns does differ.
 */
function biasesInFront(
  nodes: readonly NodeAnalysis[],
  readers: ReadonlyMap<string, number>,
  learning: Learning,
): ReadonlyMap<NetworkNode, NetworkNode> {
  const byId = new Map(nodes.map((analysis) => [analysis.node.id, analysis]));
  const pairs = nodes.flatMap(({ node }): (readonly [NetworkNode, NetworkNode])[] => {
    const source = operationOf(node).role === "normalisation" ? byId.get(node.inputs[0]!) : undefined;
    const isIts = source?.weights.some(({ name }) => name === "bias") && readers.get(source.node.id) === 1;
    const isSeen = source && isFrozen(learning, weightPath(node)) && !isFrozen(learning, weightPath(source.node));
    return source && isIts && !isSeen ? [[node, source.node]] : [];
  });
  return new Map(pairs);
}

/** Steps with what is no longer read after each. */
export function withReleases<Unreleased extends Omit<Step, "releases">>(
  steps: readonly Unreleased[],
  outputs: readonly string[],
): readonly (Unreleased & Pick<Step, "releases">)[] {
  const lastReader = new Map<string, number>();
  steps.forEach(({ node, inputs }, index) => {
    lastReader.set(node.id, index);
    for (const id of inputs) lastReader.set(id, index);
  });
  return steps.map((step, index) => ({
    ...step,
    releases: [...lastReader].filter(([id, last]) => last === index && !outputs.includes(id)).map(([id]) => id),
  }));
}
