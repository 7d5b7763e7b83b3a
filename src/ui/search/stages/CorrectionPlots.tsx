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
import { chartMargin, xLook, yLook } from "../plotLooks.ts";
import { formatInteger } from "../../format.ts";
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
    <div className={classes.plots} data-columns="2">
      <section className={classes.plot} aria-label="Rounds of correction">
        <h2>Rounds of correction</h2>
        {records.length > 0 ? (
          <Rounds records={records} />
        ) : (
          <p className="t2">
            Nothing was corrected yet. Predict slices outside of the validation and test parts, correct them, and train
            on: <code>cristae correct STUDY --raw MASK --corrected MASK --slices A:B --out NEXT.cristae.zip</code>
          </p>
        )}
      </section>
      {records.some(({ after }) => after !== null) ? (
        <Effort records={records} metric={metrics.get(headlineMetric(study)).label} />
      ) : (
        curves
      )}
    </div>
  );
}

const score = (value: number | null): string => (value === null ? "–" : value.toFixed(3));
const slicesText = ({ slices: { from, to } }: CorrectionRecord): string =>
  to - from === 1 ? String(from) : `${from} to ${to - 1}`;

function Rounds({ records }: { readonly records: readonly CorrectionRecord[] }) {
  const isTimed = records.some(({ minutes }) => minutes !== undefined);
  return (
    <table className="table" aria-label="Rounds of correction">
      <thead>
        <tr>
          <th className="num">Round</th>
          <th className="num">Slices</th>
          <th className="num">Corrected voxels</th>
          <th className="num">Missed</th>
          <th className="num">Invented</th>
          {isTimed && <th className="num">Minutes</th>}
          <th className="num">Before</th>
          <th className="num">After</th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <tr key={record.number}>
            <td className="num">{record.number}</td>
            <td className="num">{slicesText(record)}</td>
            <td className="num">{formatInteger(record.changed)}</td>
            <td className="num">{formatInteger(record.missed)}</td>
            <td className="num">{formatInteger(record.invented)}</td>
            {isTimed && <td className="num">{record.minutes ?? "–"}</td>}
            <td className="num">{score(record.before)}</td>
            <td className="num">{score(record.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
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
