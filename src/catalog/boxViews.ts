import type { SpaceViews, VectorParameter } from "../core/space/space.ts";

/** Views of a space whose genotypes are the points of a box themselves. */
export const boxViews = (parameters: readonly VectorParameter[]): SpaceViews<readonly number[]> => ({
  random: { sample: (random) => parameters.map(({ low, high }) => random.between(low, high)) },
  vector: { parameters, fromVector: (x) => [...x], toVector: (genotype) => genotype },
});
