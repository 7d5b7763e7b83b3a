import { phasesOf } from "../space/phases.ts";
import type { Recipe } from "../space/recipe.ts";
import type { Study } from "../study/study.ts";

/** The trials whose weights phases of a recipe begin from, by label; what is said where one of them is not there or not finished. */
export function beginningsOf(
  study: Study,
  recipe: Recipe,
): { readonly trials: Readonly<Record<string, number>> | null } | { readonly missing: string } {
  const labels = phasesOf(recipe).flatMap(({ from }) => (from ? [from.trial] : []));
  const found = new Map(study.trials.filter(({ label }) => labels.includes(label)).map((trial) => [trial.label, trial]));
  for (const label of labels) {
    const trial = found.get(label);
    if (!trial) return { missing: `A phase begins from trial ${label}, which is not in this study so far.` };
    if (trial.status !== "finished")
      return { missing: `A phase begins from trial ${label}, which is ${trial.status}; one that has finished would do.` };
  }
  return { trials: found.size > 0 ? Object.fromEntries([...found].map(([label, { id }]) => [label, id])) : null };
}
