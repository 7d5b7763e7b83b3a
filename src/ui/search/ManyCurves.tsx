import { useCallback, useMemo } from "react";
import type { Trial } from "../../core/study/trial.ts";
import { drawnCurve, type Quantity } from "../../state/searchPlots.ts";
import { PlotCanvas, type PlotScale } from "../charts/PlotCanvas.tsx";
import type { Brush } from "../charts/SlicedCanvas.tsx";
import { plural } from "../format.ts";

export interface CurveLook {
  readonly color: string;
  readonly width: number;
  readonly isDashed: boolean;
  readonly opacity: number;
}

interface ManyCurvesProps {
  readonly trials: readonly Trial[];
  readonly quantity: Quantity;
  readonly look: (trial: Trial) => CurveLook;
}

/** Radius of a dot in pixels. */
export const DOT = 2.5;

/** Curves drawn without a break. */
const BATCH = 50;

/** Thousands of curves in a chart, with the looks of the few; those that stand out are drawn last. */
export function ManyCurves({ trials, quantity, look }: ManyCurvesProps) {
  const curves = useMemo(
    () =>
      trials
        .map((trial) => ({ ...drawnCurve(trial, quantity), look: look(trial) }))
        .sort((a, b) => a.look.opacity - b.look.opacity),
    [trials, quantity, look],
  );
  const draw = useCallback(
    function* ({ context, color }: Brush, scale: PlotScale) {
      for (const [index, curve] of curves.entries()) {
        context.strokeStyle = color(curve.look.color);
        context.globalAlpha = curve.look.opacity;
        context.lineWidth = curve.look.width;
        context.setLineDash(curve.look.isDashed ? [4, 3] : []);
        context.beginPath();
        for (const { step, value } of curve.line) context.lineTo(scale.x(step), scale.y(value));
        context.stroke();
        context.fillStyle = context.strokeStyle;
        for (const { step, value } of curve.dots) {
          context.beginPath();
          context.arc(scale.x(step), scale.y(value), DOT, 0, 2 * Math.PI);
          context.fill();
        }
        if (index % BATCH === BATCH - 1) yield undefined;
      }
    },
    [curves],
  );
  return <PlotCanvas label={`Curves of ${plural(trials.length, "trial")}; the table names them`} draw={draw} />;
}
