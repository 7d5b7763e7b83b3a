/** Where the nodes of a block stand, as shares of the drawing: inputs left, outputs right. */
const PLACES: Readonly<Record<number, readonly (readonly [x: number, y: number])[]>> = {
  2: [
    [0.08, 0.5],
    [0.92, 0.5],
  ],
  3: [
    [0.08, 0.5],
    [0.5, 0.78],
    [0.92, 0.5],
  ],
  4: [
    [0.08, 0.52],
    [0.36, 0.84],
    [0.63, 0.38],
    [0.92, 0.52],
  ],
};

/** How far the edges bend, as shares of the height, in the order of the matrix; negative is up. */
const BENDS: Readonly<Record<number, readonly number[]>> = {
  2: [0],
  3: [0.08, -0.62, 0.08],
  4: [0.08, -0.12, -0.84, 0, 0.08, -0.06],
};

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export const nodeSpots = (nodes: number, width: number, height: number): readonly Spot[] =>
  PLACES[nodes]!.map(([x, y]) => ({ x: x * width, y: y * height }));

/** A quadratic curve between two nodes; its label stands at the middle of it. */
export function edgeCurve(
  edge: number,
  nodes: number,
  [from, to]: readonly [Spot, Spot],
  height: number,
): { readonly path: string; readonly label: Spot } {
  const bend = BENDS[nodes]![edge]! * height;
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return {
    path: `M${from.x} ${from.y}Q${middle.x} ${middle.y + bend} ${to.x} ${to.y}`,
    label: { x: middle.x, y: middle.y + bend / 2 },
  };
}
