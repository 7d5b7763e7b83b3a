import type { Network, NetworkNode } from "../../../core/network/network.ts";
import type { SpaceTask } from "../../../core/space/space.ts";

/** Output of a node: `level` counts how often it was halved. */
export interface FeatureMap {
  readonly id: string;
  readonly channels: number;
  readonly level: number;
}

interface ConvLook {
  readonly kernels: number;
  readonly size: number;
  readonly dilation?: number;
  readonly bias?: boolean;
}

/** Adds nodes with "same" padding; every function gives the id of what it added. Weights are kept under `key`, which is the id where it is not given. */
export function createGraph(task: SpaceTask) {
  const nodes = new Map<string, NetworkNode>();
  const dimension = task.patch[0] > 1 ? 3 : 2;
  const each = (value: number): readonly number[] => Array.from({ length: dimension }, () => value);
  const add = (node: NetworkNode): string => {
    nodes.set(node.id, node);
    return node.id;
  };
  const window = (size: number, dilation: number, bias: boolean) =>
    ({ size: each(size), stride: each(1), dilation: each(dilation), padding: "same", bias, initial: "he" }) as const;
  add({ id: "input", kind: "input", params: { channels: task.channels }, inputs: [] });
  return {
    conv: (id: string, { kernels, size, dilation = 1, bias = false }: ConvLook, source: string, key = id): string =>
      add({ id, kind: "conv", params: { kernels, ...window(size, dilation, bias) }, inputs: [source], weightKey: key }),
    depthwise: (id: string, size: number, source: string, key = id): string =>
      add({ id, kind: "depthwiseConv", params: window(size, 1, false), inputs: [source], weightKey: key }),
    norm: (id: string, source: string, key = id): string =>
      add({ id, kind: "norm", params: { per: "batch" }, inputs: [source], weightKey: key }),
    /** One for all that read it. */
    relu: (source: string): string =>
      add({ id: `${source}-relu`, kind: "activation", params: { name: "relu" }, inputs: [source] }),
    pool: (id: string, type: "max" | "average", factor: number, source: string): string =>
      add({ id, kind: "pool", params: { type, factor: each(factor) }, inputs: [source] }),
    enlarge: (id: string, factor: number, source: string): string =>
      add({ id, kind: "upsample", params: { type: "bilinear", factor: each(factor) }, inputs: [source] }),
    /** Of one input, that input itself. */
    sum: (id: string, inputs: readonly string[]): string =>
      inputs.length === 1 ? inputs[0]! : add({ id, kind: "add", params: {}, inputs }),
    finish: (output: string): Network => ({ dimension, nodes: leadingTo(output, nodes), output }),
  };
}

export type Graph = ReturnType<typeof createGraph>;

/** The nodes that the output depends on: a layer that reads only the one before the last leaves the last out. */
function leadingTo(output: string, nodes: ReadonlyMap<string, NetworkNode>): readonly NetworkNode[] {
  const needed = new Set<string>();
  const queue = [output];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    queue.push(...nodes.get(id)!.inputs);
  }
  return [...nodes.values()].filter(({ id }) => needed.has(id));
}
