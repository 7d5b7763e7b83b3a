import type { Network, NetworkNode, ScoreOutput } from "./network.ts";
import type { WeightSet } from "./weights.ts";

/** Name of the output that predictions are made of. */
export const MAIN = "main";

/** The outputs of a network that has one. */
export const oneOutput = (node: string): readonly ScoreOutput[] => [{ name: MAIN, node, role: "main", weight: 1 }];

/** The node of an output by its name. */
export const nodeOf = ({ outputs }: Pick<Network, "outputs">, output: string): string =>
  outputs.find(({ name, role }) => (output === MAIN ? role === "main" : name === output))!.node;

/** The node that predictions are made of. */
export const mainNode = (network: Pick<Network, "outputs">): string => nodeOf(network, MAIN);

/** Whether the main output gives the probabilities of the classes already, and not scores, whose softmax they are. */
export const givesProbabilities = ({ outputs }: Pick<Network, "outputs">): boolean =>
  outputs.some(({ role, gives }) => role === "main" && gives === "probabilities");

/** The nodes that some outputs depend on, in order of computation; without inputs that no node gives. */
export function leadingTo(wanted: readonly string[], nodes: readonly NetworkNode[]): readonly NetworkNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const needed = new Set<string>();
  const queue = [...wanted];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    queue.push(...(byId.get(id)?.inputs ?? []));
  }
  return nodes.filter(({ id }) => needed.has(id));
}

/** What a network computes to predict, by its main output or another: the same network where it has no other. */
export function predictionPart(network: Network, output = MAIN): Network {
  if (network.outputs.length === 1) return network;
  const node = nodeOf(network, output);
  return { ...network, nodes: leadingTo([node], network.nodes), outputs: oneOutput(node) };
}

/** Those of a set of weights that belong to nodes of a network. */
export function weightsOfNodes({ nodes }: Network, weights: WeightSet): WeightSet {
  const keys = new Set(nodes.map(({ id, weightKey }) => weightKey ?? id));
  return weights.filter(({ name }) => keys.has(name.slice(0, name.lastIndexOf("/"))));
}
