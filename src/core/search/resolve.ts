import { toErrorRecord } from "../errors.ts";
import { analyse, trainingBytes } from "../network/analysis.ts";
import type { Network } from "../network/network.ts";
import type { Choice, OptionValues } from "../options.ts";
import type { Pruner } from "./pruner.ts";
import type { Recipe } from "./recipe.ts";
import type { Decoded, SearchSpace, SpaceTask } from "./space.ts";
import { searchStage } from "./stages.ts";
import type { Strategy } from "./strategy.ts";
import type { SearchStage, Study } from "./study.ts";
import type { Architecture, Cost, Trial } from "./trial.ts";

/** What the catalog offers a study, by the ids in its spec. Every lookup throws StudioError "UnknownId" or "BadInput". */
export interface CatalogParts {
  bind(space: SearchStage["space"], task: SpaceTask): SearchSpace;
  strategy(id: string): Strategy;
  pruner(choice: Choice): { readonly pruner: Pruner; readonly options: OptionValues };
  /** Decodes a network of the catalog (a baseline). */
  decodeNetwork(network: Choice, task: SpaceTask): Decoded;
  /** What a baseline is called: "U-Net". */
  networkLabel(network: Choice): string;
}

/** What is trained, and how. */
export interface Training {
  readonly network: Network;
  readonly recipe: Recipe;
}

export type Resolved = Training | { readonly illegal: string };

/** Finds out what the trials of a study stand for. */
export interface Resolver {
  /** The space of a search stage that has begun. */
  space(study: Study, stage: number): SearchSpace;
  /** Network and recipe of an architecture in a stage, or why there is none. An ensemble has no network of its own. */
  resolve(study: Study, stage: number, architecture: Architecture): Resolved;
}

export function createResolver(catalog: CatalogParts): Resolver {
  /** A stage that has begun keeps its space, so each is bound once. */
  const bound = new Map<number, SearchSpace>();

  function task(study: Study, stage: number): SpaceTask {
    const { recipe, base } = searchStage(study, stage);
    const source = base && study.trials[study.begun[stage]?.[0] ?? -1];
    const from = source && resolve(study, source.stage, source.architecture);
    return { channels: 1, classes: study.spec.task.classes.length, patch: recipe.patch, ...(from && "network" in from && { base: from }) };
  }

  function space(study: Study, stage: number): SearchSpace {
    const found = bound.get(stage) ?? catalog.bind(searchStage(study, stage).space, task(study, stage));
    if (study.begun[stage]) bound.set(stage, found);
    return found;
  }

  function resolve(study: Study, stage: number, architecture: Architecture): Resolved {
    switch (architecture.kind) {
      case "genotype":
        return withRecipe(space(study, stage).decode(architecture.genotype), searchStage(study, stage).recipe);
      case "network":
        return withRecipe(catalog.decodeNetwork(architecture.network, task(study, stage)), searchStage(study, stage).recipe);
      case "retrained":
        return retrained(study, study.trials[architecture.trial]);
      case "ensemble":
        return { illegal: "An ensemble has no network of its own." };
      default:
        return architecture satisfies never;
    }
  }

  /** Without its pruners: a control that gave up on unlucky weights would flatter the rest. */
  function retrained(study: Study, source: Trial | undefined): Resolved {
    if (!source) return { illegal: "The trial it repeats is not in this study." };
    const found = resolve(study, source.stage, source.architecture);
    return "illegal" in found ? found : { network: found.network, recipe: { ...found.recipe, pruners: [] } };
  }

  return { space, resolve };
}

function withRecipe(decoded: Decoded, recipe: Recipe): Resolved {
  if ("illegal" in decoded) return decoded;
  return { network: decoded.network, recipe: { ...(decoded.recipe ?? recipe), ...(decoded.patch && { patch: decoded.patch }) } };
}

/** What is trained with what it costs, or why it cannot be: the space says so, or its shapes do not fit the patch. */
export function priced(resolved: Resolved): (Training & { readonly cost: Cost }) | { readonly illegal: string } {
  if ("illegal" in resolved) return resolved;
  try {
    return { ...resolved, cost: costOf(resolved.network, resolved.recipe) };
  } catch (error) {
    return { illegal: toErrorRecord(error).message };
  }
}

/** The cost of a network at a recipe's patch and batch. Throws StudioError "IllegalNetwork" where the patch does not fit. */
export function costOf(network: Network, { patch, batch }: Pick<Recipe, "patch" | "batch">): Cost {
  const channels = network.nodes.find((node) => node.kind === "input")?.params.channels ?? 1;
  const analysis = analyse(network, { spatial: network.dimension === 3 ? patch : patch.slice(1), channels });
  return { parameters: analysis.parameters, multiplyAdds: analysis.multiplyAdds, trainingBytes: trainingBytes(analysis, batch) };
}

/** The recipe a trial starts from, before its space changes numbers in it; null for an ensemble, which is not trained. */
export function recipeOf(study: Study, { stage, architecture }: Pick<Trial, "stage" | "architecture">): Recipe | null {
  if (architecture.kind === "ensemble") return null;
  const source = architecture.kind === "retrained" ? study.trials[architecture.trial] : baseOf(study, { stage, architecture });
  return source ? recipeOf(study, source) : searchStage(study, stage).recipe;
}

/** Random streams of a trial. Retraining and the search of training numbers keep the data order of the trial they began from (spec 1.7). */
export function seedsOf(study: Study, trial: Pick<Trial, "id" | "stage" | "architecture">): { readonly weights: string; readonly data: string } {
  const own = `${study.spec.seed}/trial/${trial.id}`;
  const source = trial.architecture.kind === "retrained" ? study.trials[trial.architecture.trial] : baseOf(study, trial);
  return { weights: own, data: source ? seedsOf(study, source).data : own };
}

function baseOf(study: Study, { stage, architecture }: Pick<Trial, "stage" | "architecture">): Trial | undefined {
  const spec = study.spec.stages[stage];
  if (architecture.kind !== "genotype" || spec?.kind !== "search" || !spec.base) return undefined;
  return study.trials[study.begun[stage]?.[0] ?? -1];
}
