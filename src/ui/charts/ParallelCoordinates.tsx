import { useCallback, useMemo, useState, type PointerEvent } from "react";
import { useSize } from "../controls/useSize.ts";
import { MOST_ELEMENTS, SlicedCanvas, type Brush as CanvasBrush } from "./SlicedCanvas.tsx";
import classes from "./charts.module.css";

export interface ParallelAxis {
  readonly name: string;
  readonly label: string;
  readonly low: number;
  readonly high: number;
  /** What stands at the upper end, where it is not the bound itself. */
  readonly end?: string;
}

export interface ParallelLine {
  readonly id: number;
  readonly label: string;
  /** One value an axis, in their order; null is left out of the line. */
  readonly values: readonly (number | null)[];
  readonly tone: "plain" | "best" | "selected";
  /** Of a plain line, 0 … 1: old ones may fade. */
  readonly opacity?: number;
  readonly isDashed?: boolean;
}

interface ParallelCoordinatesProps {
  readonly axes: readonly ParallelAxis[];
  readonly lines: readonly ParallelLine[];
  readonly onSelect: (id: number) => void;
}

/** A row a line, a column an axis. */
export const lineNumbers = (axes: readonly ParallelAxis[], lines: readonly ParallelLine[]) =>
  lines.map(({ label, values }) => ({
    line: label,
    ...Object.fromEntries(axes.map((axis, index) => [axis.label, values[index] ?? null])),
  }));

type Brush = readonly [low: number, high: number];

const TOP = 40;
const BOTTOM = 16;
const SIDE = 40;
const GRIP = 22;
const STROKES = { plain: "var(--text-3)", best: "var(--text)", selected: "var(--accent)" } as const;
const short = (value: number): string => String(Number(value.toPrecision(3))).replace("-", "−");

/** Every line is one point of many numbers. Drag along an axis to keep only the lines that pass there; click it to let all through. */
export function ParallelCoordinates({ axes, lines, onSelect }: ParallelCoordinatesProps) {
  const [ref, size] = useSize();
  const [brushes, setBrushes] = useState<ReadonlyMap<string, Brush>>(new Map());
  const [hovered, setHovered] = useState<number | null>(null);
  const width = size?.width ?? 0;
  const height = Math.max(0, (size?.height ?? 0) - TOP - BOTTOM);
  const box = useMemo(() => [width, height] as const, [width, height]);
  const passes = useMemo(() => brushed(axes, brushes), [axes, brushes]);
  const isMany = lines.length > MOST_ELEMENTS;
  const plot = { axes, box, passes, hovered, onHover: setHovered, onSelect };
  const setBrush = (name: string, brush: Brush | null) =>
    setBrushes((before) => {
      const after = new Map(before);
      if (brush) after.set(name, brush);
      else after.delete(name);
      return after;
    });
  return (
    <div ref={ref} className={classes.parallel}>
      {width > 0 && isMany && <ManyLines {...plot} lines={lines} height={size!.height} />}
      {width > 0 && (
        <svg
          width={width}
          height={size!.height}
          role="group"
          aria-label="Parallel coordinates"
          className={isMany ? classes.over : undefined}
        >
          <Lines {...plot} lines={isMany ? lines.filter((line) => isStrong(line, hovered)) : lines} />
          {axes.map((axis, index) => (
            <Axis
              key={axis.name}
              axis={axis}
              x={placeOf(axes, index, box)}
              anchor={index === 0 ? "start" : index === axes.length - 1 ? "end" : "middle"}
              height={height}
              brush={brushes.get(axis.name) ?? null}
              isHigh={index % 2 === 1}
              onBrush={(brush) => setBrush(axis.name, brush)}
            />
          ))}
        </svg>
      )}
    </div>
  );
}

const isStrong = ({ tone, id }: ParallelLine, hovered: number | null): boolean => tone !== "plain" || id === hovered;

interface LinesProps extends ParallelCoordinatesProps {
  readonly box: Box;
  readonly passes: (line: ParallelLine) => boolean;
  readonly hovered: number | null;
  readonly onHover: (id: number | null) => void;
}

