import type { NetworkAnalysis, NodeAnalysis } from "./analysis.ts";
import { operationOf } from "./operations.ts";

/** One box of a drawing: a module of the network, or a single operation of one that is taken apart. */
export interface ModuleBox {
  readonly id: string;
  /** The module it is, or is part of. */
  readonly module: string;
  /** Such as "encoder/block1" or "conv0". */
  readonly label: string;
  /** "32×32×28". */
  readonly output: string;
  /** "2 conv 3×3". */
  readonly detail: string;
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** How often the input was halved. */
  readonly scale: number;
  /** Whether it stands for several operations. */
  readonly isModule: boolean;
}

export interface ModuleLink {
  readonly from: string;
  readonly to: string;
  /** Channels that arrive by concatenation; null for any other link. */
  readonly concat: number | null;
}

/**
 * The module an operation belongs to: the folders of its path, two at most ("encoder/block1"), or three where it is the third that is
 * numbered ("slices/encoder/block1").
 */
export function moduleOf(id: string): string {
  const parts = id.split("/");
  const folders = parts.slice(0, Math.max(1, parts.length - 1));
  const isNumbered = (folder: string | undefined) => folder !== undefined && /[a-z]\d+$/.test(folder);
  const isDeep = isNumbered(folders[2]) && !folders.slice(0, 2).some(isNumbered);
  return folders.slice(0, isDeep ? 3 : 2).join("/");
}

/** A network as boxes and links; modules in `expanded` are taken apart into operations. */
export function boxesOf(
  { nodes }: NetworkAnalysis,
  expanded: ReadonlySet<string>,
): { readonly boxes: readonly ModuleBox[]; readonly links: readonly ModuleLink[] } {
  const boxId = (id: string) => (expanded.has(moduleOf(id)) ? id : moduleOf(id));
  const members = new Map<string, NodeAnalysis[]>();
  for (const analysis of nodes) {
    const id = boxId(analysis.node.id);
    members.set(id, [...(members.get(id) ?? []), analysis]);
  }
  const full = Math.max(...nodes.map(({ output }) => output.spatial.at(-1)!));
  const boxes = [...members].map(([id, list]) => boxOf(id, list, full));
  return { boxes, links: linksOf(nodes, boxId) };
}

function boxOf(id: string, members: readonly NodeAnalysis[], fullExtent: number): ModuleBox {
  const last = members.at(-1)!;
  const total = (of: (member: NodeAnalysis) => number) => members.reduce((sum, member) => sum + of(member), 0);
  return {
    id,
    module: moduleOf(last.node.id),
    label: id,
    output: [...last.output.spatial, last.output.channels].join("×"),
    detail: members.length === 1 ? operationOf(last.node).describe(last.node.params) : convolutionText(members),
    parameters: total(({ parameters }) => parameters),
    multiplyAdds: total(({ multiplyAdds }) => multiplyAdds),
    scale: Math.round(Math.log2(fullExtent / last.output.spatial.at(-1)!)),
    isModule: members.length > 1,
  };
}

/** "2 conv 3×3"; "6 conv 1 to 5" where the kernels differ. */
function convolutionText(members: readonly NodeAnalysis[]): string {
  const sizes = members.flatMap(({ node }) => {
    const size = operationOf(node).kernelSize?.(node.params);
    return size ? [size] : [];
  });
  if (sizes.length === 0) return members.map(({ node }) => node.kind).join(", ");
  const texts = new Set(sizes.map((size) => size.join("×")));
  const extents = sizes.map((size) => Math.max(...size));
  return `${sizes.length} conv ${texts.size === 1 ? [...texts][0]! : `${Math.min(...extents)} to ${Math.max(...extents)}`}`;
}

function linksOf(nodes: readonly NodeAnalysis[], boxId: (id: string) => string): readonly ModuleLink[] {
  const links = new Map<string, ModuleLink>();
  for (const { node, inputs } of nodes) {
    const to = boxId(node.id);
    for (const [index, input] of node.inputs.entries()) {
      const from = boxId(input);
      if (from === to) continue;
      const isConcat = operationOf(node).role === "concatenation" && index < node.inputs.length - 1;
      links.set(`${from}>${to}`, { from, to, concat: isConcat ? inputs[index]!.channels : null });
    }
  }
  return [...links.values()];
}
