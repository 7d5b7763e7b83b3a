import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { AdamNumbers, MomentumNumbers } from "../../../catalog/optimisers/optimiser.ts";
import type { KernelAttributes } from "../../kernels/specs.ts";
import { sizeOf, type GpuContext, type GpuKernel } from "../recorder.ts";
import { sumRows } from "../reduce.ts";

/** The squared norm of the gradient, where it is limited; else anything. */
function squaredNorm(context: GpuContext, gradient: TensorInfo, clipNorm: number): TensorInfo {
  const rows = clipNorm > 0 ? sizeOf(gradient) : 1;
  return sumRows(context, {
    key: "squaredNorm",
    code: "fn term(group: i32, row: i32, column: i32) -> f32 { return gradient[row] * gradient[row]; }",
    reads: { gradient },
    rows,
    columns: 1,
  });
}

const CLIPPED =
  "fn clipped(i: i32) -> f32 { return gradient[i] * select(1.0, min(1.0, u.clipNorm / sqrt(squares[0])), u.clipNorm > 0.0); }\n";

export const adam: GpuKernel<AdamNumbers> = (context, [values, gradient, mean, square], _outputs, numbers) => {
  context.run({
    key: "adam",
    code: `${CLIPPED}fn element(i: i32) {
  let g = clipped(i);
  let m = u.beta1 * mean[i] + (1.0 - u.beta1) * g;
  let v = u.beta2 * square[i] + (1.0 - u.beta2) * g * g;
  mean[i] = m;
  square[i] = v;
  values[i] -= u.learningRate * (u.meanFactor * m + u.gradientFactor * g) / (sqrt(v * u.squareFactor) + u.epsilon);
}`,
    writes: { values: values!, mean: mean!, square: square! },
    reads: { gradient: gradient!, squares: squaredNorm(context, gradient!, numbers.clipNorm) },
    floats: { ...numbers },
    threads: sizeOf(values!),
  });
};

export const momentum: GpuKernel<MomentumNumbers> = (
  context,
  [values, gradient, velocity],
  _outputs,
  { learningRate, momentum: keep, clipNorm, isNesterov },
) => {
  context.run({
    key: "momentum",
    code: `${CLIPPED}fn element(i: i32) {
  let g = clipped(i);
  let speed = u.keep * velocity[i] + g;
  velocity[i] = speed;
  values[i] -= u.learningRate * select(speed, g + u.keep * speed, u.isNesterov == 1);
}`,
    writes: { values: values!, velocity: velocity! },
    reads: { gradient: gradient!, squares: squaredNorm(context, gradient!, clipNorm) },
    ints: { isNesterov: isNesterov ? 1 : 0 },
    floats: { learningRate, keep, clipNorm },
    threads: sizeOf(values!),
  });
};

export const blend: GpuKernel<KernelAttributes["blend"]> = ({ run }, [average, sample], _outputs, { share }) => {
  run({
    key: "blend",
    code: "fn element(i: i32) { average[i] += u.share * (sample[i] - average[i]); }",
    writes: { average: average! },
    reads: { sample: sample! },
    floats: { share },
    threads: sizeOf(average!),
  });
};
