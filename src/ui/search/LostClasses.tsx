import { lostClasses, lostText } from "../../core/judging/lostClasses.ts";
import type { Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import { classMetric } from "../../state/shownMetrics.ts";
import { Callout } from "../controls/Callout.tsx";

/** Warns of classes that a training had found and lost again. */
export function LostClasses({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const lost = lostClasses(trial);
  if (lost.length === 0) return null;
  const nameOf = (index: number) => study.spec.task.classes[index]!.name;
  return (
    <div className="panel-body">
      <Callout severity="warning" title={lost.length === 1 ? "A class was lost" : `${lost.length} classes were lost`}>
        {lost.map((one) => lostText(nameOf(one.index), one, classMetric.shortLabel)).join(" ")}
      </Callout>
    </div>
  );
}
