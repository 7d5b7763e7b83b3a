import { StudioError } from "../core/errors.ts";
import { PROPOSED_AND_BASELINES } from "../core/study/architecture.ts";
import { bestTrial } from "../core/study/ranking.ts";
import type { Study } from "../core/study/study.ts";
import type { Trial } from "../core/study/trial.ts";

/** "best", a label such as "3" or "U-Net", or an id such as "#0". Throws StudioError "NotFound" listing the trials. */
export function findTrial(study: Study, which: string): Trial {
  const found =
    which === "best"
      ? (bestTrial(study) ?? bestTrial(study, { kinds: PROPOSED_AND_BASELINES }))
      : study.trials.find(({ label, id }) => label === which || `#${id}` === which);
  if (!found)
    throw new StudioError(
      "NotFound",
      `There is no trial "${which}"; this study has ${study.trials.map(({ label }) => label).join(", ") || "none"}.`,
    );
  return found;
}