/** Every line an element, the strong ones on top. */
function Lines({ axes, lines, box, passes, hovered, onHover, onSelect }: LinesProps) {
  const order = { plain: 0, best: 1, selected: 2 } as const;
  return [...lines]
    .sort((a, b) => order[a.tone] - order[b.tone])
    .map((line) => {
      const isIn = passes(line);
      return (
        <polyline
          key={line.id}
          points={pathOf(line, axes, box)
            .map((point) => point.join(","))
            .join(" ")}
          fill="none"
          stroke={line.id === hovered ? "var(--text)" : STROKES[line.tone]}
          strokeWidth={isStrong(line, hovered) ? 2 : 1}
          opacity={isIn ? (isStrong(line, hovered) ? 1 : (line.opacity ?? 0.7)) : 0.08}
          {...(line.isDashed === true && { strokeDasharray: "4 3" })}
          pointerEvents={isIn ? "stroke" : "none"}
          style={{ cursor: "pointer" }}
          onPointerEnter={() => onHover(line.id)}
          onPointerLeave={() => onHover(null)}
          onClick={() => onSelect(line.id)}
        >
          <title>{line.label}</title>
        </polyline>
      );
    });
}

/** More lines than elements are good for, on a canvas under the axes. */
function ManyLines({ axes, lines, box, passes, onHover, onSelect, height }: LinesProps & { readonly height: number }) {
  const paths = useMemo(() => manyPaths(lines, axes, box), [lines, axes, box]);
  const draw = useCallback((brush: CanvasBrush) => drawPaths(brush, paths, passes), [paths, passes]);
  const lineAt = (place: Point | null) => (place ? nearestLine(paths, passes, place) : null);
  return (
    <div className={classes.under}>
      <SlicedCanvas
        width={box[0]}
        height={height}
        label={`${lines.length} lines; the table names them`}
        draw={draw}
        onClick={(x, y) => {
          const line = lineAt([x, y]);
          if (line) onSelect(line.id);
        }}
        onHover={(place) => {
          const line = lineAt(place);
          onHover(line?.id ?? null);
          return line !== null;
        }}
      />
    </div>
  );
}

type Box = readonly [width: number, height: number];
type Point = readonly [x: number, y: number];

const placeOf = (axes: readonly ParallelAxis[], axis: number, [width]: Box): number =>
  SIDE + (axis * Math.max(0, width - 2 * SIDE)) / Math.max(1, axes.length - 1);

/** Where a line goes, in pixels; without the axes that it has no value on. */
const pathOf = ({ values }: ParallelLine, axes: readonly ParallelAxis[], box: Box): readonly Point[] =>
  values.flatMap((value, at): readonly Point[] => {
    const { low, high } = axes[at]!;
    if (value === null) return [];
    return [[placeOf(axes, at, box), TOP + box[1] * (1 - (high === low ? 0.5 : (value - low) / (high - low)))]];
  });

/** Whether a line passes where it is asked to on every axis. */
const brushed =
  (axes: readonly ParallelAxis[], brushes: ReadonlyMap<string, Brush>) =>
  ({ values }: ParallelLine): boolean =>
    axes.every(({ name }, axis) => {
      const brush = brushes.get(name);
      const value = values[axis];
      return !brush || (value !== null && value !== undefined && value >= brush[0] && value <= brush[1]);
    });

interface LinePath {
  readonly line: ParallelLine;
  readonly points: readonly Point[];
}

const manyPaths = (lines: readonly ParallelLine[], axes: readonly ParallelAxis[], box: Box): readonly LinePath[] =>
  lines.map((line) => ({ line, points: pathOf(line, axes, box) }));

/** Lines drawn without a break. */
const BATCH = 50;

function* drawPaths(
  { context, color }: CanvasBrush,
  paths: readonly LinePath[],
  passes: (line: ParallelLine) => boolean,
): Generator<undefined, void> {
  context.strokeStyle = color(STROKES.plain);
  for (const [index, { line, points }] of paths.entries()) {
    context.globalAlpha = passes(line) ? (line.opacity ?? 0.7) : 0.08;
    context.setLineDash(line.isDashed === true ? [4, 3] : []);
    context.beginPath();
    for (const point of points) context.lineTo(...point);
    context.stroke();
    if (index % BATCH === BATCH - 1) yield undefined;
  }
}

