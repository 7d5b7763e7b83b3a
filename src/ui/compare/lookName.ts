import type { Study } from "../../core/study/study.ts";
import type { Look } from "../../state/paneLooks.ts";
import { trialName } from "../../state/roomSummary.ts";

/** What a pane shows, in a few words. */
export function lookName(look: Look, study: Study | null, className: string): string {
  switch (look.kind) {
    case "image":
      return "Image";
    case "truth":
      return "Truth";
    case "prediction":
      return trialName(study, look.trial);
    case "errors":
      return `${trialName(study, look.trial)}, error map`;
    case "probability":
      return `${trialName(study, look.trial)}, probability of ${className}`;
    case "uncertainty":
      return `${trialName(study, look.trial)}, uncertainty`;
    case "difference":
      return `${trialName(study, look.trial)} against ${trialName(study, look.against)}`;
    default:
      return look satisfies never;
  }
}
