import { StudioError } from "../../../core/errors.ts";
import { checkedValues, int, type OptionValues, type ValuesOf } from "../../../core/options.ts";
import type { DescribedStrategy } from "../../../core/strategy/strategy.ts";
import { boxOf } from "../box.ts";
import { endsInside, populationFor } from "./population.ts";
import type { CrsSettings } from "./replay.ts";

const options = {
  population: int("Population, 0 for at most a third of the trials", 0, 2000, 0),
  inFlight: int("Trials side by side: 1 as published, more is our own variant", 1, 64, 1),
};

/**
 * Controlled random search with local mutation (Price 1983; Kaelo and Ali 2006; NLopt's GN_CRS2_LM; spec 4.7): a population moves by
 * mirroring one of its points through the centre of others. With more than one trial side by side, our own variant, a proposal does
 * not know the values still awaited; it is the same whatever the order they come in.
 */
export default {
  id: "crs",
  label: "CRS2 with local mutation",
  summary: "A population of points draws together by mirroring; needs no slopes, only comparisons.",
  view: "vector",
  law: "asking",
  options,
  caution: ({ options: given, space, budget }) =>
    endsInside(settingsOf(given, boxOf(space).dimensions, budget).population, budget),
  lesson: { evaluations: 300, load: () => import("./lesson.ts").then(({ explainCrs }) => explainCrs) },
} satisfies DescribedStrategy;

/** Throws StudioError "BadInput" for a population that cannot span the box. */
export function settingsOf(given: OptionValues, dimensions: number, budget: number): CrsSettings {
  const { population, inFlight }: ValuesOf<typeof options> = checkedValues("crs", options, given);
  if (population !== 0 && population < dimensions + 1)
    throw new StudioError(
      "BadInput",
      `A population of ${population} is too small for ${dimensions} numbers; it must be ${dimensions + 1} or more.`,
    );
  return { population: populationFor(population, dimensions, budget), inFlight };
}
