import type { ReactNode } from "react";
import { CartesianGrid, Line, LineChart, XAxis, YAxis } from "recharts";
import { correctionRecords, type CorrectionRecord } from "../../../core/judging/correctionRecords.ts";
import { headlineMetric } from "../../../core/judging/headline.ts";
import { sumOf } from "../../../core/statistics.ts";
import type { Study } from "../../../core/study/study.ts";
import { metrics } from "../../../catalog/metrics/index.ts";
import { capitalised } from "../../../state/shownMetrics.ts";
import { PlotArea } from "../../charts/PlotArea.tsx";
import { compact } from "../../charts/bins.ts";
import { chartMargin, xLook, yLook } from "../plotLooks.tsx";
import { CorrectionMaps } from "./CorrectionMaps.tsx";
import { CorrectionRounds, score } from "./CorrectionRounds.tsx";
import { CorrectNext } from "./CorrectNext.tsx";
import classes from "../search.module.css";

interface CorrectionPlotsProps {
  readonly study: Study;
  readonly stage: number;
  readonly curves: ReactNode;
}

/** The rounds of a correction loop: what each took, and what came of it (spec 2.6). */
export function CorrectionPlots({ study, stage, curves }: CorrectionPlotsProps) {
  const records = correctionRecords(study, stage);
  return (
    <div className={classes.plots} data-columns={records.length > 0 ? "correction" : "2"}>
      <section className={classes.plot} aria-label="Rounds of correction">
        <h2>Rounds of correction</h2>
        <CorrectNext study={study} stage={stage} />
        {records.length > 0 ? (
          <div style={{ overflowY: "auto" }}>
            <CorrectionRounds records={records} />
          </div>
        ) : (
          <p className="t2">
            Nothing was corrected yet. What is predicted opens as labels: accept what is right by a click, paint over
            the rest, train on. The command line does the same with masks of any program: <code>cristae correct</code>.
          </p>
        )}
      </section>
      {records.length > 0 && <CorrectionMaps stage={stage} records={records} />}
      {records.some(({ after }) => after !== null) ? (
        <Effort records={records} metric={metrics.get(headlineMetric(study)).label} />
      ) : (
        curves
      )}
    </div>
  );
}

/** What the network scores as more voxels are corrected, from before the first round on. */
function Effort({ records, metric }: { readonly records: readonly CorrectionRecord[]; readonly metric: string }) {
  const trained = records.filter(({ after }) => after !== null);
  const points = [
    { round: 0, voxels: 0, score: trained[0]!.before },
    ...trained.map(({ number, after }, at) => ({
      ...{ round: number, score: after },
      voxels: sumOf(trained.slice(0, at + 1).map(({ changed }) => changed)),
    })),
  ];
  const name = `${capitalised(metric)} by corrected voxels`;
  return (
    <section className={classes.plot} aria-label={name}>
      <h2>
        {name} <b>{score(points.at(-1)!.score)}</b>
      </h2>
      <PlotArea name={name} numbers={() => points}>
        <LineChart data={points} margin={chartMargin}>
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis {...xLook} type="number" dataKey="voxels" domain={[0, "dataMax"]} tickFormatter={compact} />
          <YAxis {...yLook} domain={["auto", "auto"]} tickFormatter={(value: number) => value.toFixed(2)} />
          <Line dataKey="score" stroke="var(--text)" strokeWidth={2} dot={{ r: 3 }} isAnimationActive={false} />
        </LineChart>
      </PlotArea>
    </section>
  );
}
