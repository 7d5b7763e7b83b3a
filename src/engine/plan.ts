import type { NetworkAnalysis, NodeAnalysis } from "../core/network/analysis.ts";
import type { NetworkNode } from "../core/network/network.ts";
import { operationOf, type ActivationName } from "../core/network/operations.ts";

/** One operation to carry out, with an activation that follows it folded in. */
export interface Step {
  readonly node: NetworkNode;
  readonly analysis: NodeAnalysis;
  readonly inputs: readonly string[];
  readonly activation: ActivationName;
  /** Prefix of the names of its weights. */
  readonly weightKey: string;
  /** Whether anything in front of it learns. */
  readonly needsInputGradient: boolean;
  /** Outputs that no later step reads. */
  readonly releases: readonly string[];
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly output: string;
}

const activationOf = (node: NetworkNode): ActivationName | undefined => operationOf(node).activationName?.(node.params);

/** The order of computation. An activation whose input nobody else reads becomes part of the operation in front of it. */
export function planNetwork({ nodes }: NetworkAnalysis, output: string): Plan {
  const byId = new Map(nodes.map((analysis) => [analysis.node.id, analysis]));
  const readers = new Map<string, number>([[output, 1]]);
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
  const learns = new Map<string, boolean>();
  const steps = nodes
    .filter(({ node }) => !activationOf(node) || !isFolded.has(node.id))
    .map((analysis) => {
      const { node } = analysis;
      const needsInputGradient = node.inputs.some((id) => learns.get(id));
      const name = isFolded.get(node.id) ?? node.id;
      learns.set(name, needsInputGradient || analysis.parameters > 0);
      const activation = foldedInto.get(node.id) ?? activationOf(node) ?? "identity";
      return {
        node: { ...node, id: name },
        analysis,
        inputs: node.inputs,
        activation,
        weightKey: node.weightKey ?? node.id,
        needsInputGradient,
      };
    });
  return { steps: withReleases(steps, output), output };
}

function withReleases(steps: readonly Omit<Step, "releases">[], output: string): readonly Step[] {
  const lastReader = new Map<string, number>();
  steps.forEach(({ node, inputs }, index) => {
    lastReader.set(node.id, index);
    for (const id of inputs) lastReader.set(id, index);
  });
  return steps.map((step, index) => ({
    ...step,
    releases: [...lastReader].filter(([id, last]) => last === index && id !== output).map(([id]) => id),
  }));
}
