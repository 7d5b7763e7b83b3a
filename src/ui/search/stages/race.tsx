import { useMemo } from "react";
import { kindOf, type Stage } from "../../../core/stages/index.ts";
import { leaderOf, raceOf, type Entrant, type RaceStage } from "../../../core/stages/race.ts";
import { intervalOf, meanOf } from "../../../core/statistics.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { plural } from "../../format.ts";
import { CurvesPlot } from "../Plots.tsx";
import { takable } from "./TakenStages.tsx";
import type { StageFieldsProps, StagePlotsProps, StageView } from "./stageView.ts";
import classes from "../search.module.css";

/** Four networks, trained five times each where none drops out. */
const USUAL = { entrants: 4, trainings: 20 };
const MOST = 10_000;

/** The leading networks trained again, a seed of each at a time, those that are shown to be worse left out. */
export const raceView: StageView<RaceStage> = {
  purpose: "which of the leading networks is best, beyond luck",
  words: ({ of, entrants, trainings }) => ({
    title: "Race",
    what: `best ${entrants} of stage ${of + 1}, ${plural(trainings, "training")} at most`,
    detail: "fresh weights, a seed of each at a time; who is shown to be worse drops out",
  }),
  Fields,
  Plots: RacePlots,
  offers: (stages) => [{ label: "Race the best 4 from fresh weights", stage: raceFor(stages) }],
};

/** Null where no stage proposes networks. */
function raceFor(stages: readonly Stage[]): RaceStage | null {
  const of = takable(stages, kindOf<RaceStage>({ kind: "race", of: 0, ...USUAL }).takes)[0];
  return of === undefined ? null : { kind: "race", of, ...USUAL };
}

function Fields({ stage, isBegun, onChange }: StageFieldsProps<RaceStage>) {
  return (
    <div className={classes.stageFields}>
      <NumberField
        label="Networks"
        value={stage.entrants}
        min={2}
        max={MOST}
        isWhole
        isDisabled={isBegun}
        onChange={(value) => onChange({ field: "entrants", value })}
      />
      <NumberField
        label="Trainings at most"
        value={stage.trainings}
        min={2}
        max={MOST}
        isWhole
        onChange={(value) => onChange({ field: "count", value })}
      />
    </div>
  );
}

function RacePlots({ study, stage, shown }: StagePlotsProps<RaceStage>) {
  const entrants = useMemo(
    () => raceOf(study, stage).toSorted((a, b) => meanOf(b.scores) - meanOf(a.scores)),
    [study, stage],
  );
  const leader = leaderOf(entrants)?.source.id;
  return (
    <div className={classes.plots}>
      <section className="panel" style={{ gridColumn: "span 2" }} aria-label="Race">
        <div className="panel-head">
          <h2>Race</h2>
          <span className="t3">mean of the trainings, with its 95 % interval</span>
        </div>
        <table className="table">
          <thead>
            <tr>
              <th>Network</th>
              <th className="num">Trainings</th>
              <th className="num">Score</th>
              <th>Stands</th>
            </tr>
          </thead>
          <tbody>
            {entrants.map((entrant) => (
              <tr key={entrant.source.id}>
                <td>
                  <b>{entrant.source.label}</b>
                </td>
                <td className="num">{entrant.scores.length}</td>
                <td className="num">{scoreText(entrant)}</td>
                <td className={entrant.outAfter === null ? undefined : "t3"}>
                  {standText(entrant, entrant.source.id === leader)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <CurvesPlot study={study} shown={shown} />
    </div>
  );
}

function scoreText({ scores }: Entrant): string {
  if (scores.length === 0) return "";
  const { mean, margin } = intervalOf(scores);
  return `${mean.toFixed(3)}${margin === null ? "" : ` ± ${margin.toFixed(3)}`}`;
}

function standText({ outAfter, scores }: Entrant, leads: boolean): string {
  if (outAfter !== null) return `out after ${plural(outAfter, "round")}`;
  if (scores.length === 0) return "waits";
  return leads ? "leads" : "in the race";
}
