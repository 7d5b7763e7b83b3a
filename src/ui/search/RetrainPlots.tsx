import { useMemo, type ReactNode } from "react";
import { CartesianGrid, ReferenceLine, Scatter, ScatterChart, XAxis, YAxis } from "recharts";
import { PlotArea } from "../charts/PlotArea.tsx";
import { shownControl, type RetrainingControl, type Tuning } from "../../core/judging/retrainingControl.ts";
import { recipeOf } from "../../core/stages/origin.ts";
import { hasComparison } from "../../core/judging/comparison.ts";
import { headlineScore } from "../../core/judging/headline.ts";
import type { Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import { capitalised, shownMetrics } from "../../state/shownMetrics.ts";
import { useStudio } from "../studioContext.ts";
import { ComparisonTable } from "./ComparisonTable.tsx";
import { chartMargin, xLook, yLook } from "./plotLooks.tsx";
import type { PlotsProps } from "./Plots.tsx";
import classes from "./search.module.css";

/** How much of a score is luck: every retraining as a point, where the trial itself and the tuned winner fall, and what may be claimed. */
export function RetrainPlots({ study, stage, curves }: PlotsProps & { readonly curves: ReactNode }) {
  const control = useMemo(() => shownControl(study, stage), [study, stage]);
  if (hasComparison(study, stage)) {
    return (
      <div className={classes.plots} data-columns="2">
        <ComparisonTable study={study} stage={stage} />
        {curves}
      </div>
    );
  }
  return (
    <div className={classes.plots} data-columns="2">
      <section className={classes.plot} aria-label="Retraining control">
        <h2>
          {capitalised(shownMetrics(study)[0].label)} of the same network, retrained
          {control && countedText(study, control)}{" "}
          {control && (
            <b>{`${control.minimum.toFixed(3)} / ${control.median.toFixed(3)} / ${control.maximum.toFixed(3)}`}</b>
          )}
        </h2>
        {control ? (
          <Strip study={study} control={control} />
        ) : (
          <p className="t2">A point appears here with every retraining that ends.</p>
        )}
        {control && <p className={`t2 ${classes.plotNote!}`}>{control.sentence}</p>}
      </section>
      {curves}
    </div>
  );
}

/** Which of its evaluations a training is worth. */
const countedText = (study: Study, { source }: RetrainingControl): string =>
  typeof recipeOf(study, source)?.bestBy === "string" ? ", best evaluation" : ", last step";

interface Row {
  readonly x: number;
  readonly y: number;
  readonly trial: Trial;
  readonly look: "again" | "source" | "tuned";
}

/** What stands in each row of the strip, from the bottom. */
const ROWS = { again: 1, source: 2, tuned: 3, tunedAgain: 4 } as const;

/**
 * Rows from the bottom: retrainings, spread over three lines so that equal scores stay apart; the trial itself; the tuned winner; its
 * retrainings, which the claim goes by. The line of the luckiest retraining says how often a winner of nothing passes it.
 */
function Strip({ study, control }: { readonly study: Study; readonly control: RetrainingControl }) {
  const selectTrial = useStudio((state) => state.selectTrial);
  const selected = useStudio((state) => state.trialIds);
  const point = (trial: Trial, y: number, look: Row["look"]): Row => ({
    x: headlineScore(study, trial)!,
    y,
    trial,
    look,
  });
  const { source, retrained, tuning } = control;
  const spread = (trials: readonly Trial[], row: number) =>
    trials.map((trial, index) => point(trial, row - 0.3 + (index % 3) * 0.3, "again"));
  const rows = [
    ...spread(retrained, ROWS.again),
    point(source, ROWS.source, "source"),
    ...(tuning ? [point(tuning.winner, ROWS.tuned, "tuned"), ...spread(tuning.again, ROWS.tunedAgain)] : []),
  ];
  const most = !tuning ? ROWS.source : tuning.again.length === 0 ? ROWS.tuned : ROWS.tunedAgain;
  const xs = rows.map(({ x }) => x);
  const room = Math.max(0.005, (Math.max(...xs) - Math.min(...xs)) * 0.15);
  const names: Readonly<Record<number, string>> = {
    [ROWS.again]: "again",
    [ROWS.source]: `trial ${source.label}`,
    [ROWS.tuned]: "tuned",
    [ROWS.tunedAgain]: "tuned again",
  };
  return (
    <PlotArea
      name="Retraining control"
      numbers={() => rows.map(({ x, trial, look }) => ({ trial: trial.label, is: look, score: x }))}
    >
      <ScatterChart margin={chartMargin}>
        <CartesianGrid horizontal={false} stroke="var(--grid)" />
        <XAxis
          {...xLook}
          dataKey="x"
          domain={[Math.min(...xs) - room, Math.max(...xs) + room]}
          tickFormatter={(value: number) => value.toFixed(3)}
          tickCount={5}
        />
        <YAxis
          {...yLook}
          dataKey="y"
          width={72}
          domain={[0.3, most + 0.5]}
          ticks={Object.values(ROWS).filter((row) => row <= most)}
          tickFormatter={(value: number) => names[value] ?? ""}
        />
        <ReferenceLine x={control.minimum} stroke="var(--text-3)" strokeDasharray="4 3" />
        <ReferenceLine x={control.median} stroke="var(--text-3)" />
        <ReferenceLine
          x={control.maximum}
          stroke="var(--text-3)"
          strokeDasharray="4 3"
          {...(tuning && { label: luckiestLabel(tuning) })}
        />
        <Scatter
          data={rows}
          isAnimationActive={false}
          shape={(props: unknown) => (
            <StripPoint {...(props as StripPointProps)} selected={selected} onSelect={selectTrial} />
          )}
        />
      </ScatterChart>
    </PlotArea>
  );
}

/** How often the best of the tunings passes the luckiest retraining where tuning does nothing. */
const luckiestLabel = ({ trials, emptyChance }: Tuning) =>
  ({
    value: `luckiest; the best of ${trials} passes it by chance in ${Math.round(100 * emptyChance)} %`,
    position: "insideTopRight",
    fill: "var(--text-3)",
    fontSize: 11,
  }) as const;

interface StripPointProps {
  readonly cx?: number;
  readonly cy?: number;
  readonly payload?: Row;
}

/** Hollow for a retraining, full for the trial it repeats, a diamond for the tuned winner. */
function StripPoint({
  cx,
  cy,
  payload,
  selected,
  onSelect,
}: StripPointProps & { readonly selected: readonly number[]; readonly onSelect: (id: number) => void }) {
  if (cx === undefined || cy === undefined || !payload) return null;
  const { trial, look } = payload;
  const color = selected.includes(trial.id) ? "var(--accent)" : look === "again" ? "var(--text-2)" : "var(--text)";
  return (
    <g
      role="button"
      aria-label={`Trial ${trial.label}, ${payload.x.toFixed(3)}`}
      onClick={() => onSelect(trial.id)}
      style={{ cursor: "pointer" }}
    >
      <circle cx={cx} cy={cy} r={9} fill="transparent" />
      {look === "tuned" ? (
        <path d={`M${cx} ${cy - 5}l5 5l-5 5l-5 -5z`} fill={color} />
      ) : (
        <circle
          cx={cx}
          cy={cy}
          r={4}
          fill={look === "source" ? color : "var(--panel)"}
          stroke={color}
          strokeWidth={1.5}
        />
      )}
    </g>
  );
}
