import type { ReactNode } from "react";
import { metrics } from "../../catalog/metrics/index.ts";
import { CLASS_METRIC } from "../../core/judging/defaultMetrics.ts";
import { headlineMetric, headlineScore } from "../../core/judging/headline.ts";
import type { Metric } from "../../core/judging/metric.ts";
import { classValuesOf, valueOf } from "../../core/judging/scores.ts";
import { shownMetrics } from "../../state/shownMetrics.ts";
import { lengthOf } from "../../core/image/dataset.ts";
import { isStageDone, isTest } from "../../core/stages/stages.ts";
import { combinedAs, membersOf } from "../../core/study/architecture.ts";
import type { Study } from "../../core/study/study.ts";
import { latestScores, type Trial } from "../../core/study/trial.ts";
import { trialName } from "../../state/roomSummary.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { useStudio } from "../studioContext.ts";
import classes from "./search.module.css";

interface TestTableProps {
  readonly study: Study;
  readonly stage: number;
  /** What can be done with these scores. */
  readonly action?: ReactNode;
}

/** Scores on the validation part, by which trials were chosen, beside those on the test part, which chose nothing. */
export function TestTable({ study, stage, action }: TestTableProps) {
  const isTested = isTest(study.spec.stages[stage]!);
  const trials = isTested
    ? (study.sources[stage] ?? []).map((id) => study.trials.at(id)!)
    : study.trials.filter((trial) => trial.stage === stage);
  const isHeldOut = lengthOf(study.spec.task.split.test) > 0;
  const infos = study.spec.task.classes
    .map((info, index) => ({ ...info, index }))
    .filter(({ color }, _, all) => color !== "none" || all.length <= 2);
  return (
    <section className="panel" aria-label={isTested ? "Test" : "Ensemble"} style={{ overflow: "auto" }}>
      <div className="panel-head">
        <h2>{isTested ? "Held-out slices" : "Ensemble"}</h2>
        <span className="t3">
          {isTested
            ? isStageDone(study, stage)
              ? "opened once, after everything was chosen"
              : "opened once, when every stage before has ended"
            : trials.some((trial) => combinedAs(trial) === "vote")
              ? "vote of the members' labels"
              : "mean of the members' class probabilities"}
        </span>
        {action}
      </div>
      {trials.length === 0 ? (
        <p className="panel-body t2">
          {isTested
            ? isHeldOut
              ? "The best of the stages before is tested here at the end."
              : "The split holds no slices back for a test."
            : "The best trials of the stages before vote here."}
        </p>
      ) : (
        <div className={classes.boardScroll}>
          <table className="table">
            <thead>
              <tr>
                <th>Trial</th>
                <th className="num" title={shownMetrics(study)[0].description}>
                  Validation
                </th>
                <th className="num">{isTested ? "Test" : "Best member"}</th>
                {besides(study).map(({ id, shortLabel, description }) => (
                  <th key={id} className="num" title={description}>
                    {shortLabel}
                  </th>
                ))}
                {infos.map(({ name, color, index }) => (
                  <th key={index} className="num">
                    <ClassSwatch color={color} /> {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {trials.map((trial) => (
                <TestRow
                  key={trial.id}
                  study={study}
                  trial={trial}
                  isTested={isTested}
                  classIndices={infos.map(({ index }) => index)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** The metric beside the headline, and those that only whole predictions have. */
function besides(study: Study): readonly Metric[] {
  const haveObjects = study.spec.task.classes.some(({ parts }) => parts);
  const ofLabels = metrics.list.filter((metric) => metric.from === "labels" && (haveObjects || !metric.isOfObjects));
  return [shownMetrics(study)[1], ...ofLabels];
}

interface TestRowProps {
  readonly study: Study;
  readonly trial: Trial;
  readonly isTested: boolean;
  readonly classIndices: readonly number[];
}

function TestRow({ study, trial, isTested, classIndices }: TestRowProps) {
  const selectTrial = useStudio((state) => state.selectTrial);
  const isSelected = useStudio(({ trialIds }) => trialIds.includes(trial.id));
  const members = membersOf(trial).map((member) => headlineScore(study, study.trials.at(member.trial)!) ?? 0);
  const scores = isTested ? (trial.test?.scores ?? null) : latestScores(trial);
  const second = isTested ? valueOf(scores, headlineMetric(study)) : members.length > 0 ? Math.max(...members) : null;
  return (
    <tr aria-selected={isSelected} onClick={(event) => selectTrial(trial.id, event.shiftKey)}>
      <td>
        <button type="button" className={classes.trialName} onClick={() => selectTrial(trial.id)}>
          <b>{trialName(study, trial.id)}</b>
        </button>
      </td>
      <td className="num">{headlineScore(study, trial)?.toFixed(3)}</td>
      <td className="num">
        <b>{second?.toFixed(3) ?? "waiting"}</b>
      </td>
      {besides(study).map(({ id }) => (
        <td key={id} className="num">
          {valueOf(scores, id)?.toFixed(3)}
        </td>
      ))}
      {classIndices.map((index) => (
        <td key={index} className="num">
          {classValuesOf(scores, CLASS_METRIC)[index]?.toFixed(2)}
        </td>
      ))}
    </tr>
  );
}
