import { metrics } from "../../catalog/metrics/index.ts";
import { headlineMetric, secondMetric } from "../../core/judging/headline.ts";
import { valueOf } from "../../core/judging/scores.ts";
import type { Study } from "../../core/study/study.ts";
import { evaluationOf, type Trial } from "../../core/study/trial.ts";

/** Scores on each of several data sets, on the validation part and, once it has been opened, on the test part; a set that is left out is in the latter alone. */
export function SetScores({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const [validation, test] = [evaluationOf(trial)?.scoresBySet, trial.test?.scoresBySet];
  if (!validation && !test) return null;
  const shown = [headlineMetric(study), secondMetric(study)].map((id) => metrics.get(id));
  const names = [...new Set([...Object.keys(validation ?? {}), ...Object.keys(test ?? {})])];
  const parts = [{ name: "", scores: validation }, ...(test ? [{ name: "test, ", scores: test }] : [])];
  return (
    <table className="table" aria-label="Scores by set">
      <thead>
        <tr>
          <th>Data set</th>
          {parts.flatMap(({ name }) =>
            shown.map(({ id, shortLabel, description }) => (
              <th key={name + id} className="num" title={description}>
                {name}
                {shortLabel}
              </th>
            )),
          )}
        </tr>
      </thead>
      <tbody>
        {names.map((set) => (
          <tr key={set}>
            <td>{set}</td>
            {parts.flatMap(({ name, scores }) =>
              shown.map(({ id }) => (
                <td key={name + id} className="num">
                  {valueOf(scores?.[set], id)?.toFixed(3) ?? "none"}
                </td>
              )),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
