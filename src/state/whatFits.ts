import { costOf, memoryOf, priced } from "../core/stages/cost.ts";
import type { TrainingMemory } from "../core/network/analysis.ts";
import { originOf } from "../core/stages/origin.ts";
import type { Resolver } from "../core/stages/resolve.ts";
import type { Recipe } from "../core/space/recipe.ts";
import type { Genotype, SearchSpace, TreeParameter } from "../core/space/space.ts";
import type { Study } from "../core/study/study.ts";
import type { Cost, Trial } from "../core/study/trial.ts";
import { isProposed, genotypeOf } from "../core/study/architecture.ts";

/** A smaller member of the same space, with one number of its root lowered until it fits. */
export interface SmallerMember {
  /** "Kernels" */
  readonly label: string;
  readonly was: number;
  readonly is: number;
  readonly cost: Cost;
  readonly genotype: Genotype;
}

/** The same network by a recipe that needs less memory; for a whole search, as its trainings must be alike. */
export interface SmallerRecipe {
  /** "Patch 48 in place of 64" */
  readonly text: string;
  readonly cost: Cost;
  readonly change: Partial<Recipe>;
}

export interface WhatFits {
  readonly cap: number;
  /** What the network would need, by what it is for. */
  readonly memory: TrainingMemory;
  readonly members: readonly SmallerMember[];
  readonly recipes: readonly SmallerRecipe[];
}

/** What would fit in place of a network that needs more memory than the cap, by the prediction that turned it down; null for a trial that was not. */
export function whatFits(study: Study, trial: Trial, resolver: Resolver): WhatFits | null {
  if (trial.status !== "outOfMemory") return null;
  const found = resolver.resolve(study, trial.stage, trial.architecture);
  if ("illegal" in found) return null;
  const { memoryCap, recipe } = originOf(study, trial.stage);
  const costAt = (change: Partial<Recipe>): Cost | null => {
    try {
      return costOf(found.network, { ...found.recipe, ...change });
    } catch {
      // The patch does not fit the network.
      return null;
    }
  };
  const recipes = smallerRecipes(found.recipe.batch, recipe.patch).flatMap((candidates) => {
    for (const { text, change } of candidates) {
      const cost = costAt(change);
      if (cost && cost.trainingBytes <= memoryCap) return [{ text, change, cost }];
    }
    return [];
  });
  const priceOf = (genotype: Genotype): Cost | null => {
    const smaller = priced(resolver.resolve(study, trial.stage, { kind: "genotype", genotype }));
    return "illegal" in smaller || smaller.cost.trainingBytes > memoryCap ? null : smaller.cost;
  };
  const members = isProposed(trial)
    ? smallerMembers(resolver.space(study, trial.stage), genotypeOf(trial), priceOf)
    : [];
  return { cap: memoryCap, memory: memoryOf(found.network, found.recipe), members, recipes };
}

/** For every whole number at the root of a member of a hierarchy, the largest smaller value with which it has a price. Spaces without a hierarchy have none. */
export function smallerMembers(
  { views: { tree, vector } }: SearchSpace,
  genotype: Genotype,
  priceOf: (genotype: Genotype) => Cost | null,
): readonly SmallerMember[] {
  if (!tree) return [];
  const root = tree.root();
  const lowered = ({ name, regions }: TreeParameter): readonly SmallerMember[] => {
    const was = tree.deltaAt(genotype, root, name);
    const label = vector?.parameters.find((parameter) => parameter.name === name)?.label ?? name;
    for (let is = Math.ceil(was) - 1; is >= regions[0]![0]; is--) {
      const smaller = tree.withDelta(genotype, root, name, is);
      const cost = priceOf(smaller);
      if (cost) return [{ label, was: Math.round(was), is, cost, genotype: smaller }];
    }
    return [];
  };
  return tree.parameters
    .filter(({ name, kind }) => kind === "int" && tree.isMutable(root, name))
    .flatMap(lowered)
    .sort((a, b) => b.cost.parameters - a.cost.parameters);
}

type Named = Pick<SmallerRecipe, "text" | "change">;

/** Batches by halves, and patches by eighths of their sides as far as those are even. */
function smallerRecipes(batch: number, patch: Recipe["patch"]): readonly (readonly Named[])[] {
  const batches: Named[] = [];
  for (let is = batch >> 1; is >= 1; is >>= 1)
    batches.push({ text: `Batch ${is} in place of ${batch}`, change: { batch: is } });
  const [depth, height, width] = patch;
  const patches = [7, 6, 5, 4, 3, 2].map((eighths): Named => {
    const side = (length: number) => Math.max(2, Math.floor((length * eighths) / 16) * 2);
    const [high, wide] = [side(height), side(width)];
    const named = (h: number, w: number) => (h === w ? String(h) : `${h} × ${w}`);
    return {
      text: `Patch ${named(high, wide)} in place of ${named(height, width)}`,
      change: { patch: [depth, high, wide] },
    };
  });
  return [batches, patches];
}
