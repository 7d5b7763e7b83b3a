import type { Study } from "../study/study.ts";
import { kindOf } from "./index.ts";
import { othersOf } from "./origin.ts";

/** How many trials keep their weights, beside the pinned ones; no more than the leaders that a list of trials knows. */
const KEPT_WEIGHTS = 10;

/** Trials whose weights are worth keeping: pinned ones, the best by the objective, and what stages have worked on or may work on yet. */
export function keptTrials(study: Study, count = KEPT_WEIGHTS): ReadonlySet<number> {
  const { trials, spec, sources } = study;
  const others = othersOf(study);
  const needed = spec.stages.flatMap((stage, index) => [
    ...(others.best(index) ? [others.best(index)!.id] : []),
    ...kindOf(stage).keeps(study, index, stage, others),
  ]);
  return new Set([
    ...trials.leaders.slice(0, count),
    ...needed,
    ...trials.pinned,
    ...trials.members,
    ...sources.flat(),
  ]);
}
