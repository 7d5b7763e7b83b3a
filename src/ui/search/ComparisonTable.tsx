import { useMemo } from "react";
import { comparisonsOf, type ComparisonRow } from "../../core/judging/comparison.ts";
import { sharedStageOf } from "../../core/judging/sharedScores.ts";
import type { Interval } from "../../core/statistics.ts";
import { headlineScore } from "../../core/judging/headline.ts";
import type { Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import { shownMetrics } from "../../state/shownMetrics.ts";
import { compact } from "../charts/bins.ts";
import { useStudio } from "../studioContext.ts";
import { SharedVerdict } from "./shared/SupernetPlots.tsx";
import classes from "./search.module.css";

/** Networks that were trained alike, several times each: means with their intervals, every training as a point. */
export function ComparisonTable({ study, stage }: { readonly study: Study; readonly stage: number }) {
  const rows = useMemo(
    () => comparisonsOf(study).find((comparison) => comparison.stage === stage)?.rows ?? [],
    [study, stage],
  );
  const shared = sharedStageOf(study, stage);
  const scores = rows.flatMap((row) => row.trials.map((trial) => scoreOf(study, trial)));
  const ends = [Math.min(...scores), Math.max(...scores)] as const;
  return (
    <section className={classes.plot} tabIndex={0} aria-label="Trained alike" style={{ overflow: "auto" }}>
      <h2>
        Trained alike <span className="t3">{shownMetrics(study)[0].label}, with the 95 % interval of the mean</span>
      </h2>
      {shared !== null && <SharedVerdict study={study} stage={shared} />}
      {rows.length === 0 ? (
        <p className="t2">A row appears here with every network whose first training has ended.</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th>Network</th>
              <th className="num">Trainings</th>
              <th className="num">Validation</th>
              <th>Each training</th>
              <th className="num">Test</th>
              <th className="num">Params</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <td className="nowrap">{row.isFound ? <b>{row.name}</b> : row.name}</td>
                <td className="num">{row.trials.length}</td>
                <td className="num nowrap">
                  <Mean interval={row.validation} />
                </td>
                <td style={{ width: "30%" }}>
                  <Points study={study} row={row} ends={ends} />
                </td>
                <td className="num nowrap">
                  {row.test ? <Mean interval={row.test} /> : <span className="t3">waiting</span>}
                </td>
                <td className="num">{compact(row.parameters)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const scoreOf = (study: Study, trial: Trial): number => headlineScore(study, trial) ?? 0;

function Mean({ interval: { mean, margin } }: { readonly interval: Interval }) {
  return (
    <>
      <b>{mean.toFixed(3)}</b> <span className="t3">{margin === null ? "" : `± ${margin.toFixed(3)}`}</span>
    </>
  );
}

interface PointsProps {
  readonly study: Study;
  readonly row: ComparisonRow;
  readonly ends: readonly [number, number];
}

const WIDTH = 160;
const HEIGHT = 20;
const INSET = 6;

/** The trainings on the axis that all rows share, from the worst to the best of the stage. */
function Points({ study, row, ends: [low, high] }: PointsProps) {
  const selectTrial = useStudio((state) => state.selectTrial);
  const selected = useStudio((state) => state.trialIds);
  const place = (score: number) => INSET + ((WIDTH - 2 * INSET) * (score - low)) / Math.max(1e-9, high - low);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width="100%"
      height={HEIGHT}
      role="group"
      aria-label={`Trainings of ${row.name}`}
    >
      <path d={`M${INSET} ${HEIGHT / 2}h${WIDTH - 2 * INSET}`} stroke="var(--grid)" />
      {row.trials.map((trial) => (
        <g
          key={trial.id}
          role="button"
          aria-label={`${trial.label}, ${scoreOf(study, trial).toFixed(3)}`}
          onClick={() => selectTrial(trial.id)}
          style={{ cursor: "pointer" }}
        >
          <circle cx={place(scoreOf(study, trial))} cy={HEIGHT / 2} r={9} fill="transparent" />
          <circle
            cx={place(scoreOf(study, trial))}
            cy={HEIGHT / 2}
            r={3.5}
            fill="var(--panel)"
            stroke={selected.includes(trial.id) ? "var(--accent)" : "var(--text-2)"}
            strokeWidth={1.5}
          />
        </g>
      ))}
    </svg>
  );
}
