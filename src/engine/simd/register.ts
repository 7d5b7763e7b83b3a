import {
  copyRegisteredKernels,
  registerBackend,
  removeBackend,
  findBackendFactory,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { StudioError } from "../../core/errors.ts";
import { product } from "../kernels/geometry.ts";
import { registerKernels } from "../kernels/run.ts";
import { outputShapes, type KernelName } from "../kernels/specs.ts";
import { referenceKernels } from "../reference/kernels.ts";
import { SimdBackend, type HeapTensor } from "./backend.ts";
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
  if (!flavour)
    throw new StudioError("DeviceError", "This browser has no WebAssembly SIMD; the plain CPU device works, slowly.");
  const heap = createHeap(options.maximumBytes ?? MAXIMUM_BYTES);
  const wasm = await loadKernels(flavour, heap.memory);
  if (findBackendFactory(NAME) as unknown) removeBackend(NAME);
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

function runFused(
  name: KernelName,
  inputs: readonly TensorInfo[],
  attributes: unknown,
  backend: SimdBackend,
): TensorInfo[] {
  const addresses = inputs.map((input) => backend.addressOf(input));
  const outputs: HeapTensor[] = [];
  try {
    for (const shape of outputShapes[name](attributes as never)) outputs.push(backend.makeHeapTensor(shape));
    runOn(
      backend,
      name,
      inputs.map(({ shape }, index) => ({ address: addresses[index]!, shape })),
      outputs.map(({ address, info }) => ({ address, shape: info.shape })),
      attributes,
    );
  } catch (error) {
    for (const { info } of outputs) backend.disposeData(info.dataId, true);
    throw error;
  }
  return outputs.map(({ info }) => info);
}

interface Block {
  readonly address: number;
  readonly shape: readonly number[];
}

function runOn(
  backend: SimdBackend,
  name: KernelName,
  inputs: readonly Block[],
  outputs: readonly Block[],
  attributes: unknown,
): void {
  const addresses = (blocks: readonly Block[]) => blocks.map(({ address }) => address);
  const update = (updateKernels as Updates)[name];
  const fast = (conditions as Conditions)[name]?.(attributes) === false ? undefined : (fastKernels as Fasts)[name];
  if (update) backend.within((context) => update(context, addresses(inputs), product(inputs[0]!.shape), attributes));
  else if (fast) backend.within((context) => fast(context, addresses(inputs), addresses(outputs), attributes));
  else {
    const views = (blocks: readonly Block[]) =>
      blocks.map(({ address, shape }) => backend.heap.floats(address, product(shape)));
    referenceKernels[name](views(inputs), views(outputs), attributes);
  }
}

type Updates = Readonly<Partial<Record<KernelName, UpdateKernel<unknown>>>>;
type Fasts = Readonly<Partial<Record<KernelName, SimdKernel<unknown>>>>;
type Conditions = Readonly<Partial<Record<KernelName, (attributes: unknown) => boolean>>>;
