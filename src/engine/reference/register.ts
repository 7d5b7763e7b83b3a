import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { product } from "../kernels/geometry.ts";
import { registerKernels } from "../kernels/run.ts";
import { outputShapes, type KernelAttributes, type KernelName } from "../kernels/specs.ts";
import { referenceKernels } from "./kernels.ts";

const arrayOf = (backend: MathBackendCPU, { dataId }: TensorInfo) => backend.data.get(dataId).values as Float32Array;

function runReference<Name extends KernelName>(
  name: Name,
  inputs: readonly TensorInfo[],
  attributes: KernelAttributes[Name],
  backend: MathBackendCPU,
): TensorInfo[] {
  const shapes = outputShapes[name](attributes);
  const outputs = shapes.map((shape) => new Float32Array(product(shape)));
  referenceKernels[name](
    inputs.map((input) => arrayOf(backend, input)),
    outputs,
    attributes,
  );
  return shapes.map((shape, index) => backend.makeTensorInfo([...shape], "float32", outputs[index]));
}

/** Gives tfjs's plain JavaScript backend every fused kernel. */
export function registerReferenceKernels(): void {
  registerKernels("cpu", Object.keys(referenceKernels) as KernelName[], runReference);
}
