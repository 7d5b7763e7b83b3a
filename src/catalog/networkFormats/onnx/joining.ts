import type { OnnxGraph } from "./graph.ts";

/** A map in a graph. */
export interface OnnxMap {
  readonly name: string;
  readonly channels: number;
  /** Its extents in words, see `extentsInWords`. */
  readonly extents: readonly string[];
}

/** Names of the maps after cropping to their common centre, which is computed where they are not known to be equally large. */
export function cropped(graph: OnnxGraph, id: string, maps: readonly OnnxMap[]): readonly string[] {
  const shapes = new Set(maps.map(({ extents }) => extents.join()));
  if (shapes.size === 1) return maps.map(({ name }) => name);
  const axes = graph.whole(
    "constants/axes",
    maps[0]!.extents.map((_, axis) => axis + 2),
  );
  const two = graph.whole("constants/two", [2]);
  const sizes = maps.map(({ name }, index) => graph.node(`${id}/extents${index}`, "Shape", [name], { start: 2 }));
  const common = graph.node(`${id}/extents`, "Min", sizes);
  return maps.map(({ name }, index) => {
    const surplus = graph.node(`${id}/surplus${index}`, "Sub", [sizes[index]!, common]);
    const from = graph.node(`${id}/from${index}`, "Div", [surplus, two]);
    const to = graph.node(`${id}/to${index}`, "Add", [from, common]);
    return graph.node(`${id}/centre${index}`, "Slice", [name, from, to, axes]);
  });
}

/** The map with channels of zeros behind its own, so that maps of unequal channels can be added. */
export function widened(graph: OnnxGraph, id: string, { name, channels, extents }: OnnxMap, wanted: number): string {
  if (channels === wanted) return name;
  const none = extents.map(() => 0);
  const pads = graph.whole(`${id}/pads`, [0, 0, ...none, 0, wanted - channels, ...none]);
  return graph.node(id, "Pad", [name, pads]);
}
