import { StudioError } from "../../core/errors.ts";
import type { Genotype, ProposalSpace, VectorParameter } from "../../core/search/space.ts";

/** A point of the vector view, or of the unit cube it is mapped to. */
export type Point = readonly number[];

/** A space's vector view as strategies use it. */
export interface Box {
  readonly parameters: readonly VectorParameter[];
  readonly dimensions: number;
  fromCube(unit: Point): Point;
  /** The nearest point inside the bounds. */
  clip(x: Point): Point;
  genotype(x: Point): Genotype;
  point(genotype: Genotype): Point;
  /** The point that means a genotype, with every axis from 0 to 1. */
  unit(genotype: Genotype): Point;
}

/** Throws StudioError "BadInput" for a space that is no box of numbers. */
export function boxOf({ id, views }: ProposalSpace): Box {
  const { vector } = views;
  if (!vector) throw new StudioError("BadInput", `The space "${id}" has no vector view; this strategy moves through a box of numbers.`);
  const { parameters } = vector;
  return {
    parameters,
    dimensions: parameters.length,
    fromCube: (unit) => parameters.map(({ low, high }, axis) => low + (high - low) * unit[axis]!),
    clip: (x) => parameters.map(({ low, high }, axis) => Math.min(high, Math.max(low, x[axis]!))),
    genotype: (x) => vector.fromVector(x),
    point: (genotype) => vector.toVector(genotype),
    unit: (genotype) => toUnit(parameters, vector.toVector(genotype)),
  };
}

/** An axis of one value maps to 0. */
const toUnit = (parameters: readonly VectorParameter[], x: Point): Point => parameters.map(({ low, high }, axis) => (high === low ? 0 : (x[axis]! - low) / (high - low)));

export function distance(a: Point, b: Point): number {
  let square = 0;
  for (let axis = 0; axis < a.length; axis++) square += (a[axis]! - b[axis]!) ** 2;
  return Math.sqrt(square);
}
