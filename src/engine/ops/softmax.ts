import { mul, reshape, sub, sum, type Tensor } from "@tensorflow/tfjs-core";
import { differentiable } from "./differentiable.ts";
import { softmax } from "./losses.ts";

/** Class probabilities of a map of scores, in the shape of the map. */
export const probabilities = (logits: Tensor): Tensor =>
  differentiable([logits], () => {
    const value = reshape(softmax(logits), logits.shape);
    return {
      value,
      kept: [value],
      gradient: (dy, [p]) => {
        const flowing = mul(dy, p);
        return [sub(flowing, mul(p, sum(flowing, -1, true)))];
      },
    };
  });
