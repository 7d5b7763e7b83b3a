import type { Network } from "../network/network.ts";
import { predictionPart } from "../network/outputs.ts";
import { continuedFrom, fitPhases, withoutForeignPhases } from "../space/phases.ts";
import type { Recipe } from "../space/recipe.ts";
import type { Decoded, SearchSpace, SpaceTask } from "../space/space.ts";
import { genotypeOf, type Architecture, type CorrectedArchitecture } from "../study/architecture.ts";
import type { Study } from "../study/study.ts";
import type { CatalogParts } from "./catalogParts.ts";
import { originOf, type Origin } from "./origin.ts";

/** What is trained, and how. */
export interface Training {
  readonly network: Network;
  readonly recipe: Recipe;
}

export type Resolved = Training | { readonly illegal: string };

/** Finds out what the trials of a study stand for. Made once for a study: what it has bound it keeps. */
export interface Resolver {
  /** The space that the members of a stage come from: its own, or that of what it retrains. */
  space(study: Study, stage: number): SearchSpace;
  /** Network and recipe of an architecture in a stage, or why there is none. Ensembles and shared weights have no network of their own. */
  resolve(study: Study, stage: number, architecture: Architecture): Resolved;
}

export function createResolver(catalog: CatalogParts): Resolver {
  /** A stage that has begun keeps its space, so each is bound once. */
  const bound = new Map<number, SearchSpace>();

  function task(study: Study, stage: number): SpaceTask {
    const { recipe, base } = originOf(study, stage);
    const from = base && resolve(study, base.stage, base.architecture);
    const { classes, voxelSizeNm } = study.spec.task;
    return {
      channels: 1,
      classes: classes.length,
      patch: recipe.patch,
      ...(voxelSizeNm && { voxelSizeNm }),
      ...(from && "network" in from && { base: from }),
    };
  }

  function space(study: Study, stage: number): SearchSpace {
    const found = bound.get(stage) ?? catalog.bind(originOf(study, stage).space, task(study, stage));
    if (study.sources[stage]) bound.set(stage, found);
    return found;
  }

  function resolve(study: Study, stage: number, architecture: Architecture): Resolved {
    switch (architecture.kind) {
      case "genotype":
      case "control":
      case "derived":
      case "probe":
        return withRecipe(space(study, stage).decode(architecture.genotype), originOf(study, stage));
      case "network":
        return baseline(catalog.decodeNetwork(architecture.network, task(study, stage)), originOf(study, stage));
      case "retrained":
      case "resplit":
        return repeated(study, stage, architecture.trial);
      case "corrected":
        return trainedOn(repeated(study, stage, architecture.trial), study, architecture);
      case "ablated":
        return ablated(study, stage, architecture);
      case "built":
        return built(study, stage, architecture);
      case "ensemble":
        return { illegal: "An ensemble has no network of its own." };
      case "onnx":
        return { illegal: "A network of a file is scored as it is; there is nothing to train." };
      case "supernet":
        return { illegal: "Shared weights belong to no single network." };
      default:
        return architecture satisfies never;
    }
  }

  function repeated(study: Study, stage: number, trial: number): Resolved {
    const source = study.trials.at(trial);
    return source
      ? resolve(study, stage, source.architecture)
      : { illegal: "The trial it repeats is not in this study." };
  }

  /** The network of an earlier trial, in its space without a part. */
  function ablated(
    study: Study,
    stage: number,
    { trial, without }: Extract<Architecture, { kind: "ablated" }>,
  ): Resolved {
    const source = study.trials.at(trial);
    const origin = originOf(study, stage);
    const { ablations = [], parseSettings } = catalog.space(origin.space.id);
    const ablation = ablations.find(({ id }) => id === without);
    if (!source || !ablation) return { illegal: `The space "${origin.space.id}" cannot do without "${without}".` };
    const settings = ablation.without(parseSettings(origin.space.settings));
    const lacking = catalog.bind({ id: origin.space.id, settings }, task(study, stage));
    return withRecipe(lacking.decode(genotypeOf(source)), origin);
  }

  /** A network of the catalog on an earlier trial's, of which only what it predicts by becomes a part. */
  function built(study: Study, stage: number, { trial, network }: Extract<Architecture, { kind: "built" }>): Resolved {
    const source = study.trials.at(trial);
    const part = source && resolve(study, source.stage, source.architecture);
    if (!part || "illegal" in part) return { illegal: "The trial it is built on has no network in this study." };
    const decoded = catalog.decodeNetwork(network, { ...task(study, stage), part: predictionPart(part.network) });
    return withRecipe(decoded, originOf(study, stage));
  }

  return { space, resolve };
}

/** The network of an earlier trial, beginning with the weights of one. */
function trainedOn(found: Resolved, study: Study, { from, noise }: CorrectedArchitecture): Resolved {
  const before = study.trials.at(from);
  if ("illegal" in found) return found;
  if (!before) return { illegal: "The trial whose weights it begins with is not in this study." };
  const beginning = { trial: before.label, paths: { "": "" }, ...(noise !== undefined && { noise }) };
  return { ...found, recipe: continuedFrom(found.recipe, beginning) };
}

function baseline(decoded: Decoded, origin: Origin): Resolved {
  const resolved = withRecipe(decoded, origin);
  if ("illegal" in resolved) return resolved;
  return { ...resolved, recipe: withoutForeignPhases(resolved.recipe, resolved.network) };
}

function withRecipe(decoded: Decoded, { recipe, change }: Origin): Resolved {
  if ("illegal" in decoded) return { illegal: decoded.illegal.because };
  return {
    network: decoded.network,
    recipe: fitPhases({
      ...(decoded.recipe?.(recipe) ?? recipe),
      ...change,
      ...(decoded.patch && { patch: decoded.patch }),
    }),
  };
}
