import { analyse, trainingBytes } from "../network/analysis.ts";
import type { MetricId } from "../judging/scores.ts";
import type { Network } from "../network/network.ts";
import type { Choice, OptionValues } from "../options.ts";
import type { Pruner } from "../strategy/pruner.ts";
import type { Recipe } from "../space/recipe.ts";
import type { Decoded, SearchSpace, SpaceTask } from "../space/space.ts";
import { StudioError, toErrorRecord } from "../errors.ts";
import type { Strategy } from "../strategy/strategy.ts";
import type { SearchStage } from "../study/spec.ts";
import type { Study } from "../study/study.ts";
import type { Architecture, Cost, Trial } from "../study/trial.ts";

/** What the catalog offers a study, by the ids in its spec. Every lookup throws StudioError "UnknownId" or "BadInput". */
export interface CatalogParts {
  bind(space: SearchStage["space"], task: SpaceTask): SearchSpace;
  strategy(id: string): Strategy;
  pruner(choice: Choice): { readonly pruner: Pruner; readonly options: OptionValues };
  /** Decodes a network of the catalog (a baseline). */
  decodeNetwork(network: Choice, task: SpaceTask): Decoded;
  /** A metric in a sentence: "mean IoU". */
  metricLabel(id: MetricId): string;
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
  /** The space that the members of a stage come from: its own, or that of what it retrains. */
  space(study: Study, stage: number): SearchSpace;
  /** Network and recipe of an architecture in a stage, or why there is none. Ensembles and supernets have no network of their own. */
  resolve(study: Study, stage: number, architecture: Architecture): Resolved;
}

export function createResolver(catalog: CatalogParts): Resolver {
  /** A stage that has begun keeps its space, so each is bound once. */
  const bound = new Map<number, SearchSpace>();

  function task(study: Study, stage: number): SpaceTask {
    const { recipe, base } = originOf(study, stage);
    const from = base && resolve(study, base.stage, base.architecture);
    return {
      channels: 1,
      classes: study.spec.task.classes.length,
      patch: recipe.patch,
      ...(from && "network" in from && { base: from }),
    };
  }

  function space(study: Study, stage: number): SearchSpace {
    const found = bound.get(stage) ?? catalog.bind(originOf(study, stage).space, task(study, stage));
    if (study.begun[stage]) bound.set(stage, found);
    return found;
  }

  function resolve(study: Study, stage: number, architecture: Architecture): Resolved {
    switch (architecture.kind) {
      case "genotype":
      case "control":
      case "derived":
        return withRecipe(space(study, stage).decode(architecture.genotype), originOf(study, stage));
      case "network":
        return withRecipe(catalog.decodeNetwork(architecture.network, task(study, stage)), originOf(study, stage));
      case "retrained": {
        const source = study.trials[architecture.trial];
        return source
          ? resolve(study, stage, source.architecture)
          : { illegal: "The trial it repeats is not in this study." };
      }
      case "ensemble":
        return { illegal: "An ensemble has no network of its own." };
      case "supernet":
        return { illegal: "Shared weights belong to no single network." };
      default:
        return architecture satisfies never;
    }
  }

  return { space, resolve };
}

/** Where the networks of a stage and the recipe they are trained by come from. */
interface Origin {
  readonly space: SearchStage["space"];
  readonly recipe: Recipe;
  /** What the stage changes in a recipe that its space decodes. */
  readonly change: Partial<Recipe>;
  readonly memoryCap: number;
  /** The trial whose training the space searches. */
  readonly base?: Trial;
}

/** Retraining goes without the pruners: a control that gave up on unlucky weights would flatter the rest. Throws StudioError "BadStudyFile" for a stage that trains nothing. */
export function originOf(study: Study, index: number): Origin {
  const stage = study.spec.stages[index];
  const first = study.trials[study.begun[index]?.[0] ?? -1];
  if (stage?.kind === "supernet") return { ...stage, change: {} };
  if (stage?.kind === "search") {
    const { space, recipe, memoryCap, base } = stage;
    return { space, recipe, memoryCap, change: {}, ...(base && first && { base: first }) };
  }
  if (stage?.kind !== "retrain" || !first)
    throw new StudioError("BadStudyFile", `Stage ${index + 1} trains no networks of its own.`);
  const source = originOf(study, first.stage);
  const change = { ...source.change, ...stage.recipe, pruners: [] };
  return { ...source, recipe: { ...source.recipe, ...change }, change };
}

function withRecipe(decoded: Decoded, { recipe, change }: Origin): Resolved {
  if ("illegal" in decoded) return decoded;
  return {
    network: decoded.network,
    recipe: { ...(decoded.recipe ?? recipe), ...change, ...(decoded.patch && { patch: decoded.patch }) },
  };
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
  return {
    parameters: analysis.parameters,
    multiplyAdds: analysis.multiplyAdds,
    trainingBytes: trainingBytes(analysis, batch),
  };
}

/** The cost of a trial that is asked for; null where it builds no network. An ensemble costs what its members cost together; they are never trained together. */
export function costOfAsked(study: Study, stage: number, architecture: Architecture, resolver: Resolver): Cost | null {
  if (architecture.kind !== "ensemble") {
    const found = priced(resolver.resolve(study, stage, architecture));
    return "illegal" in found ? null : found.cost;
  }
  const costs = architecture.members.flatMap((id) => study.trials[id]?.cost ?? []);
  const sum = (part: keyof Cost) => costs.reduce((total, cost) => total + cost[part], 0);
  return { parameters: sum("parameters"), multiplyAdds: sum("multiplyAdds"), trainingBytes: 0 };
}

/** The recipe a trial starts from, before its space changes numbers in it; null for an ensemble, which is not trained. */
export function recipeOf(study: Study, { stage, architecture }: Pick<Trial, "stage" | "architecture">): Recipe | null {
  if (architecture.kind === "ensemble") return null;
  const { recipe, base } = originOf(study, stage);
  return base && architecture.kind === "genotype" ? recipeOf(study, base) : recipe;
}

/** Random streams of a trial. All of a retraining, and the search of training numbers, keep the data order of the trial they began from (spec 1.7). */
export function seedsOf(
  study: Study,
  { id, stage, architecture }: Pick<Trial, "id" | "stage" | "architecture">,
): { readonly weights: string; readonly data: string } {
  const own = `${study.spec.seed}/trial/${id}`;
  const spec = study.spec.stages[stage];
  const isAlike =
    spec?.kind === "retrain" || (spec?.kind === "search" && spec.base && architecture.kind === "genotype");
  const source = isAlike ? study.trials[study.begun[stage]?.[0] ?? -1] : undefined;
  return { weights: own, data: source ? seedsOf(study, source).data : own };
}
