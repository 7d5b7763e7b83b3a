import { describedStrategies } from "../catalog/strategies/described.ts";
import type { ViewName } from "../core/space/space.ts";
import { planCatalog } from "../catalog/planCatalog.ts";
import type { SpaceChoice } from "../core/study/spec.ts";

const VIEW_WORDS: Readonly<Record<ViewName, string>> = {
  random: "random members",
  tree: "a hierarchy of modules",
  vector: "a box of numbers",
  decisions: "a sequence of choices",
};

/** A strategy, and why it cannot search a space; null where it can. */
export interface StrategyChoice {
  readonly id: string;
  readonly label: string;
  readonly because: string | null;
}

/** All strategies for a space: one can search it whose view the space offers. */
export function strategyChoices(space: SpaceChoice): readonly StrategyChoice[] {
  const views = planCatalog.views(space);
  return describedStrategies.list.map(({ id, label, view }) => ({
    id,
    label,
    because: view in views ? null : `needs ${VIEW_WORDS[view]}`,
  }));
}
