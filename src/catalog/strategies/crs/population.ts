/**
 * Points that the search begins with: ten for each number and ten more, as published, but no more than a third of the trials, so that
 * a small budget mirrors points too; never fewer than it takes to mirror one and to have another to put in its place.
 */
export const usualPopulation = (dimensions: number, trials: number): number =>
  Math.max(dimensions + 2, Math.min(10 * (dimensions + 1), Math.floor(trials / 3)));

/** The population that an option asks for; 0 asks for the usual one. */
export const populationFor = (asked: number, dimensions: number, trials: number): number =>
  asked === 0 ? usualPopulation(dimensions, trials) : asked;

/** What a budget that ends inside the population comes to; null for one that goes on. */
export const endsInside = (population: number, trials: number): string | null =>
  trials > population
    ? null
    : `${trials} trials end inside CRS's first part of ${population}: this is random search; ${2 * population + 1} or more let it mirror points.`;
