import { useMemo } from "react";
import { networks } from "../../catalog/networks/index.ts";
import { spaces } from "../../catalog/spaces/index.ts";
import type { Network } from "../../core/network/network.ts";
import type { Study } from "../../core/search/study.ts";
import type { Trial } from "../../core/search/trial.ts";

/** The network of a trial, decoded in the page; null for an illegal one. */
export function useTrialNetwork(study: Study, trial: Trial): Network | null {
  const stage = study.spec.stages[trial.stage];
  const classes = study.spec.task.classes.length;
  const { architecture } = trial;
  return useMemo(() => {
    if (!stage) return null;
    const task = { channels: 1, classes, patch: stage.recipe.patch };
    const definition = spaces.get(stage.space.id);
    const decoded =
      architecture.kind === "network"
        ? networks.get(architecture.network.id).decode(architecture.network.options, task)
        : definition.bind(definition.parseSettings(stage.space.settings), task).decode(architecture.genotype);
    return "network" in decoded ? decoded.network : null;
  }, [stage, classes, architecture]);
}
