import { Select } from "@mantine/core";
import { useMemo, useState, type ReactNode } from "react";
import { CartesianGrid, ComposedChart, Line, Scatter, ScatterChart, XAxis, YAxis } from "recharts";
import { PlotArea } from "../charts/PlotArea.tsx";
import { sizeOf } from "../../core/stages/stages.ts";
import { bestAmong } from "../../core/study/ranking.ts";
import { headlineScore } from "../../core/judging/headline.ts";
import { shownMetrics } from "../../state/shownMetrics.ts";
import {
  importance,
  surrogateCalls,
  vectorStage,
  type SurrogateCall,
  type VectorStage,
} from "../../state/tuningPlots.ts";
import { PlotFrame } from "../charts/PlotFrame.tsx";
import { lineNumbers, ParallelCoordinates, type ParallelLine } from "../charts/ParallelCoordinates.tsx";
import { formatFixed } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { chartMargin, xLook, yLook } from "./plotLooks.tsx";
import type { PlotsProps } from "./Plots.tsx";
import { SurrogatePlot } from "./SurrogatePlot.tsx";
import classes from "./search.module.css";

/** A search in a box of numbers: what the surrogate expected, how far it looked, a plane through it, and every trial as a line. */
export function TuningPlots({ study, stage, switcher }: PlotsProps & { readonly switcher?: ReactNode }) {
  const vectors = useMemo(() => vectorStage(study, stage), [study, stage]);
  if (!vectors || vectors.trials.length === 0) {
    return (
      <div className={classes.plots} data-columns="1">
        <p className="panel panel-body t2">This stage begins once the stage it works on has a best trial.</p>
      </div>
    );
  }
  return (
    <div className={classes.plots} data-columns="tuning">
      <SurrogateCalls vectors={vectors} switcher={switcher} planned={sizeOf(study.spec.stages[stage]!)} />
      <SurrogatePlot vectors={vectors} />
      <Coordinates vectors={vectors} />
    </div>
  );
}

/** Expected against true, and the radius around known points that shrinks to nothing. */
function SurrogateCalls({
  vectors,
  switcher,
  planned,
}: {
  readonly vectors: VectorStage;
  readonly switcher: ReactNode;
  readonly planned: number;
}) {
  const [shown, setShown] = useState<"values" | "radius">("values");
  const calls = useMemo(() => surrogateCalls(vectors), [vectors]);
  const selectTrial = useStudio((state) => state.selectTrial);
  return (
    <section className={classes.plot} aria-label="Surrogate">
      <h2>
        {switcher}
        <Select
          aria-label="Surrogate plot"
          w={190}
          value={shown}
          onChange={(value) => value && setShown(value)}
          data={[
            { value: "values", label: "True against expected" },
            { value: "radius", label: "Distance kept" },
          ]}
        />
      </h2>
      {calls.length === 0 ? (
        <p className="t2">The first half of the trials covers the box evenly; the surrogate speaks after them.</p>
      ) : (
        <PlotArea
          name={shown === "values" ? "True against expected" : "Distance kept"}
          numbers={() => calls.map((call) => ({ ...call, trial: call.trial.label }))}
        >
          {shown === "values" ? valuesChart(calls, selectTrial) : radiusChart(calls, planned)}
        </PlotArea>
      )}
    </section>
  );
}

const signed = (value: number) => formatFixed(value, 2);

