import { valueMetrics } from "../../catalog/metrics/index.ts";
import { isOnOtherSplit } from "../../core/judging/splitGroups.ts";
import { valueOf } from "../../core/judging/scores.ts";
import { latestScores, type Trial } from "../../core/study/trial.ts";

/** Every metric that was measured of a trial, on the validation part, or on what its own split holds out, and, once it has been opened, on the test part. */
export function MetricTable({ trial }: { readonly trial: Trial }) {
  const scores = latestScores(trial);
  const test = trial.test?.scores;
  const measured = valueMetrics.filter(({ id }) => valueOf(scores, id) !== null);
  if (measured.length === 0) return null;
  return (
    <table className="table" aria-label="Metrics">
      <thead>
        <tr>
          <th>Metric</th>
          <th className="num">{isOnOtherSplit(trial) ? "Held out" : "Validation"}</th>
          {test && <th className="num">Test</th>}
        </tr>
      </thead>
      <tbody>
        {measured.map(({ id, label, description }) => (
          <tr key={id} title={description}>
            <td>{label}</td>
            <td className="num">{valueOf(scores, id)?.toFixed(3)}</td>
            {test && <td className="num">{valueOf(test, id)?.toFixed(3) ?? "none"}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
