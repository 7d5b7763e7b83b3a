/** Operations by their number in a genotype (Xu et al. 2020; spec 3.2). None of them pools. */
export const OPERATIONS = [
  { id: "sep3", label: "sep 3", kind: "separable", size: 3 },
  { id: "sep5", label: "sep 5", kind: "separable", size: 5 },
  { id: "hdc", label: "HDC", kind: "hybrid" },
  { id: "identity", label: "identity", kind: "identity" },
] as const;

/** The searched layers, in the order in which they are chosen. */
export const LAYERS = ["down", "bridge", "up"] as const;
export type LayerName = (typeof LAYERS)[number];

/** The most cells that a layer can have. */
export const CELLS = 3;
/** Inputs that a layer has from outside: 0 is the output of the layer before the last, 1 of the last. */
export const LAYER_INPUTS = 2;

/** op1(in1) + op2(in2). Inputs 2, 3, ... are the earlier cells of the layer. */
export interface Cell {
  readonly in1: number;
  readonly op1: number;
  readonly in2: number;
  readonly op2: number;
}

export type LayerArch = readonly Cell[];

/** One of each searched layer, repeated over the depth, and whether each decoder stage reads the encoder's map of its size, the finest first. */
export interface SegArch {
  readonly down: LayerArch;
  readonly bridge: LayerArch;
  readonly up: LayerArch;
  readonly skips: readonly number[];
  /** Whether the hybrid dilated layer stands at the bottom, where that is searched: 0 without, 1 with. */
  readonly hdc?: number;
}

/** The cells that no other cell reads: their outputs are the layer's. */
export function unusedCells(layer: LayerArch): readonly number[] {
  const read = new Set(layer.flatMap(({ in1, in2 }) => [in1, in2]));
  return layer.map((_, cell) => cell).filter((cell) => !read.has(cell + LAYER_INPUTS));
}

/** The long skip at a depth, 0 the finest. Stages deeper than those that were searched copy the last of these (spec 3.6). */
export const skipAt = (skips: readonly number[], level: number): number =>
  skips[Math.min(level, skips.length - 1)] ?? 0;

/** Parts of a cell in the order in which they are chosen (spec 3.4). */
const PARTS = ["in1", "in2", "op1", "op2"] as const;
const CELL_SIZE = PARTS.length;

/** The whole numbers of a member in the order in which they are chosen: 12 for each layer of three cells, one for each of D skips, one for the bottom. */
export const flatOf = (arch: SegArch, depth: number): readonly number[] => [
  ...LAYERS.flatMap((name) => arch[name].flatMap((cell) => PARTS.map((part) => cell[part]))),
  ...Array.from({ length: depth }, (_, level) => skipAt(arch.skips, level)),
  ...(arch.hdc === undefined ? [] : [arch.hdc]),
];

/** The member of such numbers; all behind those of its layers are skips where no depth is given. */
export function archOf(flat: readonly number[], cells = CELLS, depth?: number): SegArch {
  const layerSize = cells * CELL_SIZE;
  const [skips, bottom] = [LAYERS.length * layerSize, LAYERS.length * layerSize + (depth ?? flat.length)];
  const cellAt = (start: number): Cell => {
    const [in1, in2, op1, op2] = flat.slice(start, start + CELL_SIZE) as [number, number, number, number];
    return { in1, op1, in2, op2 };
  };
  const layerAt = (index: number): LayerArch =>
    Array.from({ length: cells }, (_, cell) => cellAt(index * layerSize + cell * CELL_SIZE));
  return {
    ...{ down: layerAt(0), bridge: layerAt(1), up: layerAt(2), skips: flat.slice(skips, bottom) },
    ...(flat[bottom] !== undefined && { hdc: flat[bottom] }),
  };
}

/** The same member with the two halves of every cell in a fixed order: a sum does not know which came first. */
export function ordered(arch: SegArch): SegArch {
  const inOrder = ({ in1, op1, in2, op2 }: Cell): Cell =>
    in1 < in2 || (in1 === in2 && op1 <= op2) ? { in1, op1, in2, op2 } : { in1: in2, op1: op2, in2: in1, op2: op1 };
  return { ...arch, down: arch.down.map(inOrder), bridge: arch.bridge.map(inOrder), up: arch.up.map(inOrder) };
}
