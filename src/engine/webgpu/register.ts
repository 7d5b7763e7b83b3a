import {
  engine,
  env,
  findBackendFactory,
  registerBackend,
  removeBackend,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { StudioError } from "../../core/errors.ts";
import { registerKernels } from "../kernels/run.ts";
import { outputShapes, type KernelName } from "../kernels/specs.ts";
import { gpuKernels } from "./kernels/kernels.ts";
import { within, type GpuKernel } from "./recorder.ts";

const NAME = "webgpu";
const LIMITS = [
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
] as const;

/** What goes wrong on a GPU says so only here: nothing is thrown where the work was recorded. */
export interface GpuHealth {
  readonly device: GPUDevice;
  readonly adapter: string;
  readonly isFallback: boolean;
  /** Resolves when the device is gone and `error` says so. */
  readonly lost: Promise<void>;
  /** The first error since the device was opened. */
  error: StudioError | null;
}

let health: GpuHealth | null = null;

/** Opens a device of our own, so that its errors are heard. A second call replaces the first one's device. */
export async function registerWebgpuBackend(adapter: GPUAdapter): Promise<GpuHealth> {
  const device = await adapter.requestDevice({
    requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]])),
  });
  const { info } = adapter;
  const opened: GpuHealth = {
    device,
    adapter: [info.vendor, info.architecture || info.description].filter(Boolean).join(" "),
    isFallback: info.isFallbackAdapter,
    error: null,
    lost: device.lost.then(
      ({ reason, message }) =>
        void (opened.error = new StudioError("DeviceLost", `The GPU was lost (${message || reason}).`)),
    ),
  };
  listen(opened);
  env().set("WEBGPU_CPU_FORWARD", false);
  if (findBackendFactory(NAME) as unknown) removeBackend(NAME);
  registerBackend(NAME, () => new WebGPUBackend(device, info), 3);
  registerKernels(NAME, Object.keys(gpuKernels) as KernelName[], runGpu);
  health = opened;
  return opened;
}

function listen(opened: GpuHealth): void {
  opened.device.addEventListener("uncapturederror", ({ error }) => {
    const name = error instanceof GPUOutOfMemoryError ? "OutOfMemory" : "DeviceError";
    opened.error ??= new StudioError(name, `The GPU reported: ${error.message}`);
  });
}

/** Throws what the GPU has complained about, if anything. */
export function checkGpu(): void {
  if (health?.error) throw health.error;
}

/** Hands everything recorded to the GPU; resolves when it is done. What goes wrong meanwhile is told by `checkGpu`. */
export function submitGpu(): Promise<void> | null {
  const { backend } = engine();
  if (!(backend instanceof WebGPUBackend)) return null;
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
  return backend.queue.onSubmittedWorkDone().catch(() => undefined);
}

/** The parts of tfjs's buffer pool that its types keep to themselves. */
interface BufferPool {
  readonly freeBuffers: Map<string, GPUBuffer[]>;
  numFreeBuffers: number;
  numBytesAllocated: number;
}

/** Gives back the buffers that wait for reuse: tfjs keeps them for ever, and every candidate has its own sizes. */
export function trimGpu(): void {
  const { backend } = engine();
  if (!(backend instanceof WebGPUBackend)) return;
  const pool = backend.bufferManager as unknown as BufferPool;
  for (const buffer of [...pool.freeBuffers.values()].flat()) {
    pool.numBytesAllocated -= buffer.size;
    buffer.destroy();
  }
  pool.freeBuffers.clear();
  pool.numFreeBuffers = 0;
}

function runGpu(
  name: KernelName,
  inputs: readonly TensorInfo[],
  attributes: unknown,
  backend: WebGPUBackend,
): TensorInfo[] {
  checkGpu();
  const outputs = outputShapes[name](attributes as never).map((shape) => backend.makeTensorInfo([...shape], "float32"));
  within(backend, (context) => (gpuKernels[name] as GpuKernel<unknown>)(context, inputs, outputs, attributes));
  return outputs;
}
