import { StudioError } from "../errors.ts";
import { scaleBehind } from "../image/normalisation.ts";
import type { Resolver } from "../stages/resolve.ts";
import { memberTrials } from "../stages/stages.ts";
import { fileOf } from "../study/architecture.ts";
import type { Study } from "../study/study.ts";
import type { Trial } from "../study/trial.ts";
import type { Member } from "./evaluator.ts";

/** Whose probabilities are averaged for a trial. Throws StudioError "IllegalNetwork" where it has no network. */
export const membersOf = (study: Study, trial: Trial, resolver: Resolver): readonly Member[] =>
  memberTrials(study, trial).map((member) => {
    const who = { trial: member.id, label: member.label };
    const file = fileOf(member);
    if (file) return { ...who, file, scale: scaleBehind(file.scale, study.spec.task.intensity) };
    const found = resolver.resolve(study, member.stage, member.architecture);
    if ("illegal" in found) throw new StudioError("IllegalNetwork", found.illegal);
    return { ...who, network: found.network };
  });
