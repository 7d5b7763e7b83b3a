import type { AdamNumbers, MomentumNumbers } from "../../catalog/optimisers/optimiser.ts";
import type { KernelAttributes } from "../kernels/specs.ts";
import type { Arrays } from "./types.ts";

/** Factor that brings the norm of the whole gradient down to `clipNorm`. */
export function clipFactor(gradient: Float32Array, clipNorm: number): number {
  if (clipNorm === 0) return 1;
  let squares = 0;
  for (const value of gradient) squares += value * value;
  return Math.min(1, clipNorm / Math.sqrt(squares));
}

export function adam([values, gradient, mean, square]: Arrays<4>, _outputs: Arrays<0>, attributes: AdamNumbers): void {
  const { beta1, beta2, epsilon, learningRate, clipNorm, meanFactor, gradientFactor, squareFactor } = attributes;
  const clip = clipFactor(gradient, clipNorm);
  for (let index = 0; index < values.length; index++) {
    const slope = gradient[index]! * clip;
    const first = beta1 * mean[index]! + (1 - beta1) * slope;
    const second = beta2 * square[index]! + (1 - beta2) * slope * slope;
    values[index]! -=
      (learningRate * (meanFactor * first + gradientFactor * slope)) / (Math.sqrt(second * squareFactor) + epsilon);
    mean[index] = first;
    square[index] = second;
  }
}

export function momentum(
  [values, gradient, velocity]: Arrays<3>,
  _outputs: Arrays<0>,
  attributes: MomentumNumbers,
): void {
  const { learningRate, momentum: keep, clipNorm, isNesterov } = attributes;
  const clip = clipFactor(gradient, clipNorm);
  for (let index = 0; index < values.length; index++) {
    const slope = gradient[index]! * clip;
    const speed = keep * velocity[index]! + slope;
    values[index]! -= learningRate * (isNesterov ? slope + keep * speed : speed);
    velocity[index] = speed;
  }
}

export function blend([average, sample]: Arrays<2>, _outputs: Arrays<0>, { share }: KernelAttributes["blend"]): void {
  for (let index = 0; index < average.length; index++) average[index]! += share * (sample[index]! - average[index]!);
}
