import {
  backend_util,
  getKernel,
  registerKernel,
  unregisterKernel,
  type KernelFunc,
  type NamedAttrMap,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { product } from "../kernels/geometry.ts";
import type { SimdBackend } from "./backend.ts";

const NAME = "simd";

type Inputs = readonly TensorInfo[];
type FastVersion = (backend: SimdBackend, inputs: Inputs, attributes: NamedAttrMap) => TensorInfo | null;

const isFloat = ({ dtype }: TensorInfo): boolean => dtype === "float32";
const sizeOf = ({ shape }: TensorInfo): number => product(shape);
const isSameShape = (one: TensorInfo, other: TensorInfo): boolean => one.shape.join() === other.shape.join();

/** Sum of two maps of one shape: gradients that meet where a map is read twice. */
const add: FastVersion = (backend, [a, b]) => {
  if (!a || !b || !isFloat(a) || !isFloat(b) || !isSameShape(a, b)) return null;
  const [one, other] = [backend.addressOf(a), backend.addressOf(b)];
  const { info, address } = backend.makeHeapTensor(a.shape);
  backend.wasm.add(one, other, address, sizeOf(a));
  return info;
};

/** A map times one number: the slope of a loss. */
const multiply: FastVersion = (backend, [a, b]) => {
  if (!a || !b || !isFloat(a) || !isFloat(b) || sizeOf(b) !== 1 || b.shape.length > a.shape.length) return null;
  const [from, by] = [backend.addressOf(a), backend.addressOf(b)];
  const { info, address } = backend.makeHeapTensor(a.shape);
  backend.wasm.scale(from, address, backend.heap.floats(by, 1)[0]!, sizeOf(a));
  return info;
};

/** Flat tensors one after the other. */
const concat: FastVersion = (backend, inputs) => {
  if (inputs.some((input) => !isFloat(input) || input.shape.length !== 1)) return null;
  const addresses = inputs.map((input) => backend.addressOf(input));
  const { info, address } = backend.makeHeapTensor(
    backend_util.computeOutShape(
      inputs.map(({ shape }) => shape),
      0,
    ),
  );
  let at = address;
  inputs.forEach((input, index) => {
    backend.heap.floats(at, sizeOf(input)).set(backend.heap.floats(addresses[index]!, sizeOf(input)));
    at += sizeOf(input) * 4;
  });
  return info;
};

const fast: Readonly<Record<string, FastVersion>> = { Add: add, Multiply: multiply, Concat: concat };

/** Puts fast versions of the few tfjs operations a training step uses in front of those copied from `cpu`, which do the rest. */
export function registerStockKernels(): void {
  for (const [kernelName, version] of Object.entries(fast)) {
    const slow = getKernel(kernelName, NAME);
    const kernelFunc: KernelFunc = (call) => {
      const { inputs, attrs, backend } = call;
      return (
        version(backend as unknown as SimdBackend, Object.values(inputs) as unknown as Inputs, attrs ?? {}) ??
        slow.kernelFunc(call)
      );
    };
    unregisterKernel(kernelName, NAME);
    registerKernel({ ...slow, kernelFunc });
  }
}
