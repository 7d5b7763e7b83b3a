import { StudioError } from "../errors.ts";
import { scaleBehind } from "../image/normalisation.ts";
import type { Resolver } from "../stages/resolve.ts";
import { candidatesOf, combinedAs, fileOf, membersOf } from "../study/architecture.ts";
import type { CountedMember } from "../ensemble/memberChoice.ts";
import type { Study } from "../study/study.ts";
import type { Trial } from "../study/trial.ts";
import type { Member, Team } from "./evaluator.ts";

/** Who predicts for a trial: itself, or the members of an ensemble. Throws StudioError "IllegalNetwork" where it has no network. */
export function teamOf(study: Study, trial: Trial, resolver: Resolver): Team {
  const members = membersOf(trial);
  const counted = members.length > 0 ? members : [{ trial: trial.id, count: 1 }];
  return {
    members: counted.map((member) => memberOf(study, member, resolver)),
    combination: combinedAs(trial),
  };
}

/** Those whose members are chosen among. */
export const candidateMembers = (study: Study, trial: Trial, resolver: Resolver): readonly Member[] =>
  candidatesOf(trial).map((id) => memberOf(study, { trial: id, count: 1 }, resolver));

function memberOf(study: Study, { trial, count }: CountedMember, resolver: Resolver): Member {
  const { id, label, stage, architecture } = study.trials.at(trial)!;
  const who = { trial: id, label, count };
  const file = fileOf({ architecture });
  if (file) return { ...who, file, scale: scaleBehind(file.scale, study.spec.task.intensity) };
  const found = resolver.resolve(study, stage, architecture);
  if ("illegal" in found) throw new StudioError("IllegalNetwork", found.illegal);
  return { ...who, network: found.network };
}
