import type { Network, NetworkNode } from "../../core/network/network.ts";
import type { OperationKind } from "../../core/network/operations.ts";
import { reachOf } from "../../core/network/semantics.ts";

type ExtentOf<Kind extends OperationKind> = (
  inputs: readonly string[],
  params: Extract<NetworkNode, { readonly kind: Kind }>["params"],
  axis: number,
) => string;

const first = ([input]: readonly string[]): string => input!;
const smallest = (inputs: readonly string[]): string => {
  const distinct = [...new Set(inputs)].sort();
  return distinct.length === 1 ? distinct[0]! : `min(${distinct.join(", ")})`;
};
const slid: ExtentOf<"depthwiseConv"> = ([input], { size, stride, dilation, padding }, axis) => {
  const window = { size: size[axis]!, stride: stride[axis]!, dilation: dilation[axis]! };
  if (padding === "same") return window.stride === 1 ? input! : `ceil(${input} / ${window.stride})`;
  const shorter = reachOf(window) === 1 ? input! : `(${input} - ${reachOf(window) - 1})`;
  return window.stride === 1 ? shorter : `ceil(${shorter} / ${window.stride})`;
};
const enlarged = (input: string, factor: number): string => (factor === 1 ? input : `(${input} * ${factor})`);

const extents: { readonly [Kind in OperationKind]: ExtentOf<Kind> } = {
  input: first,
  conv: (inputs, params, axis) => slid(inputs, params, axis),
  depthwiseConv: slid,
  convTranspose: ([input], { factor }, axis) => enlarged(input!, factor[axis]!),
  norm: first,
  activation: first,
  softmax: first,
  pool: ([input], { factor }, axis) => (factor[axis] === 1 ? input! : `floor(${input} / ${factor[axis]})`),
  upsample: ([input], { factor }, axis) => enlarged(input!, factor[axis]!),
  add: smallest,
  concat: smallest,
  dropout: first,
  crf: smallest,
};

/** What the extents of an image are called along the axes that a network has. */
export const axisNames = ({ dimension }: Network): readonly string[] =>
  dimension === 3 ? ["depth", "height", "width"] : ["height", "width"];

/**
 * The extents of every map in terms of those of the image, such as "floor(height / 2)": two maps of which the same is said are
 * equally large whatever the image is, all others may have to be cropped.
 */
export function extentsInWords(network: Network): ReadonlyMap<string, readonly string[]> {
  const names = axisNames(network);
  const words = new Map<string, readonly string[]>();
  for (const node of network.nodes) {
    const along = (axis: number) =>
      node.kind === "input" ? [names[axis]!] : node.inputs.map((id) => words.get(id)![axis]!);
    const extentOf = extents[node.kind] as (inputs: readonly string[], params: unknown, axis: number) => string;
    words.set(
      node.id,
      names.map((_, axis) => extentOf(along(axis), node.params, axis)),
    );
  }
  return words;
}

/** Extents on which every network of the studio can be built: channels do not depend on them. */
export const anyExtents = ({ dimension }: Network): readonly number[] => Array.from({ length: dimension }, () => 256);
