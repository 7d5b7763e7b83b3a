import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Trial } from "../../core/study/trial.ts";
import { useSize } from "../controls/useSize.ts";

interface DenseCurvesProps {
  readonly table: readonly Readonly<Record<string, number>>[];
  readonly trials: readonly Trial[];
  readonly look: (trial: Trial) => {
    readonly color: string;
    readonly width: number;
    readonly isDashed: boolean;
    readonly opacity: number;
  };
}

/** Thousands of points on a canvas, with the looks of the small plot. */
export function DenseCurves({ table, trials, look }: DenseCurvesProps) {
  const [sizeRef, size] = useSize();
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (!element || !size) return undefined;
    const style = getComputedStyle(element);
    const resolved = (color: string) => style.getPropertyValue(color.slice("var(".length, -1)).trim() || color;
    const axis = {
      stroke: resolved("var(--text-3)"),
      grid: { stroke: resolved("var(--grid)"), width: 1 },
      ticks: { show: false },
      font: "11px Inter",
    };
    const plot = new uPlot(
      {
        width: size.width,
        height: size.height,
        legend: { show: false },
        scales: { x: { time: false } },
        axes: [
          { ...axis, grid: { show: false }, size: 20 },
          { ...axis, size: 36 },
        ],
        series: [
          {},
          ...trials.map((trial) => {
            const { color, width, isDashed, opacity } = look(trial);
            return {
              label: trial.label,
              stroke: resolved(color),
              width,
              alpha: opacity,
              spanGaps: true,
              points: { show: false },
              ...(isDashed && { dash: [4, 3] }),
            };
          }),
        ],
      },
      [
        table.map((row) => row.step!),
        ...trials.map(({ id }) => table.map((row) => row[`t${id}`] ?? null)),
      ] as uPlot.AlignedData,
      element,
    );
    return () => plot.destroy();
  }, [table, trials, look, size]);
  return (
    <div ref={sizeRef} style={{ flex: 1, minHeight: 0 }}>
      <div ref={host} role="img" aria-label={`Curves of ${trials.length} trials`} />
    </div>
  );
}
