import { isBaseline } from "../../core/study/architecture.ts";
import { isOnOtherSplit } from "../../core/judging/splitGroups.ts";
import { classValuesOf } from "../../core/judging/scores.ts";
import { classMetric } from "../../state/shownMetrics.ts";
import type { Study } from "../../core/study/study.ts";
import { hasEnded, latestScores, type Trial } from "../../core/study/trial.ts";
import { ClassSwatch } from "../controls/ClassSwatch.tsx";
import { formatGain, shownGain } from "../format.ts";

/** The score of every class, beside the baseline's; those of a baseline stand alone, as do those of another split, which are of other pixels. */
export function ClassScores({
  study,
  trial,
  against,
}: {
  readonly study: Study;
  readonly trial: Trial;
  /** Instead of the baseline. */
  readonly against?: Trial;
}) {
  const scores = latestScores(trial);
  const baseline =
    against ??
    (isBaseline(trial) || isOnOtherSplit(trial)
      ? undefined
      : study.trials.find((other) => isBaseline(other) && latestScores(other)));
  const base = baseline ? latestScores(baseline) : null;
  if (!scores)
    return (
      <p className="panel-body t2" style={{ paddingTop: 8 }}>
        {hasEnded(trial) ? "It has no scores." : "No scores yet: they come with the first evaluation."}
      </p>
    );
  return (
    <table className="table" aria-label="Scores per class">
      <thead>
        <tr>
          <th>Class</th>
          <th className="num" title={classMetric.description}>
            {classMetric.shortLabel}
          </th>
          {base && <th className="num">{baseline!.label}</th>}
          {base && <th className="num">Gain</th>}
        </tr>
      </thead>
      <tbody>
        {study.spec.task.classes.map(({ name, color }, index) => {
          const [own, other] = [scores, base].map((of) => classValuesOf(of, classMetric.id)[index] ?? null) as [
            number | null,
            number | null,
          ];
          return (
            <tr key={name + String(index)}>
              <td>
                <span className="row-tight">
                  <ClassSwatch color={color} /> {name}
                </span>
              </td>
              <td className="num">{own === null ? "absent" : own.toFixed(2)}</td>
              {base && <td className="num t3">{other === null ? "absent" : other.toFixed(2)}</td>}
              {base && (
                <td
                  className={`num ${own !== null && other !== null && shownGain(own - other, 2) > 0 ? "good" : "t2"}`}
                >
                  {own !== null && other !== null ? formatGain(own - other, 2) : ""}
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
