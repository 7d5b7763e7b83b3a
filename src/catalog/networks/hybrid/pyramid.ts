import { createNetworkBuilder, type NetworkBuilder } from "../../../core/network/builder.ts";
import type { NetworkTask } from "../../../core/network/decoded.ts";
import type { Network, NetworkNode } from "../../../core/network/network.ts";
import { mainNode } from "../../../core/network/outputs.ts";
import { fieldParams, type FieldLook } from "./field.ts";

/** What a hybrid puts on a network of slices: a spatial pyramid in 3D (spec 2.2). */
export interface PyramidLook {
  /** Convolutions of each path; path p works at a p-th of the resolution in the plane, halved p times. */
  readonly convolutions: readonly number[];
  /** Kernels of each path. */
  readonly kernels: (path: number) => number;
  readonly combine: "sum" | "concat";
  /** What the pyramid reads: what the slices' network predicts, or the features in front of its predictor as well. */
  readonly feed: "predictions" | "features";
  /** Whether it reads class probabilities, as in the later version, instead of scores. */
  readonly readsProbabilities: boolean;
  /** Whether the predictions of slices go through a rectifier, as in the public code. */
  readonly rectifies: boolean;
  /** Whether the convolutions of a path behind its first have one kernel together, as in the public code of the later version. */
  readonly sharesKernels: boolean;
  /** Whether the second path doubles z on its way up, which is then cropped, as in the public code. */
  readonly doublesZ: boolean;
  readonly upBias: boolean;
  /** Weight of the loss of what the slices' network predicts (c2d); 0 for none. */
  readonly auxiliaryWeight: number;
  /** What refines the scores; null for none. */
  readonly field: FieldLook | null;
}

/** Folders of the parts; slices and volume are also the names of their outputs. */
export const SLICES = "slices";
export const VOLUME = "volume";
export const FIELD = "crf";

/**
 * A hybrid on a network of slices, in 2D or 3D, whose last node gives its class scores; its weights are found below "slices". With a
 * field its scores are refined; those before it are an output too, so that a phase can train the pyramid alone.
 */
export function buildHybrid(slices: Network, look: PyramidLook, task: NetworkTask): Network {
  const builder = createNetworkBuilder(task, 3);
  for (const node of slices.nodes) if (node.id !== "input") builder.add(lifted(node, slices.dimension));
  const predictor = slices.nodes.find(({ id }) => id === mainNode(slices))!;
  const features = below(predictor.inputs[0]!);
  const scores = look.rectifies ? builder.activation(`${SLICES}/rectified`, below(predictor.id)) : below(predictor.id);
  const predicted = look.readsProbabilities ? builder.softmax(`${SLICES}/probabilities`, scores) : scores;
  const source =
    look.feed === "features" ? builder.concat(`${VOLUME}/join/features`, [features, predicted]) : predicted;
  const paths = look.convolutions.map((_, path) => buildPath(builder, look, path, source));
  const combined =
    look.combine === "sum"
      ? builder.sum(`${VOLUME}/combine/sum`, paths)
      : builder.concat(`${VOLUME}/combine/concat`, paths);
  const volume = builder.conv(`${VOLUME}/predictor`, { kernels: task.classes, size: 1 }, combined);
  const guiding = [{ name: SLICES, node: scores, weight: look.auxiliaryWeight }];
  if (!look.field) return builder.finish(volume, guiding);
  const refined = builder.crf(`${FIELD}/meanField`, fieldParams(look.field, task), volume);
  return builder.finish(refined, [...guiding, { name: VOLUME, node: volume, weight: 0 }]);
}

const below = (id: string): string => (id === "input" ? id : `${SLICES}/${id}`);

/** A node of the slices' network as one of the hybrid: in its folder, with an extent of 1 along z. */
function lifted(node: NetworkNode, dimension: 2 | 3): NetworkNode {
  const axes = (value: unknown) => (Array.isArray(value) && dimension === 2 ? [1, ...(value as number[])] : value);
  const params = Object.fromEntries(Object.entries(node.params).map(([name, value]) => [name, axes(value)]));
  return {
    ...node,
    id: below(node.id),
    params: params as never,
    inputs: node.inputs.map(below),
    ...(node.weightKey !== undefined && { weightKey: below(node.weightKey) }),
  };
}

const IN_PLANE = (factor: number, z = 1): readonly number[] => [z, factor, factor];

/** Down by pooling in the plane, convolutions in 3D, and, where it went down, to the kernels of the first path and up again. */
function buildPath(builder: NetworkBuilder, look: PyramidLook, path: number, source: string): string {
  const id = `${VOLUME}/path${path}`;
  const { conv, activation, pool, up } = builder;
  const factor = 2 ** path;
  let last = path === 0 ? source : pool(`${id}/down`, "max", IN_PLANE(factor), source);
  for (let index = 0; index < look.convolutions[path]!; index++) {
    const key = look.sharesKernels && index > 0 ? `${id}/repeated/conv` : undefined;
    const convolved = conv(`${id}/conv${index}/conv`, { kernels: look.kernels(path), size: 3 }, last, key);
    last = activation(`${id}/conv${index}/activation`, convolved);
  }
  if (path === 0) return last;
  const kernels = look.kernels(0);
  const narrowed = activation(`${id}/narrow/activation`, conv(`${id}/narrow/conv`, { kernels, size: 1 }, last));
  const enlarging = IN_PLANE(factor, path === 1 && look.doublesZ ? 2 : 1);
  return up(`${id}/up`, { kernels, factor: enlarging, bias: look.upBias }, narrowed);
}
