import { CartesianGrid } from "recharts";
import type { TrialPoint } from "../../state/searchPlots.ts";
import { ticksTo } from "../charts/niceTicks.ts";

/** Axes and margins that all plots of the room share. */
const tick = { fill: "var(--text-3)", fontSize: 11 } as const;
export const xLook = {
  tick,
  stroke: "var(--line-2)",
  tickLine: false,
  height: 20,
  minTickGap: 20,
  type: "number" as const,
};
export const yLook = { tick, stroke: "transparent", tickLine: false, width: 32, tickCount: 4, type: "number" as const };
export const chartMargin = { top: 8, right: 48, bottom: 0, left: 0 };

export const gridLines = <CartesianGrid vertical={false} stroke="var(--grid)" />;

/** An axis from 0 to a little above everything on it; to 0.1 while there is nothing. */
export function scoreAxis(most: number): { readonly domain: [number, number]; readonly ticks: number[] } {
  const ticks = [...ticksTo(most, 0.1)];
  return { domain: [0, ticks.at(-1)!], ticks };
}

export const highest = (points: readonly TrialPoint[], floor = 0): number =>
  points.reduce((top, { y }) => Math.max(top, y), floor);

/** As many digits as ticks a fortieth apart need. */
export const fixed = (value: number) =>
  Math.abs(value * 100 - Math.round(value * 100)) < 1e-6 ? value.toFixed(2) : value.toFixed(3);
