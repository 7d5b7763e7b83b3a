import { useMemo } from "react";
import { catalogParts } from "../../catalog/parts.ts";
import { createResolver, type Training } from "../../core/stages/resolve.ts";
import type { Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";

/** Network and recipe of a trial, decoded in the page; null for an illegal one and for an ensemble. */
export function useTraining(study: Study, trial: Trial): Training | null {
  const { spec, sources } = study;
  const { stage, architecture } = trial;
  return useMemo(() => {
    const found = createResolver(catalogParts).resolve(study, stage, architecture);
    return "network" in found ? found : null;
    // A trial's network depends on the trials that had ended when its stage began, not on later ones.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [spec, sources, stage, architecture]);
}
