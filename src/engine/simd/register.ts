import { copyRegisteredKernels, registerBackend, removeBackend, findBackendFactory, type TensorInfo } from "@tensorflow/tfjs-core";
import { StudioError } from "../../core/errors.ts";
import { product } from "../kernels/geometry.ts";
import { registerKernels } from "../kernels/run.ts";
import { outputShapes, type KernelAttributes, type KernelName } from "../kernels/specs.ts";
import { referenceKernels } from "../reference/kernels.ts";
import { SimdBackend } from "./backend.ts";
import type { SimdKernel } from "./context.ts";
import { createHeap } from "./heap.ts";
import { conditions, fastKernels, updateKernels } from "./kernels/kernels.ts";
import type { UpdateKernel } from "./kernels/optimisers.ts";
import { registerStockKernels } from "./stock.ts";
import { availableFlavour, loadKernels, type Flavour } from "./wasm.ts";

const NAME = "simd";
const PAGE = 65_536;
/** All that 32-bit addresses reach. */
const MAXIMUM_BYTES = (PAGE - 1) * PAGE;

export interface SimdOptions {
  readonly flavour?: Flavour;
  /** Where the heap stops growing. */
  readonly maximumBytes?: number;
}

/** Registers the `simd` backend. Throws StudioError "DeviceError" where there is no SIMD. A second call replaces the first one's backend. */
export async function registerSimdBackend(options: SimdOptions = {}): Promise<Flavour> {
  const flavour = options.flavour ?? (await availableFlavour());
  if (!flavour) throw new StudioError("DeviceError", "This browser has no WebAssembly SIMD; the plain CPU device works, slowly.");
  const heap = createHeap(options.maximumBytes ?? MAXIMUM_BYTES);
  const wasm = await loadKernels(flavour, heap.memory);
  if (findBackendFactory(NAME)) removeBackend(NAME);
  else registerAllKernels();
  registerBackend(NAME, () => new SimdBackend(heap, wasm));
  return flavour;
}

function registerAllKernels(): void {
  copyRegisteredKernels("cpu", NAME);
  registerStockKernels();
  registerFusedKernels();
}

/** The copy of the `cpu` kernels brought the plain versions of the fused ones along; these replace them. */
function registerFusedKernels(): void {
  registerKernels(NAME, Object.keys(referenceKernels) as KernelName[], runFused);
}

function runFused<Name extends KernelName>(name: Name, inputs: readonly TensorInfo[], attributes: KernelAttributes[Name], backend: SimdBackend): TensorInfo[] {
  const addresses = inputs.map((input) => backend.addressOf(input));
  const outputs = outputShapes[name](attributes).map((shape) => backend.makeHeapTensor(shape));
  const targets = outputs.map(({ address }) => address);
  const update = updateKernels[name];
  const fast = isFast(name, attributes) ? (fastKernels[name]) : undefined;
  if (update) backend.within((context) => update(context, addresses, product(inputs[0]!.shape), attributes));
  else if (fast) backend.within((context) => fast(context, addresses, targets, attributes));
  else {
    const view = (address: number, shape: readonly number[]) => backend.heap.floats(address, product(shape));
    referenceKernels[name](addresses.map((address, index) => view(address, inputs[index]!.shape)), outputs.map(({ info, address }) => view(address, info.shape)), attributes);
  }
  return outputs.map(({ info }) => info);
}

function isFast<Name extends KernelName>(name: Name, attributes: KernelAttributes[Name]): boolean {
  const condition = conditions[name] as ((attributes: KernelAttributes[Name]) => boolean) | undefined;
  return condition?.(attributes) ?? true;
}
