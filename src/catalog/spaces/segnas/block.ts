/** Operations of an edge, by their number in the operation matrix (Wong and Moradi 2019, Table 1; spec 4.2). */
export const BLOCK_OPERATIONS = [
  { id: "none", label: "none" },
  { id: "conv1", label: "conv 1", size: 1, dilation: 1 },
  { id: "conv3", label: "conv 3", size: 3, dilation: 1 },
  { id: "conv5", label: "conv 5", size: 5, dilation: 1 },
  { id: "conv3d2", label: "dilated conv 3", size: 3, dilation: 2 },
  { id: "conv5d2", label: "dilated conv 5", size: 5, dilation: 2 },
  { id: "skip", label: "skip" },
] as const satisfies readonly {
  readonly id: string;
  readonly label: string;
  readonly size?: number;
  readonly dilation?: number;
}[];

export const NONE = 0;
export const SKIP = 6;
export const MOST_NODES = 4;

/** Entries of the strictly upper triangle of an n × n matrix. */
export const edgesOf = (nodes: number): number => (nodes * (nodes - 1)) / 2;

/** The most operations any block needs: 6. */
export const MOST_OPERATIONS = edgesOf(MOST_NODES);

/** One operation per edge of a block's graph, from a node to a later one. */
export interface BlockEdge {
  readonly from: number;
  readonly to: number;
  readonly operation: number;
}

/** The edges of the matrix in row-major order (01, 02, 03, 12, 13, 23 for four nodes), reading as many operations as it has room for. */
export function blockEdges(nodes: number, operations: readonly number[]): readonly BlockEdge[] {
  const edges: BlockEdge[] = [];
  for (let from = 0; from < nodes; from++) {
    for (let to = from + 1; to < nodes; to++) edges.push({ from, to, operation: operations[edges.length] ?? NONE });
  }
  return edges;
}

/** The node that makes a block illegal: one without an input besides the first, or one without an output besides the last (spec 4.2). */
export interface Fault {
  readonly node: number;
  readonly lacks: "input" | "output";
}

export function blockFault(nodes: number, operations: readonly number[]): Fault | null {
  const used = blockEdges(nodes, operations).filter(({ operation }) => operation !== NONE);
  for (let node = 1; node < nodes; node++) if (!used.some(({ to }) => to === node)) return { node, lacks: "input" };
  for (let node = 0; node < nodes - 1; node++)
    if (!used.some(({ from }) => from === node)) return { node, lacks: "output" };
  return null;
}

export const faultText = ({ node, lacks }: Fault): string => `Node ${node} of the block has no ${lacks}.`;
