import { usePlotArea, useXAxisScale, useYAxisScale } from "recharts";
import { useCallback } from "react";
import { SlicedCanvas, type Brush } from "./SlicedCanvas.tsx";

/** Where values lie on a plot, in pixels from the corner of its area. */
export interface PlotScale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** The scales of the chart around it, in pixels of its SVG; null before it is laid out. */
export function usePlotScale(): (PlotScale & { readonly area: ReturnType<typeof usePlotArea> }) | null {
  const [x, y, area] = [useXAxisScale(), useYAxisScale(), usePlotArea()];
  if (!x || !y || !area) return null;
  return { x: (value) => x(value) ?? NaN, y: (value) => y(value) ?? NaN, area };
}

interface PlotCanvasProps {
  readonly label: string;
  readonly draw: (brush: Brush, scale: PlotScale) => Generator<undefined, void>;
  /** What lies under the pointer, if anything does. */
  readonly pick?: (x: number, y: number, scale: PlotScale) => (() => void) | null;
}

/** A layer of a chart for more marks than the page could hold as elements. Give the same `draw` and `pick` while nothing changes. */
export function PlotCanvas({ label, draw, pick }: PlotCanvasProps) {
  const [x, y, area] = [useXAxisScale(), useYAxisScale(), usePlotArea()];
  const scaleIn = useCallback((): PlotScale => {
    const [left, top] = [area?.x ?? 0, area?.y ?? 0];
    return { x: (value) => (x?.(value) ?? NaN) - left, y: (value) => (y?.(value) ?? NaN) - top };
  }, [x, y, area?.x, area?.y]);
  const drawing = useCallback((brush: Brush) => draw(brush, scaleIn()), [draw, scaleIn]);
  if (!x || !y || !area) return null;
  return (
    <foreignObject x={area.x} y={area.y} width={area.width} height={area.height}>
      <SlicedCanvas
        width={area.width}
        height={area.height}
        label={label}
        draw={drawing}
        {...(pick && {
          onClick: (left: number, top: number) => pick(left, top, scaleIn())?.(),
          onHover: (place: readonly [number, number] | null) => place !== null && pick(...place, scaleIn()) !== null,
        })}
      />
    </foreignObject>
  );
}
