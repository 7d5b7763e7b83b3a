import dagre from "@dagrejs/dagre";
import type { ModuleBox, ModuleLink } from "../../core/network/modules.ts";

export const BOX = { width: 100, height: 50 } as const;
const GAP = { x: 26, y: 26 } as const;

export interface PlacedBox extends ModuleBox {
  readonly x: number;
  readonly y: number;
}

/** Columns are the order of computation (dagre's ranks), rows the scale; boxes that would meet move down within their row. */
export function placeBoxes(boxes: readonly ModuleBox[], links: readonly ModuleLink[]): readonly PlacedBox[] {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 10, ranksep: GAP.x });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of boxes) graph.setNode(id, { ...BOX });
  for (const { from, to } of links) graph.setEdge(from, to);
  dagre.layout(graph);
  const xOf = (id: string) => Math.round((graph.node(id) as { readonly x: number }).x);
  const columns = [...new Set(boxes.map(({ id }) => xOf(id)))].sort((a, b) => a - b);
  const columnOf = (id: string) => columns.indexOf(xOf(id));
  const depths = rowDepths(boxes, columnOf);
  const taken = new Map<string, number>();
  return boxes.map((box) => {
    const column = columnOf(box.id);
    const key = `${column}/${box.scale}`;
    const place = taken.get(key) ?? 0;
    taken.set(key, place + 1);
    const above = depths.slice(0, box.scale).reduce((sum, depth) => sum + depth, 0);
    return { ...box, x: column * (BOX.width + GAP.x), y: (above + place) * (BOX.height + GAP.y) };
  });
}

/** How many boxes stand above each other at most in one column of each row. */
function rowDepths(boxes: readonly ModuleBox[], columnOf: (id: string) => number): readonly number[] {
  const deepest = Math.max(0, ...boxes.map(({ scale }) => scale));
  return Array.from({ length: deepest + 1 }, (_, scale) => {
    const columns = boxes.filter((box) => box.scale === scale).map(({ id }) => columnOf(id));
    return Math.max(1, ...columns.map((column) => columns.filter((other) => other === column).length));
  });
}
