import { isBaseline } from "../../core/study/architecture.ts";
import { Select } from "@mantine/core";
import { ParetoPlot } from "./ParetoPlot.tsx";
import { quantileOf } from "../../core/statistics.ts";
import { memo, useCallback, useMemo, useState, type ReactNode } from "react";
import { ComposedChart, Line, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { PlotArea } from "../charts/PlotArea.tsx";
import { recipeOf } from "../../core/stages/origin.ts";
import { sizeOf } from "../../core/stages/stages.ts";
import { sharesText } from "../../core/judging/comparablePoints.ts";
import { bestAmong } from "../../core/study/ranking.ts";
import { type Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import { shownMetrics } from "../../state/shownMetrics.ts";
import { scoredBaseline } from "../../state/leaderboard.ts";
import {
  bestSoFar,
  curveOf,
  curveTable,
  earlyText,
  quantitiesOf,
  LOSS,
  type Quantity,
} from "../../state/searchPlots.ts";
import type { ShownTrials } from "../../state/shownStage.ts";
import { useStudio } from "../studioContext.ts";
import { CurveTip } from "./CurveTip.tsx";
import { DOT, ManyCurves, type CurveLook } from "./ManyCurves.tsx";
import { numbersOf, TrialPoints } from "./TrialPoints.tsx";
import { chartMargin, fixed, gridLines, highest, scoreAxis, xLook, yLook } from "./plotLooks.tsx";
import classes from "./search.module.css";

/** Above this many points of curves, they are drawn on a canvas. */
const SVG_POINTS = 2000;

export interface PlotsProps {
  readonly study: Study;
  readonly stage: number;
  /** The stage's trials and the baselines. */
  readonly shown: ShownTrials;
}

/** Drawn apart from the rest of the room, so that plots never hold up a click. */
export const Plots = memo(function Plots({
  study,
  stage,
  shown,
  switcher,
}: PlotsProps & { readonly switcher?: ReactNode }) {
  return (
    <div className={classes.plots}>
      <BestPlot shown={shown} switcher={switcher} planned={sizeOf(study.spec.stages[stage]!)} />
      <CurvesPlot study={study} shown={shown} />
      <ParetoPlot shown={shown} />
    </div>
  );
});

/** Best score so far, with every trial as a point. */
function BestPlot({
  shown,
  switcher,
  planned,
}: {
  readonly shown: ShownTrials;
  readonly switcher: ReactNode;
  readonly planned: number;
}) {
  const { steps, points } = useMemo(() => bestSoFar(shown), [shown]);
  const baseline = useMemo(() => scoredBaseline(shown), [shown]);
  const best = steps.at(-1);
  // A chart without a point would draw no axes.
  const data = steps.length > 0 ? [...steps] : [{ x: 0 }, { x: planned }];
  return (
    <section className={classes.plot} aria-label={`Best ${shownMetrics(shown)[0].label} so far`}>
      <h2>
        {switcher}
        Best {shownMetrics(shown)[0].label} so far {best && <b>{best.y.toFixed(3)}</b>}
        {!best && <small className="t3">a point for each trial that is trained to its end</small>}
      </h2>
      <PlotArea name={`Best ${shownMetrics(shown)[0].label} so far`} numbers={() => numbersOf(points)}>
        <ComposedChart margin={chartMargin} data={data}>
          {gridLines}
          <XAxis
            {...xLook}
            dataKey="x"
            domain={[0, Math.max(planned, 1)]}
            tickFormatter={(value: number) => (value === planned ? `${value} trials` : String(value))}
            ticks={[0, Math.round(planned / 2), planned]}
          />
          <YAxis {...yLook} {...scoreAxis(highest(points, baseline?.score))} tickFormatter={fixed} />
          {baseline && (
            <ReferenceLine
              y={baseline.score}
              stroke="var(--text-3)"
              strokeDasharray="4 3"
              label={{ value: baseline.label, position: "right", offset: 8, fill: "var(--text-2)", fontSize: 11 }}
            />
          )}
          <Line
            type="stepAfter"
            dataKey="y"
            stroke="var(--text)"
            strokeWidth={2}
            dot={false}
            isAnimationActive={false}
          />
          <TrialPoints points={points} />
        </ComposedChart>
      </PlotArea>
    </section>
  );
}

/** Steps of the longest training among the trials. */
const stepsOf = (study: Study, { trials }: ShownTrials): number =>
  Math.max(1, ...trials.map((trial) => recipeOf(study, trial)?.steps ?? 0));

/** Validation curves of all trials: thin grey, the best in text colour, the selected in violet, baselines dashed. */
export function CurvesPlot({ study, shown }: { readonly study: Study; readonly shown: ShownTrials }) {
  const [chosen, setChosen] = useState("");
  const quantities = useMemo(() => quantitiesOf(study.spec), [study.spec]);
  const quantity = quantities.find(({ id }) => id === chosen) ?? quantities[0];
  const selected = useStudio((state) => state.trialIds);
  const best = useMemo(() => bestAmong(shown)?.id, [shown]);
  const steps = useMemo(() => stepsOf(study, shown), [study, shown]);
  const look = useCallback(
    (trial: Trial): CurveLook => {
      const isSelected = selected.includes(trial.id);
      const isOfLiterature = isBaseline(trial);
      return {
        color: isSelected ? "var(--accent)" : trial.id === best || isOfLiterature ? "var(--text)" : "var(--text-3)",
        width: isSelected || trial.id === best ? 2 : 1,
        isDashed: isOfLiterature,
        opacity: isSelected || trial.id === best || isOfLiterature ? 1 : 0.55,
      };
    },
    [selected, best],
  );
  const trials = useMemo(() => shown.trials.filter(({ curve }) => curve.length > 0), [shown]);
  const shares = useMemo(() => sharesText(trials.flatMap((trial) => curveOf(trial, quantity))), [trials, quantity]);
  const early = useMemo(() => earlyText(shown), [shown]);
  const points = trials.reduce((sum, { curve }) => sum + curve.length, 0);
  const Curves = points > SVG_POINTS ? ManyCurvesChart : FewCurvesChart;
  return (
    <section className={classes.plot} aria-label="Validation curves">
      <h2>
        <Select
          aria-label="Curves of"
          style={{ flex: "none" }}
          w={150}
          value={quantity.id}
          onChange={(value) => value && setChosen(value)}
          data={quantities.map(({ id, label }) => ({ value: id, label }))}
        />
        {(early ?? shares) && (
          <small className={`t3 nowrap ${classes.clip!}`} title={early ?? shares ?? ""}>
            {early ?? shares}
          </small>
        )}
      </h2>
      <PlotArea name={quantity.label} numbers={() => curveNumbers(trials, quantity)}>
        <Curves trials={trials} quantity={quantity} look={look} steps={steps} />
      </PlotArea>
    </section>
  );
}

interface CurvesProps {
  readonly trials: readonly Trial[];
  readonly quantity: Quantity;
  readonly look: (trial: Trial) => CurveLook;
  /** Of the longest training. */
  readonly steps: number;
}

const stepAxis = (steps: number) => (
  <XAxis
    {...xLook}
    dataKey="step"
    domain={[0, steps]}
    ticks={[0, Math.round(steps / 2), steps]}
    tickFormatter={(value: number) => (value === steps ? `${value} steps` : String(value))}
  />
);

/** Its place hands the size to its child. */
type Sized = Partial<Record<"width" | "height", number>>;

function FewCurvesChart({ trials, quantity, look, steps, ...size }: CurvesProps & Sized) {
  const table = useMemo(() => curveTable({ trials }, quantity), [trials, quantity]);
  const top = trials.reduce((most, trial) => Math.max(most, ...curveOf(trial, quantity).map(({ value }) => value)), 0);
  return (
    <LineChart {...size} data={table.length > 0 ? [...table] : [{ step: 0 }, { step: steps }]} margin={chartMargin}>
      {gridLines}
      {stepAxis(steps)}
      <YAxis {...yLook} {...scoreAxis(top)} tickFormatter={fixed} />
      <Tooltip content={<CurveTip />} cursor={{ stroke: "var(--line-2)" }} isAnimationActive={false} />
      {trials.map((trial) => {
        const { color, width, isDashed, opacity } = look(trial);
        const shared = { name: trial.label, isAnimationActive: false } as const;
        return [
          <Line
            {...shared}
            key={trial.id}
            dataKey={`t${trial.id}`}
            stroke={color}
            strokeWidth={width}
            strokeOpacity={opacity}
            {...(isDashed && { strokeDasharray: "4 3" })}
            dot={false}
            connectNulls
          />,
          <Line
            {...shared}
            key={`${trial.id} dots`}
            dataKey={`d${trial.id}`}
            stroke="none"
            dot={{ r: DOT, fill: color, fillOpacity: opacity, stroke: "none" }}
          />,
        ];
      })}
    </LineChart>
  );
}

/** Of very many losses the highest are left out of the axis: a single one that explodes would flatten all others. */
function ManyCurvesChart({ trials, quantity, look, steps, ...size }: CurvesProps & Sized) {
  const top = useMemo(() => {
    const values = trials.flatMap((trial) => curveOf(trial, quantity).map(({ value }) => value));
    return quantity === LOSS ? quantileOf(values, 0.995) : values.reduce((most, value) => Math.max(most, value), 0.1);
  }, [trials, quantity]);
  return (
    <LineChart {...size} data={[{ step: 0 }, { step: steps }]} margin={chartMargin}>
      {gridLines}
      {stepAxis(steps)}
      <YAxis {...yLook} {...scoreAxis(top)} allowDataOverflow tickFormatter={fixed} />
      <ManyCurves trials={trials} quantity={quantity} look={look} />
    </LineChart>
  );
}

/** Every point of every curve, a row each: thousands of curves would be thousands of columns. */
const curveNumbers = (trials: readonly Trial[], quantity: Quantity) =>
  trials.flatMap((trial) =>
    curveOf(trial, quantity).map(({ step, value, share = 1 }) => ({
      trial: trial.label,
      step,
      [quantity.label]: value,
      ...(quantity.isScore && { "Share of the validation part": share }),
    })),
  );
