import { membersOf, roleOf } from "../study/architecture.ts";
import { ranking } from "../study/ranking.ts";
import type { Study } from "../study/study.ts";
import { kindOf } from "./index.ts";
import { othersOf } from "./origin.ts";

/** How many trials keep their weights, beside the pinned ones. */
const KEPT_WEIGHTS = 10;

/** Trials whose weights are worth keeping: pinned ones, the best by the objective, and what stages have worked on or may work on yet. */
export function keptTrials(study: Study, count = KEPT_WEIGHTS): ReadonlySet<number> {
  const rank = ranking(study);
  const others = othersOf(study);
  const ranked = study.trials
    .filter(({ status, architecture }) => status === "finished" && roleOf(architecture).isRanked)
    .sort((a, b) => rank(b) - rank(a))
    .slice(0, count);
  const needed = study.spec.stages.flatMap((stage, index) => [
    ...(others.best(index) ? [others.best(index)!.id] : []),
    ...kindOf(stage).keeps(study, index, stage, others),
  ]);
  const pinned = study.trials.filter(({ isPinned }) => isPinned);
  return new Set([
    ...[...ranked, ...pinned].map(({ id }) => id),
    ...needed,
    ...study.trials.flatMap(membersOf),
    ...study.sources.flat(),
  ]);
}
