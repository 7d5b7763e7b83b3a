import { Button } from "@mantine/core";
import { CartesianGrid, ComposedChart, Line, ReferenceLine, Scatter, ScatterChart, XAxis, YAxis } from "recharts";
import { metrics } from "../../../catalog/metrics/index.ts";
import { headlineMetric } from "../../../core/judging/headline.ts";
import { bestAlone } from "../../../core/study/ranking.ts";
import type { Study } from "../../../core/study/study.ts";
import type { Trial } from "../../../core/study/trial.ts";
import { trialsOf } from "../../../core/study/trials.ts";
import { gainExplained, selectionOf, type Selection } from "../../../state/ensemblePlots.ts";
import { PlotArea } from "../../charts/PlotArea.tsx";
import { chartMargin, xLook, yLook } from "../plotLooks.tsx";
import { useStudio } from "../../studioContext.ts";
import { TestTable } from "../TestTable.tsx";
import classes from "../search.module.css";

/** What an ensemble scores; where its members were chosen, how. */
export function EnsemblePlots({ study, stage }: { readonly study: Study; readonly stage: number }) {
  const [trial] = trialsOf(study, stage);
  const selection = trial ? selectionOf(study, trial) : null;
  const table = <TestTable study={study} stage={stage} action={trial && <BesideBest study={study} trial={trial} />} />;
  if (!trial || !selection) return table;
  return (
    <div className={classes.plots} data-columns="ensemble">
      {table}
      <RoundsPlot selection={selection} metric={metrics.get(headlineMetric(study)).label} />
      <PairsPlot trial={trial} />
    </div>
  );
}

/** Shows the ensemble beside the best network alone, image and truth, where a figure can be made of them (the poster's panel). */
function BesideBest({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const compareTrials = useStudio((state) => state.compareTrials);
  const openRoom = useStudio((state) => state.openRoom);
  const alone = bestAlone(study);
  if (!alone || trial.status !== "finished") return null;
  const show = () => {
    compareTrials([trial.id, alone.id]);
    openRoom("compare");
  };
  return (
    <Button size="compact-xs" variant="subtle" ml="auto" onClick={show}>
      Compare with the best alone
    </Button>
  );
}

const fixed = (value: number): string => value.toFixed(3);
/** With a minus sign as long as a plus. */
const tick = (value: number): string => value.toFixed(2).replace("-", "−");

/** The score of the ensemble as members are added, beside the best of them alone (the poster's comparison). */
function RoundsPlot({
  selection: { rounds, alone },
  metric,
}: {
  readonly selection: Selection;
  readonly metric: string;
}) {
  const taken = rounds.filter(({ isTaken }) => isTaken);
  const end = rounds.length;
  return (
    <section className={classes.plot} aria-label="Members chosen, round by round">
      <h2>
        Ensemble, round by round <b>{fixed(taken.at(-1)!.score)}</b>
      </h2>
      <PlotArea name="Members chosen, round by round" numbers={() => rounds}>
        <ComposedChart data={[...rounds]} margin={chartMargin}>
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis
            {...xLook}
            dataKey="round"
            domain={[1, Math.max(2, end)]}
            ticks={[...new Set([1, taken.length, end])]}
            tickFormatter={(value: number) => (value === end ? `${value} additions` : String(value))}
          />
          <YAxis {...yLook} domain={["auto", "auto"]} tickFormatter={tick} />
          {alone && <ReferenceLine y={alone.score} stroke="var(--text-2)" strokeDasharray="4 3" />}
          <ReferenceLine x={taken.length} stroke="var(--line-2)" />
          <Line dataKey="score" stroke="var(--text)" strokeWidth={2} dot={{ r: 3 }} isAnimationActive={false} />
        </ComposedChart>
      </PlotArea>
      <p className="t3 sm">
        By {metric} on the validation part: {rounds.map(({ member }) => member).join(", then ")}.
        {alone && ` Dashed: ${alone.name} alone, ${fixed(alone.score)}.`}
        {taken.length < end && ` What came after ${taken.length} additions did not help and is left out.`}
      </p>
    </section>
  );
}

/** Whether it is differing that pays: of every pair of candidates, how far they differ and what their mean gains. */
function PairsPlot({ trial }: { readonly trial: Trial }) {
  const { pairs = [] } = trial;
  const explained = gainExplained(trial);
  if (explained === null) return null;
  const points = pairs.map(({ disagreement, gain }) => ({ disagreement, gain }));
  const most = Math.max(...points.map(({ disagreement }) => disagreement));
  return (
    <section className={classes.plot} aria-label="Gain of pairs by disagreement">
      <h2>
        Gain of pairs <span className="t3 nowrap">by share of voxels with other labels</span>
      </h2>
      <PlotArea name="Gain of pairs by disagreement" numbers={() => pairs}>
        <ScatterChart margin={chartMargin}>
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis
            {...xLook}
            dataKey="disagreement"
            domain={[0, most]}
            ticks={[0, most]}
            tickFormatter={(value: number) => `${Math.round(100 * value)} %`}
          />
          <YAxis {...yLook} dataKey="gain" domain={["auto", "auto"]} tickFormatter={tick} />
          <ReferenceLine y={0} stroke="var(--line-2)" />
          <Scatter data={points} fill="var(--text-2)" isAnimationActive={false} />
        </ScatterChart>
      </PlotArea>
      <p className="t3 sm">
        Differing explains {Math.round(100 * explained)} % of what two candidates gain together over the better of them.
      </p>
    </section>
  );
}
