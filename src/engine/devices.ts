import { enableProdMode, ready, setBackend } from "@tensorflow/tfjs-core";
import { StudioError } from "../core/errors.ts";
import type { DeviceId, DeviceInfo } from "./deviceIds.ts";
import { offeredAdapter } from "./webgpu/adapter.ts";

/** Sets up the backend of this thread. Throws StudioError "DeviceError" where the device is not there. */
export async function openDevice(id: DeviceId): Promise<DeviceInfo> {
  enableProdMode();
  [check, trim, submitted, lost] = [nothing, nothing, noQueue, new Promise(nothing)];
  const device = await openers[id]();
  if (!(await setBackend(id))) throw new StudioError("DeviceError", `The device "${id}" could not be started here.`);
  await ready();
  return { id, isFallback: false, ...device };
}

const nothing = () => undefined;
let check: () => void = nothing;
let trim: () => void = nothing;

const noQueue = () => null;
let submitted: () => Promise<void> | null = noQueue;

/** Throws what the open device has reported since the work was handed to it: errors of a GPU show only afterwards. */
export function checkDevice(): void {
  check();
}

/** Gives back memory that only waits for reuse: called after each candidate, whose sizes the next one will not have. */
export function trimDevice(): void {
  trim();
}

let lost = new Promise<unknown>(nothing);

/** Resolves once the open device has said that it is gone; never on most. */
export const deviceLost = (): Promise<unknown> => lost;

/** Submits what was recorded; resolves when the GPU has done it. Null on devices that do their work at once. */
export function submittedWork(): Promise<void> | null {
  return submitted();
}

const openers: Readonly<
  Record<DeviceId, () => Promise<Omit<DeviceInfo, "id" | "isFallback"> & Partial<Pick<DeviceInfo, "isFallback">>>>
> = {
  async cpu() {
    await openReference();
    return { label: "CPU, plain JavaScript", detail: "slow, runs everywhere" };
  },
  async simd() {
    const [{ registerSimdBackend }] = await Promise.all([import("./simd/register.ts"), openReference()]);
    const flavour = await registerSimdBackend();
    return {
      label: "CPU, WebAssembly SIMD",
      detail: flavour === "relaxed" ? "128-bit, with fused multiply-add" : "128-bit",
    };
  },
  async webgpu() {
    const offered = await offeredAdapter();
    const { checkGpu, registerWebgpuBackend, submitGpu, trimGpu } = await import("./webgpu/register.ts");
    const { adapter, isFallback, lost: gone } = await registerWebgpuBackend(offered);
    [check, trim, submitted, lost] = [checkGpu, trimGpu, submitGpu, gone];
    return { label: "GPU, WebGPU", detail: isFallback ? `${adapter}, emulated in software` : adapter, isFallback };
  },
};

let reference: Promise<void> | undefined;

/** Loads tfjs's JavaScript backend with our kernels on it, once. */
function openReference(): Promise<void> {
  reference ??= Promise.all([import("@tensorflow/tfjs-backend-cpu"), import("./reference/register.ts")]).then(
    ([, { registerReferenceKernels }]) => registerReferenceKernels(),
  );
  return reference;
}
