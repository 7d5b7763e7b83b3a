import type { WeightArray } from "../../core/network/weights.ts";

/** The tensor with its axes in another order: axis `order[i]` becomes axis i. */
export function transposed({ name, shape, values }: WeightArray, order: readonly number[]): WeightArray {
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
  const turned = order.map((axis) => ({ extent: shape[axis]!, step: steps[axis]! }));
  const result = new Float32Array(values.length);
  const place = turned.map(() => 0);
  for (let to = 0, from = 0; to < result.length; to++) {
    result[to] = values[from]!;
    for (let axis = turned.length - 1; axis >= 0; axis--) {
      const { extent, step } = turned[axis]!;
      from += step;
      if (++place[axis]! < extent) break;
      place[axis] = 0;
      from -= extent * step;
    }
  }
  return { name, shape: turned.map(({ extent }) => extent), values: result };
}

/** A kernel [..., a, b] as [b, a, ...]: our convolutions end with in and out, those of others begin with out and in. */
export const channelsFirst = (kernel: WeightArray): WeightArray => {
  const rank = kernel.shape.length;
  return transposed(kernel, [rank - 1, rank - 2, ...Array.from({ length: rank - 2 }, (_, axis) => axis)]);
};

/** The kernel of a depthwise convolution, [..., channels, 1], as [channels, 1, ...]. */
export const depthwiseFirst = (kernel: WeightArray): WeightArray => {
  const rank = kernel.shape.length;
  return transposed(kernel, [rank - 2, rank - 1, ...Array.from({ length: rank - 2 }, (_, axis) => axis)]);
};
