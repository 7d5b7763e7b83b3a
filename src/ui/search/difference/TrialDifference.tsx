import { useMemo } from "react";
import { headlineOf } from "../../../catalog/metrics/index.ts";
import { differenceOf } from "../../../core/judging/difference.ts";
import { analyse, type NetworkAnalysis } from "../../../core/network/analysis.ts";
import { moduleDifference } from "../../../core/network/moduleDifference.ts";
import type { Training } from "../../../core/stages/resolve.ts";
import type { Study } from "../../../core/study/study.ts";
import { evaluationOf, type Trial } from "../../../core/study/trial.ts";
import { trialName } from "../../../state/roomSummary.ts";
import { capitalised } from "../../../state/shownMetrics.ts";
import { compact } from "../../charts/bins.ts";
import { formatBytes, formatDuration, formatFixed, formatGain, withUnit } from "../../format.ts";
import { ClassScores } from "../ClassScores.tsx";
import { useTraining } from "../useTraining.ts";
import { ModuleDrawing } from "./ModuleDrawing.tsx";
import { WhereItMatters } from "./WhereItMatters.tsx";
import classes from "./difference.module.css";

interface TrialDifferenceProps {
  readonly study: Study;
  readonly trial: Trial;
  /** What it is held against. */
  readonly other: Trial;
}

const analysed = ({ network, recipe: { patch } }: Training): NetworkAnalysis =>
  analyse(network, { spatial: network.dimension === 3 ? patch : patch.slice(1), channels: 1 });

/** Two networks of a study beside each other: what was added, removed and widened, what that costs, what it gains and where. */
export function TrialDifference({ study, trial, other }: TrialDifferenceProps) {
  const [own, theirs] = [useTraining(study, trial), useTraining(study, other)];
  const changes = useMemo(() => own && theirs && moduleDifference(analysed(own), analysed(theirs)), [own, theirs]);
  const [name, otherName] = [trialName(study, trial.id), trialName(study, other.id)];
  return (
    <div className={classes.difference}>
      <section className={`panel ${classes.modules!}`} aria-label="What differs">
        <div className="panel-head">
          <h2>What differs</h2>
          <span className="t3">
            {name} over {otherName}, modules in their order
          </span>
        </div>
        {changes ? (
          <ModuleDrawing changes={changes} />
        ) : (
          <p className="panel-body t2">
            One of the two builds no network of its own, so there are no modules to compare.
          </p>
        )}
      </section>
      <WhereItMatters study={study} trial={trial} other={other} />
      <section className="panel" aria-label="Scores by class">
        <div className="panel-head">
          <h2>By class</h2>
          <span className="t3">validation</span>
        </div>
        <div className={classes.scroll} tabIndex={0} aria-label="Scores of both">
          <ClassScores study={study} trial={trial} against={other} />
        </div>
      </section>
      <CostAndGain study={study} trial={trial} other={other} />
    </div>
  );
}

/** What it costs and what it gains, number by number. */
function CostAndGain({ study, trial, other }: TrialDifferenceProps) {
  const headline = headlineOf(study);
  const gain = useMemo(() => {
    const [one, two] = [evaluationOf(trial), evaluationOf(other)];
    return one && two ? differenceOf([one], [two], headline) : null;
  }, [trial, other, headline]);
  const rows = costRows(trial, other);
  return (
    <section className="panel" aria-label="Cost and gain">
      <div className="panel-head">
        <h2>Cost and gain</h2>
      </div>
      <div className={classes.scroll} tabIndex={0} aria-label="Cost of both">
        <table className="table">
          <thead>
            <tr>
              <th>Of a training</th>
              <th className="num">{trialName(study, trial.id)}</th>
              <th className="num">{trialName(study, other.id)}</th>
              <th className="num">Share</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, is, was, format }) => (
              <tr key={label}>
                <td>{label}</td>
                <td className="num">{format(is)}</td>
                <td className="num t3">{format(was)}</td>
                <td className="num">{was > 0 ? withUnit(formatFixed((100 * is) / was, 0), "%") : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="panel-body t2" style={{ paddingTop: 8 }}>
          {gain ? (
            <>
              {capitalised(headline.label)} <b>{formatGain(gain.mean, 3)}</b>
              {gain.interval &&
                `, between ${formatFixed(gain.interval.low, 3)} and ${formatFixed(gain.interval.high, 3)} (95 %, ${gain.blocks} blocks of the validation part; luck with the weights is not in it)`}
              .
            </>
          ) : (
            "What it gains is said once both have ended."
          )}
        </p>
      </div>
    </section>
  );
}

interface CostRow {
  readonly label: string;
  readonly is: number;
  readonly was: number;
  readonly format: (value: number) => string;
}

function costRows(trial: Trial, other: Trial): readonly CostRow[] {
  const costs =
    trial.cost && other.cost
      ? [
          { label: "Parameters", is: trial.cost.parameters, was: other.cost.parameters, format: compact },
          {
            label: "Multiply-adds of a patch",
            is: trial.cost.multiplyAdds,
            was: other.cost.multiplyAdds,
            format: compact,
          },
          { label: "Memory", is: trial.cost.trainingBytes, was: other.cost.trainingBytes, format: formatBytes },
        ]
      : [];
  return [...costs, { label: "Time", is: trial.seconds, was: other.seconds, format: formatDuration }];
}
