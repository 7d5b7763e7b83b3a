import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, XAxis, YAxis } from "recharts";
import { PlotArea } from "../../charts/PlotArea.tsx";
import { COLLAPSED } from "../../../core/study/sharedSearch.ts";
import type { LearningPoint } from "../../../state/sharedPlots.ts";
import { chartMargin, xLook, yLook } from "../plotLooks.tsx";
import classes from "../search.module.css";

interface LearningPlotProps {
  readonly points: readonly LearningPoint[];
  readonly epochs: number;
}

const fixed = (value: number): string => value.toFixed(2);

const epochAxis = (epochs: number) => ({
  ...xLook,
  dataKey: "epoch",
  domain: [0, epochs],
  ticks: [0, Math.round(epochs / 2), epochs],
  tickFormatter: (value: number) => (value === epochs ? `${value} epochs` : String(value)),
});

/** Rewards of all samples as a band, their mean, and the baseline they are measured against. Batches differ in how hard they are, and each epoch has its own. */
export function RewardPlot({ points, epochs, of }: LearningPlotProps & { readonly of: string }) {
  const last = points.at(-1);
  return (
    <section className={classes.plot} aria-label="Rewards">
      <h2>
        Reward <span className="t3 nowrap">{of}</span> {last && <b>{last.mean.toFixed(3)}</b>}
      </h2>
      <PlotArea name="Rewards" numbers={() => points}>
        <ComposedChart data={[...points]} margin={chartMargin}>
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis {...epochAxis(epochs)} />
          <YAxis {...yLook} domain={["auto", "auto"]} tickFormatter={fixed} />
          <Area dataKey="range" stroke="none" fill="var(--text-3)" fillOpacity={0.25} isAnimationActive={false} />
          <Line dataKey="mean" stroke="var(--text)" strokeWidth={2} dot={false} isAnimationActive={false} />
          <Line dataKey="baseline" stroke="var(--text-2)" strokeDasharray="4 3" dot={false} isAnimationActive={false} />
        </ComposedChart>
      </PlotArea>
      <p className="t3 sm">
        Each epoch has a batch of its own: compare within one. Band: all samples; dashed: baseline.
      </p>
    </section>
  );
}

/** How much the controller still varies, and the share under which it counts as collapsed. */
export function EntropyPlot({ points, epochs, warning }: LearningPlotProps & { readonly warning: string | null }) {
  const last = points.at(-1);
  const low = Math.max(0, Math.floor(10 * Math.min(0.9, ...points.map(({ entropy }) => entropy))) / 10);
  return (
    <section className={classes.plot} aria-label="Entropy of the controller">
      <h2>
        Entropy <span className="t3 nowrap">1 is uniform</span> {last && <b>{last.entropy.toFixed(3)}</b>}
      </h2>
      <PlotArea name="Entropy of the controller" numbers={() => points}>
        <ComposedChart data={[...points]} margin={chartMargin}>
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis {...epochAxis(epochs)} />
          <YAxis {...yLook} domain={[low, 1]} tickFormatter={fixed} />
          <ReferenceLine y={COLLAPSED} stroke="var(--warn)" strokeDasharray="2 3" />
          <Line dataKey="entropy" stroke="var(--text)" strokeWidth={2} dot={false} isAnimationActive={false} />
        </ComposedChart>
      </PlotArea>
      {warning !== null && (
        <p className="warn" role="status">
          {warning}
        </p>
      )}
    </section>
  );
}
