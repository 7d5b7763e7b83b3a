import type { Study } from "../../core/study/study.ts";
import type { Look } from "../../state/paneLooks.ts";
import { trialName } from "../../state/roomSummary.ts";

/** What a pane shows, in a few words. */
export function lookName(look: Look, study: Study | null, className: string, isRefined = false): string {
  const suffix = isRefined ? ", CRF" : "";
  switch (look.kind) {
    case "image":
      return "Image";
    case "truth":
      return "Truth";
    case "prediction":
      return `${trialName(study, look.trial)}${suffix}`;
    case "errors":
      return `${trialName(study, look.trial)}, error map${suffix}`;
    case "probability":
      return `${trialName(study, look.trial)}, probability of ${className}`;
    case "uncertainty":
      return `${trialName(study, look.trial)}, uncertainty`;
    case "difference":
      return `${trialName(study, look.trial)} against ${trialName(study, look.against)}${suffix}`;
    default:
      return look satisfies never;
  }
}
