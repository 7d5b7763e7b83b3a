import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { engine, util, type BackendValues, type DataType, type TensorInfo } from "@tensorflow/tfjs-core";
import { StudioError } from "../../core/errors.ts";
import { product } from "../kernels/geometry.ts";
import type { SimdContext } from "./context.ts";
import type { Heap } from "./heap.ts";
import type { KernelExports } from "./wasm.ts";

type DataId = TensorInfo["dataId"];
type Entry = ReturnType<MathBackendCPU["data"]["get"]>;

/** Values of a tensor in the heap. Kernels copied from the `cpu` backend see them through a view, which is made when it is asked for. */
class HeapEntry {
  refCount = 1;
  readonly dtype = "float32";

  constructor(
    readonly heap: Heap,
    readonly address: number,
    readonly count: number,
  ) {}

  get values(): Float32Array<ArrayBuffer> {
    return this.heap.floats(this.address, this.count);
  }
}

export interface HeapTensor {
  readonly info: TensorInfo;
  readonly address: number;
}

/**
 * tfjs's plain CPU backend with the float tensors of the fast kernels in one WebAssembly heap. What other kernels make stays a
 * JavaScript array until a fast one reads it.
 */
export class SimdBackend extends MathBackendCPU {
  constructor(
    readonly heap: Heap,
    readonly wasm: KernelExports,
  ) {
    super();
  }

  /** A new float tensor in the heap, its values not yet written. */
  makeHeapTensor(shape: readonly number[]): HeapTensor {
    const count = product(shape);
    const address = this.heap.allocate(count * 4);
    const dataId = {};
    this.data.set(dataId, new HeapEntry(this.heap, address, count));
    return { info: { dataId, shape: [...shape], dtype: "float32" }, address };
  }

  /** Where the values of a float tensor are; they are copied into the heap if they are not there yet. */
  addressOf({ dataId }: TensorInfo): number {
    const entry = this.data.get(dataId) as Entry | HeapEntry;
    if (entry instanceof HeapEntry) return entry.address;
    const values = entry.values as Float32Array;
    const moved = new HeapEntry(this.heap, this.heap.allocate(values.length * 4), values.length);
    moved.refCount = entry.refCount;
    moved.values.set(values);
    this.data.set(dataId, moved);
    return moved.address;
  }

  override readSync(dataId: DataId): BackendValues {
    const entry = this.data.get(dataId) as Entry | HeapEntry;
    return entry instanceof HeapEntry ? entry.values.slice() : super.readSync(dataId);
  }

  override read(dataId: DataId): Promise<BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override move(dataId: DataId, values: BackendValues, shape: number[], dtype: DataType, refCount: number): void {
    super.move(dataId, dtype === "float32" ? util.toTypedArray(values, "float32") : values, shape, dtype, refCount);
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const entry = this.data.has(dataId) ? (this.data.get(dataId) as Entry | HeapEntry) : null;
    const isGone = super.disposeData(dataId, force);
    if (isGone && entry instanceof HeapEntry) this.heap.free(entry.address);
    return isGone;
  }

  /** Runs a kernel with scratch memory that ends with it. */
  within<Result>(run: (context: SimdContext) => Result): Result {
    const blocks: number[] = [];
    const scratch = (bytes: number) => {
      const address = this.heap.allocate(bytes);
      blocks.push(address);
      return address;
    };
    const table = (words: ArrayLike<number>) => {
      const address = scratch(words.length * 4);
      this.heap.words(address, words.length).set(words);
      return address;
    };
    try {
      return run({ wasm: this.wasm, heap: this.heap, scratch, table });
    } finally {
      for (const block of blocks) this.heap.free(block);
    }
  }
}

/** The backend of this thread, if it is the active one. */
export function simdBackend(): SimdBackend {
  const { backend } = engine();
  if (!(backend instanceof SimdBackend)) throw new StudioError("DeviceError", "The active device is not simd.");
  return backend;
}
