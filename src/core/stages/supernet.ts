import { epochsOf } from "../study/sharedSearch.ts";
import { supernetOf, trialsOf } from "./stages.ts";
import type { Study } from "../study/study.ts";
import type { SupernetStage } from "../study/spec.ts";
import { numbered, type Asked, type AskingParts } from "./asked.ts";

/** The shared weights first; once they are trained, the best members that the policy proposes, to be scored with them. */
export function nextShared(
  { catalog, resolver }: AskingParts,
  study: Study,
  index: number,
  stage: SupernetStage,
): Asked | null {
  const supernet = supernetOf(study, index);
  if (!supernet) {
    const text = `One set of weights for all networks of the space, ${epochsOf(stage.recipe)} epochs; after each${stage.warmUp > 0 ? ` but the first ${stage.warmUp}` : ""} the controller learns from ${stage.updates} updates, rewarded with ${catalog.metricLabel(stage.reward)} on batches of the validation part.`;
    return {
      architecture: { kind: "supernet" },
      key: "supernet",
      reason: { text },
      label: numbered("Shared weights", study),
    };
  }
  const members = supernet.status === "finished" ? (supernet.shared?.members ?? []) : [];
  const asked = trialsOf(study, index).length - 1;
  const member = members[asked];
  if (!member || asked >= stage.keep) return null;
  const text = `Number ${asked + 1} of ${members.length} distinct networks that the controller proposed: reward ${member.reward.toFixed(3)} with the shared weights. It was not trained by itself; its scores only say what to retrain.`;
  return {
    architecture: { kind: "derived", genotype: member.genotype },
    key: resolver.space(study, index).key(member.genotype),
    reason: { text, numbers: { reward: member.reward } },
    label: numbered("Derived", study),
  };
}
