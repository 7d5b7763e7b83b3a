import { useLayoutEffect, useMemo, useRef } from "react";
import { cividisTable, packed } from "../canvas/colors.ts";
import type { ElementSize } from "../controls/useSize.ts";
import { contourSegments, sampleGrid, toneOf, valueOfTone, type ContourGrid } from "./contour.ts";

/** CSS pixels between two grid points. */
const SPACING = 3;
const LINES = 9;

interface ContourCanvasProps {
  readonly height: (x: readonly number[]) => number;
  readonly bounds: readonly [readonly [number, number], readonly [number, number]];
  /** The variables after the first two, which the plane holds still. */
  readonly rest: readonly number[];
  readonly size: ElementSize;
  readonly left: number;
  readonly top: number;
}

/** Heights as colours from dark to light, with lines of equal value. */
export function ContourCanvas({ height, bounds, rest, size, left, top }: ContourCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const held = rest.join(" ");
  const [columns, rows] = [
    Math.max(2, Math.round(size.width / SPACING)),
    Math.max(2, Math.round(size.height / SPACING)),
  ];
  const [[low, high], [bottom, ceiling]] = bounds;
  const grid = useMemo(() => {
    const others = held === "" ? [] : held.split(" ").map(Number);
    return sampleGrid(
      (x, y) => height([x, y, ...others]),
      [
        [low, high],
        [bottom, ceiling],
      ],
      columns,
      rows,
    );
  }, [height, held, low, high, bottom, ceiling, columns, rows]);
  const density = window.devicePixelRatio;
  const [width, tall] = [Math.round(size.width * density), Math.round(size.height * density)];
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    context.drawImage(painted(grid), 0, 0, width, tall);
    context.strokeStyle = "rgba(255, 255, 255, .38)";
    context.lineWidth = density;
    context.stroke(linesOf(grid, width, tall));
  }, [grid, width, tall, density]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={tall}
      style={{ left, top, width: size.width, height: size.height }}
      aria-hidden
    />
  );
}

/** One pixel a grid point; row 0 of the grid is at the bottom. */
function painted(grid: ContourGrid): OffscreenCanvas {
  const { columns, rows, values } = grid;
  const table = cividisTable().map((color) => packed(...color));
  const pixels = new Uint32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      pixels[(rows - 1 - row) * columns + column] =
        table[Math.round(toneOf(grid, values[row * columns + column]!) * (table.length - 1))]!;
  }
  const canvas = new OffscreenCanvas(columns, rows);
  canvas.getContext("2d")!.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows), 0, 0);
  return canvas;
}

function linesOf(grid: ContourGrid, width: number, height: number): Path2D {
  const path = new Path2D();
  const x = (column: number) => (column / (grid.columns - 1)) * width;
  const y = (row: number) => (1 - row / (grid.rows - 1)) * height;
  for (let line = 1; line <= LINES; line++) {
    for (const [fromColumn, fromRow, toColumn, toRow] of contourSegments(grid, valueOfTone(grid, line / (LINES + 1)))) {
      path.moveTo(x(fromColumn), y(fromRow));
      path.lineTo(x(toColumn), y(toRow));
    }
  }
  return path;
}
