import { engine, registerKernel, type NamedAttrMap, type Tensor, type TensorInfo } from "@tensorflow/tfjs-core";
import type { KernelAttributes, KernelName } from "./specs.ts";

const registered = (name: KernelName): string => `Cristae/${name}`;

/** Runs a fused kernel on the active backend. The caller owns the results. */
export function runKernel<Name extends KernelName>(
  name: Name,
  inputs: readonly Tensor[],
  attributes: KernelAttributes[Name],
): Tensor[] {
  const named = Object.fromEntries(inputs.map((input, index) => [`x${index}`, input]));
  return engine().runKernel(registered(name), named, attributes as unknown as NamedAttrMap);
}

/** What carries out a kernel on one backend: tensors in the order of `KernelAttributes`, outputs in the order of `outputShapes`. */
export type KernelRunner<Backend> = <Name extends KernelName>(
  name: Name,
  inputs: readonly TensorInfo[],
  attributes: KernelAttributes[Name],
  backend: Backend,
) => TensorInfo[];

/** Makes fused kernels known to a backend; what it had under their names is replaced. */
export function registerKernels<Backend>(
  backendName: string,
  names: readonly KernelName[],
  run: KernelRunner<Backend>,
): void {
  for (const name of names) {
    registerKernel({
      kernelName: registered(name),
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        run(
          name,
          Object.values(inputs) as TensorInfo[],
          attrs as unknown as KernelAttributes[typeof name],
          backend as Backend,
        ),
    });
  }
}
