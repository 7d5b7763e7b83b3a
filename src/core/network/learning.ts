import type { NetworkAnalysis } from "./analysis.ts";
import type { Network, NetworkNode } from "./network.ts";
import { leadingTo } from "./outputs.ts";

/** What of a network a training works on: outputs that have a loss, and paths of weights, each with all below it. */
export interface Learning {
  /** Names of outputs. */
  readonly outputs: readonly string[];
  /** Paths that train; all where it is not given. */
  readonly trains?: readonly string[];
  /** Paths that stay as they are, among those that train too. */
  readonly frozen?: readonly string[];
}

/** All of a network learns, by every output whose loss counts. */
export const wholeOf = ({ outputs }: Network): Learning => ({
  outputs: outputs.filter(({ weight }) => weight > 0).map(({ name }) => name),
});

/** Where the weights of a node are kept. */
export const weightPath = ({ id, weightKey }: NetworkNode): string => weightKey ?? id;

const isWithin = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`));

/** Whether the weights at a path stay as they are. */
export const isFrozen = ({ trains, frozen = [] }: Learning, path: string): boolean =>
  isWithin(path, frozen) || (trains !== undefined && !isWithin(path, trains));

/** The nodes that the outputs of a training depend on, in order of computation. */
export function computedNodes(network: Network, { outputs }: Learning): readonly NetworkNode[] {
  const wanted = network.outputs.filter(({ name }) => outputs.includes(name)).map(({ node }) => node);
  return leadingTo(wanted, network.nodes);
}

/** Ids of nodes with something that learns in them or in front of them: what keeps its maps for the way back. */
export function learningNodes({ nodes }: Pick<NetworkAnalysis, "nodes">, learning: Learning): ReadonlySet<string> {
  const learns = new Set<string>();
  for (const { node, weights } of nodes) {
    const isTrained = weights.some(({ trainable }) => trainable) && !isFrozen(learning, weightPath(node));
    if (isTrained || node.inputs.some((id) => learns.has(id))) learns.add(node.id);
  }
  return learns;
}
