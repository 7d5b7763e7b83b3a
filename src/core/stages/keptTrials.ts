import { trialsOf } from "./stages.ts";
import { bestTrainings, bestTrial, ranking } from "../study/ranking.ts";
import { isComparison } from "../study/spec.ts";
import { type Study } from "../study/study.ts";
import { hasEnded, type Trial } from "../study/trial.ts";

/** How many trials keep their weights, beside the pinned ones. */
const KEPT_WEIGHTS = 10;

/** Trials whose weights are worth keeping: pinned ones, the best by the objective, and what stages have worked on or may work on yet. */
export function keptTrials(study: Study, count = KEPT_WEIGHTS): ReadonlySet<number> {
  const finished = study.trials.filter(({ status }) => status === "finished");
  const rank = ranking(study);
  const ranked = finished
    .filter(({ architecture: { kind } }) => kind !== "retrained" && kind !== "supernet")
    .sort((a, b) => rank(b) - rank(a));
  const voting = study.spec.stages.flatMap((stage) =>
    stage.kind === "ensemble" ? bestTrainings(study, stage.from, stage.members) : [],
  );
  const bestOfStages = study.spec.stages.map((_, stage) =>
    bestTrial(study, { stage, kinds: ["genotype", "retrained", "derived"] }),
  );
  const toTest = study.spec.stages.flatMap((stage) => (stage.kind === "test" ? stage.from : []));
  const compared = finished.filter(
    ({ stage, test }) => !test && toTest.includes(stage) && isComparison(study.spec.stages[stage]),
  );
  const sharing = finished.filter((trial) => isStillRead(study, trial));
  const members = study.trials.flatMap(({ architecture }) =>
    architecture.kind === "ensemble" ? architecture.members : [],
  );
  return new Set(
    [
      ...ranked.slice(0, count),
      ...voting,
      ...bestOfStages.filter((trial) => trial !== null),
      ...compared,
      ...sharing,
      ...study.trials.filter(({ isPinned }) => isPinned),
    ]
      .map(({ id }) => id)
      .concat(members, study.begun.flat()),
  );
}

/** Whether members are still to be scored with a supernet's weights. */
function isStillRead(study: Study, { architecture, stage, shared }: Trial): boolean {
  const spec = study.spec.stages[stage];
  if (architecture.kind !== "supernet" || spec?.kind !== "supernet") return false;
  const scored = trialsOf(study, stage).filter(
    (trial) => trial.architecture.kind === "derived" && hasEnded(trial),
  ).length;
  return scored < Math.min(spec.keep, shared?.members.length ?? 0);
}
