import { cloneElement, useEffect, useState, type ReactElement } from "react";
import { ResponsiveContainer } from "recharts";
import { PlotFrame, type PlotNumbers } from "./PlotFrame.tsx";

/** Who waits to be drawn first, the next in every frame: a room full of charts would else hold the page up in one go. */
const waiting = new Set<() => void>();

function drawNext(): void {
  const [next] = waiting;
  if (!next) return;
  waiting.delete(next);
  next();
  if (waiting.size > 0) requestAnimationFrame(drawNext);
}

function inTurn(draw: () => void): () => void {
  waiting.add(draw);
  if (waiting.size === 1) requestAnimationFrame(drawNext);
  return () => void waiting.delete(draw);
}

interface PlotAreaProps {
  readonly name: string;
  /** What the chart shows, for who saves it. */
  readonly numbers: () => PlotNumbers;
  /** A chart of recharts. */
  readonly children: ReactElement<{ readonly "aria-label"?: string }>;
}

/** A chart as large as the place it is put into. */
export function PlotArea({ children, ...frame }: PlotAreaProps) {
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => inTurn(() => setDrawn(true)), []);
  return (
    <PlotFrame {...frame}>
      {isDrawn ? (
        <ResponsiveContainer>{cloneElement(children, { "aria-label": frame.name })}</ResponsiveContainer>
      ) : (
        <div style={{ height: "100%" }} />
      )}
    </PlotFrame>
  );
}
