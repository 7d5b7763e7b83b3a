import { StudioError } from "../errors.ts";
import { weightPath } from "./learning.ts";
import type { Network, NetworkNode } from "./network.ts";
import { mainNode, MAIN, predictionPart, weightsOfNodes } from "./outputs.ts";
import type { WeightSet } from "./weights.ts";

/** One of several trained networks that predict together, and how often it counts. */
export interface TogetherMember {
  readonly network: Network;
  readonly weights: WeightSet;
  readonly count: number;
}

const [IMAGE, JOINED, MEAN] = ["image", "together/joined", "together/mean"] as const;

/**
 * Several networks as one, which gives the mean of their class probabilities, each as often as it counts (spec 2.4): their outputs side
 * by side, cropped to the common centre, and a convolution of extent 1 whose kernel is the mean. Throws StudioError "BadInput" where
 * they read unlike images: slices and volumes.
 */
export function togetherAsOne(
  members: readonly TogetherMember[],
  classes: number,
): { readonly network: Network; readonly weights: WeightSet } {
  const parts = members.map(({ network, ...rest }) => ({ ...rest, network: predictionPart(network) }));
  const [first] = parts;
  if (!first || parts.some(({ network }) => network.dimension !== first.network.dimension))
    throw new StudioError(
      "BadInput",
      "Some of these networks read slices and others volumes, so they are no one network. Export them one by one.",
    );
  const { dimension } = first.network;
  const moved = parts.map(({ network }, at) => movedNodes(network, `member${at + 1}`));
  const ones = Array.from({ length: dimension }, () => 1);
  const input = first.network.nodes.find(({ kind }) => kind === "input")!;
  const nodes: readonly NetworkNode[] = [
    { ...input, id: IMAGE },
    ...moved.flat(),
    { id: JOINED, kind: "concat", params: {}, inputs: moved.map((own) => own.at(-1)!.id) },
    {
      ...{ id: MEAN, kind: "conv", inputs: [JOINED] },
      params: {
        ...{ kernels: classes, size: ones, stride: ones, dilation: ones },
        ...{ padding: "same", bias: false, initial: "he" },
      },
    },
  ];
  return {
    network: {
      dimension,
      nodes,
      outputs: [{ name: MAIN, node: MEAN, role: "main", weight: 1, gives: "probabilities" }],
    },
    weights: [
      ...parts.flatMap(({ network, weights }, at) => movedWeights(network, weights, `member${at + 1}`)),
      meanKernel(parts, classes, ones),
    ],
  };
}

/** Nodes of a member under a path of its own, on the image that all read, and the probabilities of what it gives. */
function movedNodes(network: Network, path: string): readonly NetworkNode[] {
  const image = network.nodes.find(({ kind }) => kind === "input")!.id;
  const at = (id: string) => (id === image ? IMAGE : `${path}/${id}`);
  const nodes = network.nodes
    .filter(({ id }) => id !== image)
    .map((node) => ({
      ...node,
      id: at(node.id),
      weightKey: `${path}/${weightPath(node)}`,
      inputs: node.inputs.map(at),
    }));
  return [...nodes, { id: `${path}/probabilities`, kind: "softmax", params: {}, inputs: [at(mainNode(network))] }];
}

const movedWeights = (network: Network, weights: WeightSet, path: string): WeightSet =>
  weightsOfNodes(network, weights).map((weight) => ({ ...weight, name: `${path}/${weight.name}` }));

/** [...ones, member x class, class]: what each class of each member adds to the mean. */
function meanKernel(members: readonly TogetherMember[], classes: number, ones: readonly number[]) {
  const total = members.reduce((sum, { count }) => sum + count, 0);
  const values = new Float32Array(members.length * classes * classes);
  members.forEach(({ count }, member) => {
    for (let index = 0; index < classes; index++) values[(member * classes + index) * classes + index] = count / total;
  });
  return { name: `${MEAN}/kernel`, shape: [...ones, members.length * classes, classes], values };
}
