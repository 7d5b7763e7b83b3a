import { phasesOf } from "../space/phases.ts";
import type { Recipe } from "../space/recipe.ts";
import type { Study } from "../study/study.ts";

/** Trials whose weights phases begin from, by label; null where they begin from none. */
export interface Beginnings {
  readonly trials: Readonly<Record<string, number>> | null;
}

/** What the phases of a recipe begin from; what is said where a trial of it is not there or not finished. */
export function beginningsOf(study: Study, recipe: Recipe): Beginnings | { readonly missing: string } {
  const labels = phasesOf(recipe).flatMap(({ from }) => (from && from.file === undefined ? [from.trial] : []));
  if (labels.length === 0) return { trials: null };
  const found = new Map(
    study.trials.filter(({ label }) => labels.includes(label)).map((trial) => [trial.label, trial]),
  );
  for (const label of labels) {
    const trial = found.get(label);
    if (!trial) return { missing: `A phase begins from trial ${label}, which is not in this study so far.` };
    if (trial.status !== "finished")
      return {
        missing: `A phase begins from trial ${label}, which is ${trial.status}; one that has finished would do.`,
      };
  }
  return { trials: Object.fromEntries([...found].map(([label, { id }]) => [label, id])) };
}
