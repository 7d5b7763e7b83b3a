import { SegmentedControl } from "@mantine/core";
import { useEffect } from "react";
import { classMetrics, meanMetric, metrics } from "../../catalog/metrics/index.ts";
import { classValuesOf, valueOf } from "../../core/judging/scores.ts";
import { isClosed } from "../../state/partOfSlice.ts";
import { scoreKey } from "../../state/compareSlice.ts";
import { agreementKey } from "../../state/expertSlice.ts";
import { trialName } from "../../state/roomSummary.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { formatGain } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./compare.module.css";

const SMALL_GAIN = 0.02;

/** The first compared trial against the second, class by class, on this slice or on the whole validation part. */
export function ScoreTable() {
  const scope = useStudio((state) => state.scoreScope);
  const metric = useStudio((state) => state.scoreMetric);
  const slice = useStudio((state) => state.slice);
  const study = useStudio((state) => state.study);
  const compared = useStudio((state) => state.compared);
  const trialScores = useStudio((state) => state.trialScores);
  const wantScores = useStudio((state) => state.wantScores);
  const classInfos = useStudio(({ data }) => data?.mapping?.classes) ?? [];
  const pair = compared.slice(0, 2);
  const experts = useStudio(({ data }) => data?.experts.length ?? 0);
  const agreement = useStudio(({ agreements }) => agreements.get(agreementKey(scope, slice)) ?? null);
  const wantAgreement = useStudio((state) => state.wantAgreement);
  useEffect(() => {
    pair.forEach((trial) => wantScores(trial, scope));
    wantAgreement(scope);
  });
  const [first, second] = pair.map((trial) => trialScores.get(scoreKey(trial, scope, slice)));
  const word = metrics.get(metric).label;
  const means = [first, second].map((scores) => valueOf(scores, meanMetric(metric)));
  return (
    <section aria-label="Scores">
      <ScoresHead />
      <table className="table" aria-label={`${word} per class`}>
        <thead>
          <tr>
            <th>Class</th>
            {pair.map((trial) => (
              <th key={trial} className={`num ${classes.trialHead!}`} title={trialName(study, trial)}>
                {trialName(study, trial)}
              </th>
            ))}
            {pair.length === 2 && <th className="num">Gain</th>}
            {experts > 0 && (
              <th className="num" title="How far the experts agree whose labels are open">
                Experts
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {classInfos.map(({ name, color }, index) => (
            <ClassScores
              key={index}
              index={index}
              name={name}
              color={color}
              isPair={pair.length === 2}
              first={classValuesOf(first, metric)[index]}
              second={classValuesOf(second, metric)[index]}
              agreed={experts > 0 ? (classValuesOf(agreement, metric)[index] ?? null) : undefined}
            />
          ))}
          <tr className="pinned">
            <td>
              <b>Mean {word}</b>
            </td>
            <td className="num">
              <b>{means[0]?.toFixed(3)}</b>
            </td>
            {pair.length === 2 && <td className="num t2">{means[1]?.toFixed(3)}</td>}
            {pair.length === 2 && <GainCell gain={gainOf(means[0], means[1])} decimals={3} />}
            {experts > 0 && <td className="num t2">{valueOf(agreement, meanMetric(metric))?.toFixed(3)}</td>}
          </tr>
        </tbody>
      </table>
      <p className="t3 sm" style={{ padding: "6px 12px 8px" }}>
        {scope === "slice" && isClosed(study, slice)
          ? `Slice ${slice} belongs to the test part, which is closed.`
          : `${word} over ${scope === "slice" ? `the pixels of slice ${slice}` : "all validation pixels"}. A class that is in neither truth nor prediction is left out of the mean.`}
        {experts > 0 &&
          ` Experts: how far ${experts + 1} of them agree with each other. A higher score says nothing more of a network.`}
      </p>
    </section>
  );
}

/** What is measured, and where. */
function ScoresHead() {
  const scope = useStudio((state) => state.scoreScope);
  const setScoreScope = useStudio((state) => state.setScoreScope);
  const metric = useStudio((state) => state.scoreMetric);
  const setScoreMetric = useStudio((state) => state.setScoreMetric);
  const slice = useStudio((state) => state.slice);
  return (
    <div className="panel-head">
      <h2 className={classes.scoresTitle}>Scores</h2>
      <span className="space" />
      <SegmentedControl
        aria-label="Measure"
        value={metric}
        onChange={setScoreMetric}
        data={classMetrics.map(({ id, shortLabel }) => ({ value: id, label: shortLabel }))}
      />
      <SegmentedControl
        aria-label="Scores of"
        value={scope}
        onChange={setScoreScope}
        data={[
          { value: "slice", label: `Slice ${slice}` },
          { value: "validation", label: "Validation" },
        ]}
      />
    </div>
  );
}

interface ClassScoresProps {
  readonly index: number;
  readonly name: string;
  readonly color: string;
  readonly isPair: boolean;
  readonly first: number | null | undefined;
  readonly second: number | null | undefined;
  /** Of the experts; undefined where there is one alone. */
  readonly agreed: number | null | undefined;
}

function ClassScores({ index, name, color, isPair, first, second, agreed }: ClassScoresProps) {
  const isSelected = useStudio(({ classId }) => classId === index);
  const selectClass = useStudio((state) => state.selectClass);
  return (
    <tr aria-selected={isSelected} onClick={() => selectClass(isSelected ? null : index)}>
      <td>
        <span className="row-tight">
          <ClassSwatch color={color} /> {name}
        </span>
      </td>
      <td className="num">{first?.toFixed(2) ?? "none"}</td>
      {isPair && <td className="num t2">{second?.toFixed(2) ?? "none"}</td>}
      {isPair && <GainCell gain={gainOf(first, second)} decimals={2} />}
      {agreed !== undefined && <td className="num t2">{agreed?.toFixed(2) ?? "none"}</td>}
    </tr>
  );
}

function GainCell({ gain, decimals }: { readonly gain: number | null; readonly decimals: number }) {
  return (
    <td className={`num ${gain === null || Math.abs(gain) < SMALL_GAIN ? "t2" : gain > 0 ? "good" : "bad"}`}>
      {gain !== null && formatGain(gain, decimals)}
    </td>
  );
}

const gainOf = (first: number | null | undefined, second: number | null | undefined): number | null =>
  typeof first === "number" && typeof second === "number" ? first - second : null;
