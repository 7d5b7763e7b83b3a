import type { Random } from "../../../core/random.ts";
import type { Point } from "../box.ts";
import { scalingOf } from "./scaling.ts";
import { fitSurrogate, type Surrogate } from "./surrogate.ts";

/** The surrogate of a generation: the first, A, measures distances by the spread of the region where a plain fit is low. */
export function fitGeneration(
  generation: string,
  points: readonly Point[],
  values: readonly number[],
  shared: Random,
): Surrogate {
  const plain = fitSurrogate(points, values);
  if (generation === "B" || points[0]!.length === 1) return plain;
  const scaling = scalingOf(plain, shared.fork("scaling", points.length));
  return scaling ? fitSurrogate(points, values, scaling) : plain;
}
