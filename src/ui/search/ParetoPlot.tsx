import { Select } from "@mantine/core";
import { useMemo, useState } from "react";
import { ComposedChart, Line, XAxis, YAxis } from "recharts";
import { capitalised, shownMetrics } from "../../state/shownMetrics.ts";
import { frontOf, frontSteps, paretoPoints, type TrialPoint } from "../../state/searchPlots.ts";
import type { ShownTrials } from "../../state/shownStage.ts";
import { compact } from "../charts/bins.ts";
import { logTicks } from "../charts/niceTicks.ts";
import { PlotArea } from "../charts/PlotArea.tsx";
import { usePlotScale } from "../charts/PlotCanvas.tsx";
import { formatDuration } from "../format.ts";
import { numbersOf, TrialPoints } from "./TrialPoints.tsx";
import { chartMargin, fixed, gridLines, highest, scoreAxis, xLook, yLook } from "./plotLooks.tsx";
import classes from "./search.module.css";

const leastOf = (points: readonly TrialPoint[]) => points.reduce((least, { x }) => Math.min(least, x), Infinity);
const mostOf = (points: readonly TrialPoint[]) => points.reduce((most, { x }) => Math.max(most, x), 0);

/** Quality against what it costs, with the front of trials that nothing beats in both: steps, as nothing lies between two networks. */
export function ParetoPlot({ shown }: { readonly shown: ShownTrials }) {
  const [cost, setCost] = useState<"parameters" | "seconds">("parameters");
  const against = `${capitalised(shownMetrics(shown)[0].label)} against`;
  const points = useMemo(() => paretoPoints(shown, cost), [shown, cost]);
  const front = useMemo(() => frontOf(points), [points]);
  const format = cost === "parameters" ? compact : formatDuration;
  const [low, high] = points.length > 0 ? [leastOf(points) / 1.5, mostOf(points) * 1.5] : EMPTY[cost];
  return (
    <section className={classes.plot} aria-label="Quality against cost">
      <h2>
        {against}
        <Select
          aria-label={against}
          w={108}
          value={cost}
          onChange={(value) => value && setCost(value)}
          data={[
            { value: "parameters", label: "Parameters" },
            { value: "seconds", label: "Time" },
          ]}
        />
      </h2>
      <PlotArea name={`${against} ${cost}`} numbers={() => numbersOf(points)}>
        <ComposedChart
          margin={chartMargin}
          data={points.length > 0 ? [...frontSteps(front, high)] : [{ x: low, y: 0 }]}
        >
          {gridLines}
          <XAxis
            {...xLook}
            dataKey="x"
            scale="log"
            domain={[low, high]}
            allowDataOverflow
            tickFormatter={format}
            ticks={[...logTicks(low, high)]}
          />
          <YAxis {...yLook} {...scoreAxis(highest(points))} tickFormatter={fixed} />
          <Line
            type="stepAfter"
            dataKey="y"
            stroke="var(--text-2)"
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
          <FrontNames front={front} end={high} />
          <TrialPoints points={points} />
        </ComposedChart>
      </PlotArea>
    </section>
  );
}

/** What networks usually cost, for the axis of an empty plot. */
const EMPTY = { parameters: [1000, 1_000_000], seconds: [1, 1000] } as const;

/** Pixels that two names need between them. */
const APART = 22;

/** Points far enough from each other to be named, the best first. */
function apart(front: readonly TrialPoint[], x: (value: number) => number): readonly TrialPoint[] {
  const named: TrialPoint[] = [];
  for (const point of front.toReversed())
    if (named.length === 0 || x(named.at(-1)!.x) - x(point.x) >= APART) named.push(point);
  return named;
}

/** The trials of the front by name, each above its point; a name that would lie on another is left to the card. */
function FrontNames({ front, end }: { readonly front: readonly TrialPoint[]; readonly end: number }) {
  const scale = usePlotScale();
  const last = front.at(-1);
  if (!scale || !last) return null;
  const named = apart(front, scale.x);
  return (
    <g fill="var(--text-2)" fontSize={11} aria-hidden>
      {named.map(({ trial, x, y }) => (
        <text key={trial.id} x={scale.x(x)} y={scale.y(y) - 8} textAnchor="middle">
          {trial.label}
        </text>
      ))}
      <text x={scale.x(end) + 4} y={scale.y(last.y) + 4}>
        front
      </text>
    </g>
  );
}
