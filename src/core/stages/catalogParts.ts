import type { MetricId } from "../judging/scores.ts";
import type { Choice, OptionValues } from "../options.ts";
import type { Decoded, SearchSpace, SpaceDefinition, SpaceTask, SpaceViews } from "../space/space.ts";
import type { Objective } from "../space/objective.ts";
import type { Pruner } from "../strategy/pruner.ts";
import type { DescribedStrategy, Strategy } from "../strategy/strategy.ts";
import type { ScheduleFitter } from "../space/schedule.ts";
import type { SpaceChoice } from "../study/spec.ts";

/** What the catalog offers whoever plans a study. Every lookup throws StudioError "UnknownId" or "BadInput". */
export interface PlanCatalog extends ScheduleFitter {
  bind(space: SpaceChoice, task: SpaceTask): SearchSpace;
  space(
    id: string,
  ): Pick<SpaceDefinition, "searches" | "usual" | "sharesWeights" | "presets" | "ablations" | "parseSettings">;
  /** The views a space offers strategies. */
  views(space: SpaceChoice): SpaceViews;
  strategy(id: string): DescribedStrategy;
  /** To optimise a metric. */
  objective(metric: MetricId): Objective;
}

/** What the catalog offers a study that runs, by the ids in its spec. Lookups throw as those of a plan do. */
export interface CatalogParts extends PlanCatalog {
  strategy(id: string): Strategy;
  pruner(choice: Choice): { readonly pruner: Pruner; readonly options: OptionValues };
  /** Decodes a network of the catalog (a baseline). */
  decodeNetwork(network: Choice, task: SpaceTask): Decoded;
  /** A metric in a sentence: "mean IoU". */
  metricLabel(id: MetricId): string;
  /** What a baseline is called: "U-Net". */
  networkLabel(network: Choice): string;
}

/** Trials that a strategy can use of those it is offered: some fill populations or batches. */
export const budgetOf = (catalog: Pick<PlanCatalog, "strategy">, { id, options }: Choice, trials: number): number =>
  catalog.strategy(id).budgetFor?.(trials, options) ?? trials;
