import { useState, type PointerEvent } from "react";
import { useSize } from "../controls/useSize.ts";
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
  const xOf = (axis: number) => SIDE + (axis * Math.max(0, width - 2 * SIDE)) / Math.max(1, axes.length - 1);
  const yOf = ({ low, high }: ParallelAxis, value: number) =>
    TOP + height * (1 - (high === low ? 0.5 : (value - low) / (high - low)));
  const passes = ({ values }: ParallelLine) =>
    axes.every(({ name }, axis) => {
      const brush = brushes.get(name);
      const value = values[axis];
      return !brush || (value !== null && value !== undefined && value >= brush[0] && value <= brush[1]);
    });
  const path = ({ values }: ParallelLine) =>
    values.flatMap((value, axis) => (value === null ? [] : [`${xOf(axis)},${yOf(axes[axis]!, value)}`])).join(" ");
  const order = { plain: 0, best: 1, selected: 2 } as const;
  const drawn = [...lines].sort((a, b) => order[a.tone] - order[b.tone]);
  const setBrush = (name: string, brush: Brush | null) =>
    setBrushes((before) => {
      const after = new Map(before);
      if (brush) after.set(name, brush);
      else after.delete(name);
      return after;
    });
  return (
    <div ref={ref} className={classes.parallel}>
      {width > 0 && (
        <svg width={width} height={size!.height} role="group" aria-label="Parallel coordinates">
          {drawn.map((line) => {
            const isIn = passes(line);
            const isStrong = line.tone !== "plain" || line.id === hovered;
            return (
              <polyline
                key={line.id}
                points={path(line)}
                fill="none"
                stroke={line.id === hovered ? "var(--text)" : STROKES[line.tone]}
                strokeWidth={isStrong ? 2 : 1}
                opacity={isIn ? (isStrong ? 1 : (line.opacity ?? 0.7)) : 0.08}
                {...(line.isDashed === true && { strokeDasharray: "4 3" })}
                pointerEvents={isIn ? "stroke" : "none"}
                style={{ cursor: "pointer" }}
                onPointerEnter={() => setHovered(line.id)}
                onPointerLeave={() => setHovered(null)}
                onClick={() => onSelect(line.id)}
              >
                <title>{line.label}</title>
              </polyline>
            );
          })}
          {axes.map((axis, index) => (
            <Axis
              key={axis.name}
              axis={axis}
              x={xOf(index)}
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
