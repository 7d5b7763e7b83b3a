import type { ReactNode } from "react";
import { CartesianGrid, ComposedChart, Line, XAxis, YAxis } from "recharts";
import { PlotArea } from "../charts/PlotArea.tsx";
import type { Evolution, LeftOut } from "../../state/evolution.ts";
import { plural } from "../format.ts";
import { chartMargin, xLook, yLook } from "./plotLooks.tsx";
import { numbersOf, TrialPoints } from "./TrialPoints.tsx";
import classes from "./search.module.css";

/** Validation Dice over the evaluations that have one (Wong and Moradi 2019, Fig. 3); those that have none are counted beside it. */
export function EvolutionPlot({
  evolution: { points, leftOut },
  switcher,
}: {
  readonly evolution: Evolution;
  readonly switcher: ReactNode;
}) {
  const end = Math.max(1, points.length);
  const top = Math.max(0.1, ...points.map(({ y }) => y));
  const best = points.at(-1)?.top;
  return (
    <section className={classes.plot} aria-label="Validation Dice over evaluations">
      <h2>
        {switcher}
        <span title="Mean over the foreground classes">Validation Dice</span>{" "}
        {best !== undefined && <b>{best.toFixed(3)}</b>}
      </h2>
      <div className={classes.evolution}>
        <PlotArea name="Validation Dice over evaluations" numbers={() => numbersOf(points)}>
          <ComposedChart margin={chartMargin} data={[...points]}>
            <CartesianGrid vertical={false} stroke="var(--grid)" />
            <XAxis
              {...xLook}
              dataKey="x"
              domain={[0, end]}
              ticks={[0, end]}
              tickFormatter={(value: number) => (value === end ? `${value} effective` : String(value))}
            />
            <YAxis
              {...yLook}
              domain={[0, Math.ceil(top * 10) / 10]}
              tickFormatter={(value: number) => value.toFixed(2)}
            />
            <Line dataKey="y" stroke="var(--line-2)" strokeWidth={1} dot={false} isAnimationActive={false} />
            <Line
              type="stepAfter"
              dataKey="top"
              stroke="var(--text)"
              strokeWidth={2}
              dot={false}
              isAnimationActive={false}
            />
            <TrialPoints points={points} />
          </ComposedChart>
        </PlotArea>
        <Counts effective={points.length} leftOut={leftOut} />
      </div>
    </section>
  );
}

/** What the evaluations without a Dice were, so that none goes missing. */
function Counts({
  effective,
  leftOut: { illegal, outOfMemory, failed, memoised },
}: {
  readonly effective: number;
  readonly leftOut: LeftOut;
}) {
  const all = effective + illegal + outOfMemory + failed;
  const rows = [
    ["illegal", illegal, ""],
    ["too large", outOfMemory, "bad"],
    ["failed", failed, "bad"],
  ] as const;
  return (
    <dl className={classes.counts} aria-label="Evaluations left out">
      <dt>{plural(all, "evaluation")}</dt>
      <dt>
        <b>{effective}</b> effective
      </dt>
      {memoised > 0 && <dd className="t3">{memoised} known before</dd>}
      <dt className="t3" style={{ marginTop: 6 }}>
        left out
      </dt>
      {rows.map(
        ([word, count, tone]) =>
          (count > 0 || word !== "failed") && (
            <dd key={word} className={count > 0 ? tone : "t3"}>
              <b>{count}</b> {word}
            </dd>
          ),
      )}
    </dl>
  );
}
