import type { KeyboardEvent, PointerEvent } from "react";
import { PlotFrame } from "../charts/PlotFrame.tsx";
import { formatNumber } from "../format.ts";
import { useSize } from "../controls/useSize.ts";
import classes from "./data.module.css";

interface HistogramProps {
  readonly counts: Uint32Array;
  readonly range: readonly [min: number, max: number];
  readonly window: readonly [low: number, high: number];
  readonly onChange: (window: readonly [low: number, high: number]) => void;
}

const FOOT = 18;

/** Counts of intensities (square root, so that rare ones show) under the ramp from black to white; both ends of the ramp are dragged. */
export function Histogram({ counts, range: [min, max], window: [low, high], onChange }: HistogramProps) {
  const [ref, size] = useSize();
  const span = Math.max(max - min, Number.EPSILON);
  const height = (size?.height ?? 130) - FOOT;
  const x = (value: number) => ((Math.min(max, Math.max(min, value)) - min) / span) * (size?.width ?? 0);
  const tallest = Math.sqrt(Math.max(1, ...counts));
  const points = Array.from(
    counts,
    (count, bin) =>
      `L${(((bin + 0.5) / counts.length) * (size?.width ?? 0)).toFixed(1)} ${(height - (Math.sqrt(count) / tallest) * height).toFixed(1)}`,
  );
  const change = (end: "low" | "high", value: number) => {
    const kept = Math.min(max, Math.max(min, value));
    onChange(end === "low" ? [Math.min(kept, high - span / 1000), high] : [low, Math.max(kept, low + span / 1000)]);
  };
  return (
    <div ref={ref} className={classes.histogram}>
      {size && (
        <PlotFrame name="Histogram of intensities" numbers={() => binRows(counts, [min, max])}>
          <svg role="img" aria-label={`Histogram of intensities from ${formatNumber(min)} to ${formatNumber(max)}`}>
            <path d={`M0 ${height}${points.join("")}L${size.width} ${height}Z`} fill="var(--text-3)" opacity={0.75} />
            <path d={`M0 ${height + 0.5}H${size.width}`} stroke="var(--line-2)" />
            <path d={`M${x(low)} ${height}L${x(high)} 0`} stroke="var(--text)" strokeWidth={1.25} />
            <text className={classes.plotText} x={0} y={height + 15}>
              {formatNumber(min)}
            </text>
            <text className={classes.plotText} x={size.width / 2} y={height + 15} textAnchor="middle">
              {formatNumber((min + max) / 2)}
            </text>
            <text className={classes.plotText} x={size.width} y={height + 15} textAnchor="end">
              {formatNumber(max)}
            </text>
          </svg>
        </PlotFrame>
      )}
      {size && (
        <Thumb
          label="Black at"
          value={low}
          left={x(low)}
          range={[min, max]}
          onMove={(value) => change("low", value)}
          width={size.width}
        />
      )}
      {size && (
        <Thumb
          label="White at"
          value={high}
          left={x(high)}
          range={[min, max]}
          onMove={(value) => change("high", value)}
          width={size.width}
        />
      )}
    </div>
  );
}

const binRows = (counts: Uint32Array, [min, max]: readonly [min: number, max: number]) =>
  Array.from(counts, (count, bin) => {
    const edge = (at: number) => min + ((max - min) * at) / counts.length;
    return { intensity: [edge(bin), edge(bin + 1)], count };
  });

interface ThumbProps {
  readonly label: string;
  readonly value: number;
  readonly left: number;
  readonly range: readonly [min: number, max: number];
  readonly width: number;
  readonly onMove: (value: number) => void;
}

function Thumb({ label, value, left, range: [min, max], width, onMove }: ThumbProps) {
  const step = (max - min) / 256;
  const onKeyDown = (event: KeyboardEvent) => {
    const factor = event.shiftKey ? 10 : 1;
    const next = {
      ArrowLeft: value - step * factor,
      ArrowDown: value - step * factor,
      ArrowRight: value + step * factor,
      ArrowUp: value + step * factor,
      Home: min,
      End: max,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onMove(next);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement!.getBoundingClientRect();
    onMove(min + ((event.clientX - box.left) / width) * (max - min));
  };
  return (
    <div
      className={classes.thumbLine}
      style={{ left }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={Math.round(min)}
      aria-valuemax={Math.round(max)}
      aria-valuenow={Math.round(value)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
    />
  );
}
