import type { Initial, WeightSpec } from "../core/network/network.ts";
import type { Random } from "../core/random.ts";
import { product } from "./kernels/geometry.ts";

/** First values of a tensor, from the stream of its own name: they do not depend on what else the network has. */
export function initialise({ shape, initial }: WeightSpec, random: Random): Float32Array {
  const drawn = drawing(initial, random, shape.at(-1)!);
  return Float32Array.from({ length: product(shape) }, (_, index) => drawn(index));
}

function drawing(initial: Initial, random: Random, columns: number): (index: number) => number {
  switch (initial.kind) {
    case "constant":
      return () => initial.value;
    case "diagonal":
      return (index) => (index % (columns + 1) === 0 ? initial.value : 0);
    case "he":
      return () => random.normal() * Math.sqrt(2 / initial.fanIn);
    case "xavier": {
      const limit = Math.sqrt(6 / (initial.fanIn + initial.fanOut));
      return () => random.between(-limit, limit);
    }
    default:
      return initial satisfies never;
  }
}