/** How far from a line the pointer still means it, in pixels. */
const REACH = 4;

/** The line that passes next to a place, of those that are let through. */
function nearestLine(
  paths: readonly LinePath[],
  passes: (line: ParallelLine) => boolean,
  [x, y]: Point,
): ParallelLine | null {
  let nearest: ParallelLine | null = null;
  let distance = REACH;
  for (const { line, points } of paths) {
    const end = points.findIndex(([right]) => right >= x);
    if (end < 1) continue;
    const [[x0, y0], [x1, y1]] = [points[end - 1]!, points[end]!];
    const away = Math.abs(y0 + ((y1 - y0) * (x - x0)) / (x1 - x0) - y);
    if (away >= distance || !passes(line)) continue;
    distance = away;
    nearest = line;
  }
  return nearest;
}

interface AxisProps {
  readonly axis: ParallelAxis;
  readonly x: number;
  /** Names at the two ends point inwards, so that they are not cut off. */
  readonly anchor: "start" | "middle" | "end";
  readonly height: number;
  readonly brush: Brush | null;
  /** Labels of neighbours stand at two heights, so that they do not run into each other. */
  readonly isHigh: boolean;
  readonly onBrush: (brush: Brush | null) => void;
}

function Axis({ axis, x, anchor, height, brush, isHigh, onBrush }: AxisProps) {
  const [start, setStart] = useState<number | null>(null);
  const { low, high } = axis;
  const valueAt = (event: PointerEvent<SVGRectElement>) => {
    const top = event.currentTarget.getBoundingClientRect().top;
    return low + (high - low) * (1 - Math.min(1, Math.max(0, (event.clientY - top) / height)));
  };
  const yOf = (value: number) => TOP + height * (1 - (value - low) / (high - low));
  const end = (event: PointerEvent<SVGRectElement>) => {
    if (start !== null && Math.abs(valueAt(event) - start) < (high - low) * 0.02) onBrush(null);
    setStart(null);
  };
  return (
    <g>
      <line x1={x} x2={x} y1={TOP} y2={TOP + height} stroke="var(--line-2)" />
      {brush && (
        <rect
          x={x - 5}
          width={10}
          y={yOf(brush[1])}
          height={Math.max(2, yOf(brush[0]) - yOf(brush[1]))}
          fill="var(--accent-soft)"
          stroke="var(--accent)"
        />
      )}
      <text
        x={anchor === "middle" ? x : anchor === "start" ? x - SIDE + 4 : x + SIDE - 4}
        y={isHigh ? 10 : 23}
        textAnchor={anchor}
        className={classes.axisName}
      >
        {axis.label}
      </text>
      <text x={x} y={TOP - 4} textAnchor="middle" className={classes.axisEnd}>
        {axis.end ?? short(high)}
      </text>
      <text x={x} y={TOP + height + 12} textAnchor="middle" className={classes.axisEnd}>
        {short(low)}
      </text>
      <rect
        x={x - GRIP / 2}
        width={GRIP}
        y={TOP}
        height={height}
        fill="transparent"
        role="slider"
        tabIndex={0}
        aria-label={`${axis.label}: show only lines from ${short(brush?.[0] ?? low)} to ${short(brush?.[1] ?? high)}`}
        aria-valuemin={low}
        aria-valuemax={high}
        aria-valuenow={brush?.[0] ?? low}
        style={{ cursor: "ns-resize" }}
        onKeyDown={(event) => {
          const step = (high - low) / 20;
          const [from, to] = brush ?? [low, high];
          if (event.key === "ArrowUp") onBrush([Math.min(to, from + step), to]);
          else if (event.key === "ArrowDown") onBrush([from, Math.max(from, to - step)]);
          else if (event.key === "Escape") onBrush(null);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setStart(valueAt(event));
        }}
        onPointerMove={(event) => {
          if (start !== null) onBrush([Math.min(start, valueAt(event)), Math.max(start, valueAt(event))]);
        }}
        onPointerUp={end}
      />
    </g>
  );
}
