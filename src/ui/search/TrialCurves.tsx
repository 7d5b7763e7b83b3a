import { CartesianGrid, Line, LineChart, XAxis, YAxis } from "recharts";
import { PlotArea } from "../charts/PlotArea.tsx";
import { valueOf } from "../../core/judging/scores.ts";
import type { Study } from "../../core/study/study.ts";
import { shownMetrics } from "../../state/shownMetrics.ts";
import type { Trial } from "../../core/study/trial.ts";
import classes from "./search.module.css";

const tick = { fill: "var(--text-3)", fontSize: 11 } as const;

interface TrialCurvesProps {
  readonly study: Study;
  readonly trial: Trial;
  readonly steps: number;
}

/** Both shown scores and the loss of one trial, each named at its end. */
export function TrialCurves({ study, trial, steps }: TrialCurvesProps) {
  const [headline, second] = shownMetrics(study);
  const rows = trial.curve.map(({ step, loss, scores }) => ({
    step,
    loss,
    headline: valueOf(scores, headline.id),
    second: valueOf(scores, second.id),
  }));
  return (
    <section className="panel" aria-label="Curves of the trial">
      <div className="panel-head">
        <h2>Curves</h2>
        <span className="t3">
          validation {headline.label} and {second.shortLabel}, left; training loss dashed, right
        </span>
      </div>
      <div className={classes.trialCurves}>
        {rows.length === 0 ? (
          <p className="panel-body t2">No evaluation yet.</p>
        ) : (
          <PlotArea>
            <LineChart data={rows} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
              <CartesianGrid vertical={false} stroke="var(--grid)" />
              <XAxis
                dataKey="step"
                type="number"
                domain={[0, steps]}
                ticks={[0, Math.round(steps / 2), steps]}
                tick={tick}
                stroke="var(--line-2)"
                tickLine={false}
                height={20}
                tickFormatter={(value: number) => (value === steps ? `${value} steps` : String(value))}
              />
              <YAxis yAxisId="score" domain={[0, 1]} tick={tick} stroke="transparent" tickLine={false} width={32} />
              <YAxis
                yAxisId="loss"
                orientation="right"
                domain={[0, "auto"]}
                tick={tick}
                stroke="transparent"
                tickLine={false}
                width={36}
              />
              <Line
                yAxisId="score"
                dataKey="headline"
                name={headline.label}
                stroke="var(--text)"
                strokeWidth={2}
                dot={false}
                isAnimationActive={false}
              />
              <Line
                yAxisId="score"
                dataKey="second"
                name={second.shortLabel}
                stroke="var(--text-3)"
                strokeWidth={1.5}
                dot={false}
                isAnimationActive={false}
              />
              <Line
                yAxisId="loss"
                dataKey="loss"
                name="loss"
                stroke="var(--text-2)"
                strokeDasharray="4 3"
                dot={false}
                isAnimationActive={false}
              />
            </LineChart>
          </PlotArea>
        )}
      </div>
    </section>
  );
}
