import { StudioError } from "../../core/errors.ts";
import type { Genotype, ProposalSpace, VectorParameter } from "../../core/space/space.ts";

/** A point of the vector view, or of the unit cube it is mapped to. */
export type Point = readonly number[];

/** A space's vector view as strategies use it: only the axes that hold more than one value. */
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
  /** The point with the axes that hold one value only. */
  whole(x: Point): Point;
}

const isFree = ({ low, high, isFloored }: VectorParameter): boolean => high - low > (isFloored ? 1 : 0);

/** Throws StudioError "BadInput" for a space that is no box of numbers, or a box of one point. */
export function boxOf({ id, views }: ProposalSpace): Box {
  const { vector } = views;
  if (!vector)
    throw new StudioError(
      "BadInput",
      `The space "${id}" has no vector view; this strategy moves through a box of numbers.`,
    );
  const parameters = vector.parameters.filter(isFree);
  if (parameters.length === 0)
    throw new StudioError("BadInput", `Every range of the space "${id}" holds one value; widen one of them.`);
  const whole = (x: Point): Point => {
    const left = [...x];
    return vector.parameters.map((parameter) =>
      isFree(parameter) ? left.shift()! : (parameter.low + parameter.high) / 2,
    );
  };
  const point = (genotype: Genotype): Point =>
    vector.toVector(genotype).filter((_, axis) => isFree(vector.parameters[axis]!));
  return {
    parameters,
    dimensions: parameters.length,
    fromCube: (unit) => parameters.map(({ low, high }, axis) => low + (high - low) * unit[axis]!),
    clip: (x) => parameters.map(({ low, high }, axis) => Math.min(high, Math.max(low, x[axis]!))),
    genotype: (x) => vector.fromVector(whole(x)),
    point,
    unit: (genotype) =>
      point(genotype).map(
        (value, axis) => (value - parameters[axis]!.low) / (parameters[axis]!.high - parameters[axis]!.low),
      ),
    whole,
  };
}

export function distance(a: Point, b: Point): number {
  let square = 0;
  for (let axis = 0; axis < a.length; axis++) square += (a[axis]! - b[axis]!) ** 2;
  return Math.sqrt(square);
}