/** What was measured against what was expected; on the dashed line both are the same. */
function valuesChart(calls: readonly SurrogateCall[], selectTrial: (trial: number) => void) {
  const points = calls.flatMap(({ expected, value, trial }) =>
    value === null ? [] : [{ x: expected, y: value, trial }],
  );
  const ends = points.flatMap(({ x, y }) => [x, y]);
  const [low, high] = ends.length > 0 ? [Math.min(...ends), Math.max(...ends)] : [0, 1];
  const room = Math.max(0.01, (high - low) * 0.1);
  const domain = [low - room, high + room];
  return (
    <ScatterChart margin={chartMargin}>
      <CartesianGrid vertical={false} stroke="var(--grid)" />
      <XAxis {...xLook} dataKey="x" domain={domain} tickFormatter={signed} tickCount={4} />
      <YAxis {...yLook} width={40} dataKey="y" domain={domain} tickFormatter={signed} />
      <Scatter
        data={[
          { x: low, y: low },
          { x: high, y: high },
        ]}
        line={{ stroke: "var(--text-3)", strokeDasharray: "4 3" }}
        shape={() => <g />}
        isAnimationActive={false}
      />
      <Scatter
        data={points}
        fill="var(--text-2)"
        isAnimationActive={false}
        onClick={(point: { readonly payload?: { readonly trial?: { readonly id: number } } }) =>
          point.payload?.trial && selectTrial(point.payload.trial.id)
        }
      />
    </ScatterChart>
  );
}

/** How far from known points it looked, trial by trial. */
const radiusChart = (calls: readonly SurrogateCall[], planned: number) => (
  <ComposedChart margin={chartMargin} data={[...calls]}>
    <CartesianGrid vertical={false} stroke="var(--grid)" />
    <XAxis
      {...xLook}
      dataKey="number"
      domain={[0, planned]}
      tickFormatter={(value: number) => (value === planned ? `${value} trials` : String(value))}
      ticks={[0, planned]}
    />
    <YAxis {...yLook} domain={[0, "auto"]} tickFormatter={signed} />
    <Line
      dataKey="radius"
      stroke="var(--text)"
      strokeWidth={1.5}
      dot={{ r: 2, fill: "var(--text)" }}
      isAnimationActive={false}
    />
  </ComposedChart>
);

/** Every trial as a line through its numbers to its score. */
function Coordinates({ vectors }: { readonly vectors: VectorStage }) {
  const [order, setOrder] = useState<"given" | "importance">("given");
  const selectTrial = useStudio((state) => state.selectTrial);
  const selected = useStudio((state) => state.trialIds);
  const axes = useMemo(() => orderedAxes(vectors, order), [vectors, order]);
  const study = useStudio((state) => state.study);
  const ranked = { trials: vectors.trials.map(({ trial }) => trial), ...(study && { spec: study.spec }) };
  const [headline] = shownMetrics(ranked);
  const best = bestAmong(ranked)?.id;
  const scores = ranked.trials.flatMap((trial) => headlineScore(ranked, trial) ?? []);
  const [low, high] = scores.length > 0 ? [Math.min(...scores), Math.max(...scores)] : [0, 1];
  const lines = vectors.trials.map(({ trial, x }): ParallelLine => ({
    id: trial.id,
    label: `Trial ${trial.label}`,
    values: [...axes.map((axis) => x[axis]!), headlineScore(ranked, trial)],
    tone: selected.includes(trial.id) ? "selected" : trial.id === best ? "best" : "plain",
  }));
  const shown = [
    ...axes.map((axis) => vectors.parameters[axis]!),
    {
      name: headline.id,
      label: headline.label,
      low: low === high ? low - 0.01 : low,
      high: low === high ? high + 0.01 : high,
    },
  ];
  return (
    <section className={classes.plot} aria-label="All numbers of all trials">
      <h2>
        All numbers
        <Select
          aria-label="Order of the axes"
          w={150}
          value={order}
          onChange={(value) => value && setOrder(value)}
          data={[
            { value: "given", label: "as in the space" },
            { value: "importance", label: "by importance" },
          ]}
        />
      </h2>
      <PlotFrame name="All numbers of all trials" numbers={() => lineNumbers(shown, lines)}>
        <ParallelCoordinates axes={shown} lines={lines} onSelect={selectTrial} />
      </PlotFrame>
    </section>
  );
}

function orderedAxes(vectors: VectorStage, order: "given" | "importance"): readonly number[] {
  const axes = vectors.parameters.map((_, axis) => axis);
  if (order === "given") return axes;
  const weights = importance(vectors);
  return axes.sort((a, b) => weights[b]! - weights[a]!);
}
