import { trialsOf } from "./stages.ts";
import type { Study } from "../study/study.ts";
import { DEFAULT_METRIC } from "../judging/defaultMetrics.ts";
import { firstObjective } from "../space/objective.ts";
import { numbered, type Asked, type AskingParts } from "./asked.ts";

/** One ensemble of what the stage settled on. */
export function nextEnsemble({ catalog }: AskingParts, study: Study, index: number): Asked | null {
  if (trialsOf(study, index).length > 0) return null;
  const members = study.begun[index]!;
  const names = members.map((id) => study.trials[id]!.label).join(", ");
  const text = `The mean of the class probabilities of ${members.length === 1 ? "trial" : "trials"} ${names}, the best by ${catalog.metricLabel(firstObjective(study.spec.stages)?.metric ?? DEFAULT_METRIC)} on the validation part.`;
  return {
    architecture: { kind: "ensemble", members },
    key: `ensemble:${members.join(",")}`,
    reason: { text },
    label: numbered(`Ensemble of ${members.length}`, study),
  };
}
