import { LAYER_INPUTS, unusedCells, type LayerArch } from "../../../catalog/spaces/autosegnet/genotype.ts";

/** A place in a diagram, in hundredths of its width and height. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

const INPUTS: readonly Spot[] = [
  { x: 25, y: 9 },
  { x: 73, y: 9 },
];
const CELL_SPOTS: readonly Spot[] = [
  { x: 29, y: 34 },
  { x: 70, y: 55 },
  { x: 38, y: 76 },
];
export const OUTPUT: Spot = { x: 50, y: 94 };
/** From the middle of a cell to that of a half. */
const HALF_SHIFT = 13;

export const inputSpot = (input: number): Spot =>
  input < LAYER_INPUTS ? INPUTS[input]! : CELL_SPOTS[input - LAYER_INPUTS]!;
export const halfSpot = (cell: number, half: number): Spot => ({
  x: CELL_SPOTS[cell]!.x + (half === 0 ? -HALF_SHIFT : HALF_SHIFT),
  y: CELL_SPOTS[cell]!.y,
});

export interface DiagramEdge {
  readonly path: string;
  /** Whether the member that is drawn has it; the others are only allowed. */
  readonly isTaken: boolean;
}

/** Lines from what every half of a layer's cells may read to the half, and from the cells that nobody reads to the output. */
export function edgesOf(
  layer: LayerArch | null,
  allowed: readonly (readonly (readonly number[])[])[],
): readonly DiagramEdge[] {
  const reads = allowed.flatMap((_, cell) =>
    [0, 1].map((half) => ({ cell, half, taken: (half === 0 ? layer?.[cell]?.in1 : layer?.[cell]?.in2) ?? null })),
  );
  const inner = reads.flatMap(({ cell, half, taken }) =>
    allowed[cell]![half]!.map((input) => ({
      path: curve(inputSpot(input), halfSpot(cell, half)),
      isTaken: input === taken,
    })),
  );
  const outer = (layer ? unusedCells(layer) : []).map((cell) => ({
    path: curve(CELL_SPOTS[cell]!, OUTPUT),
    isTaken: true,
  }));
  return [...inner.filter(({ isTaken }) => !isTaken), ...inner.filter(({ isTaken }) => isTaken), ...outer];
}

/** Leaves and arrives straight down; the ends lie under the boxes, whatever their size. */
function curve(from: Spot, to: Spot): string {
  const reach = Math.max(8, (to.y - from.y) / 2);
  return `M${from.x} ${from.y}C${from.x} ${from.y + reach} ${to.x} ${to.y - reach} ${to.x} ${to.y}`;
}
