/** Values of a function of two variables on a grid; row 0 is the low end of the upward axis. */
export interface ContourGrid {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float64Array;
  readonly low: number;
  readonly high: number;
}

type Bounds = readonly [low: number, high: number];

/** The corners of the box are the outermost grid points. */
export function sampleGrid(
  value: (across: number, up: number) => number,
  [across, up]: readonly [Bounds, Bounds],
  columns: number,
  rows: number,
): ContourGrid {
  const values = new Float64Array(columns * rows);
  const at = ([low, high]: Bounds, index: number, count: number) => low + ((high - low) * index) / (count - 1);
  let [low, high] = [Infinity, -Infinity];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const here = value(at(across, column, columns), at(up, row, rows));
      values[row * columns + column] = here;
      low = Math.min(low, here);
      high = Math.max(high, here);
    }
  }
  return { columns, rows, values, low, high };
}

/** How strongly low values are spread apart: functions for optimisers are steep at the edges and flat in the valleys. */
const SPREAD = 200;

/** A value as a share of the range, 0 lowest, on a scale that shows the valleys. */
export const toneOf = ({ low, high }: ContourGrid, value: number): number =>
  high === low ? 0 : Math.log1p((SPREAD * (value - low)) / (high - low)) / Math.log1p(SPREAD);

/** The value that has a tone. */
export const valueOfTone = ({ low, high }: ContourGrid, tone: number): number =>
  low + ((high - low) * Math.expm1(tone * Math.log1p(SPREAD))) / SPREAD;

/** One piece of a line of equal value, in grid steps from the low corner. */
export type Segment = readonly [fromColumn: number, fromRow: number, toColumn: number, toRow: number];

/** Marching squares: where a level crosses the edges of each cell; saddles are joined in the order of the edges. */
export function contourSegments({ columns, rows, values }: ContourGrid, level: number): readonly Segment[] {
  const segments: Segment[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const corners = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ] as const;
      const heights = corners.map(([x, y]) => values[y * columns + x]!);
      const crossings = corners.flatMap(([x, y], edge): (readonly [number, number])[] => {
        const [from, to] = [heights[edge]!, heights[(edge + 1) % 4]!];
        if (from < level === to < level) return [];
        const share = (level - from) / (to - from);
        const [nextX, nextY] = corners[(edge + 1) % 4]!;
        return [[x + (nextX - x) * share, y + (nextY - y) * share]];
      });
      for (let pair = 0; pair + 1 < crossings.length; pair += 2)
        segments.push([...crossings[pair]!, ...crossings[pair + 1]!]);
    }
  }
  return segments;
}
