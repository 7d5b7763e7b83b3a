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
