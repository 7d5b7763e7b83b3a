import type { AdamNumbers, MomentumNumbers } from "../../../catalog/optimisers/optimiser.ts";
import type { SimdContext } from "../context.ts";

/** Updates in place; they need the number of weights, which no attribute says. */
export type UpdateKernel<Attributes> = (
  context: SimdContext,
  addresses: readonly number[],
  count: number,
  attributes: Attributes,
) => void;

function clipFactor({ wasm }: SimdContext, gradient: number, count: number, clipNorm: number): number {
  return clipNorm === 0 ? 1 : Math.min(1, clipNorm / Math.sqrt(wasm.squaredNorm(gradient, count)));
}

export const adam: UpdateKernel<AdamNumbers> = (context, [values, gradient, mean, square], count, numbers) => {
  const { learningRate, beta1, beta2, epsilon, clipNorm, meanFactor, gradientFactor, squareFactor } = numbers;
  const clip = clipFactor(context, gradient!, count, clipNorm);
  context.wasm.adam(
    values!,
    gradient!,
    mean!,
    square!,
    count,
    clip,
    beta1,
    beta2,
    epsilon,
    learningRate * meanFactor,
    learningRate * gradientFactor,
    squareFactor,
  );
};

export const momentum: UpdateKernel<MomentumNumbers> = (
  context,
  [values, gradient, velocity],
  count,
  { learningRate, momentum: keep, clipNorm, isNesterov },
) => {
  const clip = clipFactor(context, gradient!, count, clipNorm);
  context.wasm.momentum(values!, gradient!, velocity!, count, clip, learningRate, keep, isNesterov ? 1 : 0);
};

export const blend: UpdateKernel<{ readonly share: number }> = ({ wasm }, [average, sample], count, { share }) => {
  wasm.blend(average!, sample!, share, count);
};
