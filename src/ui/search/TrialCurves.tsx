import { Select } from "@mantine/core";
import { useState } from "react";
import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from "recharts";
import { PlotArea } from "../charts/PlotArea.tsx";
import type { Study } from "../../core/study/study.ts";
import type { CurvePoint, Trial } from "../../core/study/trial.ts";
import { sharesText } from "../../core/judging/comparablePoints.ts";
import { classQuantities, drawnCurve, quantitiesOf, type DrawnPoint, type Quantity } from "../../state/searchPlots.ts";
import { classMetric, shownMetrics } from "../../state/shownMetrics.ts";
import { DOT } from "./ManyCurves.tsx";
import { CurveTip } from "./CurveTip.tsx";
import classes from "./search.module.css";

const tick = { fill: "var(--text-3)", fontSize: 11 } as const;

interface Curve {
  readonly quantity: Quantity;
  readonly axis: "score" | "loss";
  readonly stroke: string;
  readonly strokeWidth: number;
  readonly strokeDasharray?: string;
}

/** Both shown scores and the training loss. */
function scoreCurves({ spec }: Study): readonly Curve[] {
  const [headline, second, loss] = quantitiesOf(spec);
  return [
    { quantity: headline, axis: "score", stroke: "var(--text)", strokeWidth: 2 },
    { quantity: second!, axis: "score", stroke: "var(--text-3)", strokeWidth: 1.5 },
    { quantity: loss!, axis: "loss", stroke: "var(--text-2)", strokeWidth: 1, strokeDasharray: "4 3" },
  ];
}

/** The score of every class in its colour; what is not painted, in the colour of the text. */
const classCurves = ({ spec }: Study): readonly Curve[] =>
  classQuantities(spec).map((quantity, index) => {
    const { color } = spec.task.classes[index]!;
    return { quantity, axis: "score", stroke: color === "none" ? "var(--text-3)" : color, strokeWidth: 1.5 };
  });

interface TrialCurvesProps {
  readonly study: Study;
  readonly trial: Trial;
  readonly steps: number;
}

/** How one trial learnt: both shown scores and the loss, or the score of every class. */
export function TrialCurves({ study, trial, steps }: TrialCurvesProps) {
  const [shown, setShown] = useState<"scores" | "classes">("scores");
  const [headline, second] = shownMetrics(study);
  const curves = shown === "scores" ? scoreCurves(study) : classCurves(study);
  return (
    <section className="panel" aria-label="Curves of the trial">
      <div className="panel-head">
        <h2>Curves</h2>
        <span className="space" />
        <Select
          style={{ flex: "none" }}
          aria-label="Curves of the trial show"
          w={132}
          value={shown}
          onChange={(value) => value && setShown(value)}
          data={[
            { value: "scores", label: "Scores and loss" },
            { value: "classes", label: "Every class" },
          ]}
          allowDeselect={false}
        />
      </div>
      {trial.curve.length > 0 && (
        <p className={`t3 sm ${classes.curveWords!}`}>
          {[
            shown === "scores"
              ? `${headline.shortLabel} strong, ${second.shortLabel} pale; the loss is dashed, its scale on the right`
              : `${classMetric.shortLabel} of every class, in its colour`,
            sharesText(trial.curve),
          ]
            .filter(Boolean)
            .join(". ")}
        </p>
      )}
      <div className={classes.trialCurves}>
        {trial.curve.length === 0 ? (
          <p className="panel-body t2">No evaluation yet.</p>
        ) : (
          <PlotArea name={`Curves of trial ${trial.label}`} numbers={() => rowsOf(curves, trial.curve)}>
            <CurvesChart curves={curves} points={trial.curve} steps={steps} />
          </PlotArea>
        )}
      </div>
    </section>
  );
}

/** A column a curve, by its name. */
const rowsOf = (curves: readonly Curve[], points: readonly CurvePoint[]) =>
  points.map((point) => ({
    step: point.step,
    "share of the validation part": point.share ?? 1,
    ...Object.fromEntries(curves.map(({ quantity }) => [quantity.label, quantity.of(point)])),
  }));

interface CurvesChartProps {
  readonly curves: readonly Curve[];
  readonly points: readonly CurvePoint[];
  readonly steps: number;
  /** Its place hands the size to its child. */
  readonly width?: number;
  readonly height?: number;
}

function CurvesChart({ curves, points, steps, ...size }: CurvesChartProps) {
  const drawn = curves.map(({ quantity }) => drawnCurve({ curve: points }, quantity));
  const rows = points.map(({ step }) => {
    const at = (all: readonly DrawnPoint[]) => all.find((point) => point.step === step)?.value ?? null;
    return Object.assign(
      { step },
      ...drawn.map(({ line, dots }, index) => ({ [`c${index}`]: at(line), [`d${index}`]: at(dots) })),
    ) as Record<string, number | null>;
  });
  const hasLoss = curves.some(({ axis }) => axis === "loss");
  const axis = { tick, stroke: "transparent", tickLine: false } as const;
  return (
    <LineChart {...size} data={rows} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
      <CartesianGrid vertical={false} stroke="var(--grid)" />
      <XAxis
        {...{ tick, tickLine: false, stroke: "var(--line-2)", height: 20 }}
        dataKey="step"
        type="number"
        domain={[0, steps]}
        ticks={[0, Math.round(steps / 2), steps]}
        tickFormatter={(value: number) => (value === steps ? `${value} steps` : String(value))}
      />
      <YAxis {...axis} yAxisId="score" domain={[0, 1]} width={32} />
      {hasLoss && <YAxis {...axis} yAxisId="loss" orientation="right" domain={[0, "auto"]} width={36} />}
      <Tooltip content={<CurveTip />} cursor={{ stroke: "var(--line-2)" }} isAnimationActive={false} />
      {curves.flatMap(({ quantity, axis: yAxisId, ...look }, index) => {
        const shared = { yAxisId, name: quantity.label, isAnimationActive: false } as const;
        return [
          <Line {...shared} {...look} key={quantity.id} dataKey={`c${index}`} dot={false} connectNulls />,
          <Line
            {...shared}
            key={`${quantity.id} dots`}
            dataKey={`d${index}`}
            stroke="none"
            dot={{ r: DOT, fill: look.stroke, stroke: "none" }}
          />,
        ];
      })}
    </LineChart>
  );
}
