import { installGpu } from "../engine/webgpu/nodeGpu.ts";

/**
 * Whether tests of WebGPU can run here: in software, so that all machines compute the same.
 * @throws where `CRISTAE_NEEDS_GPU` says that they must, as `npm test` does: a run that was to try WebGPU and could not is no green one.
 */
export async function findTestGpu(): Promise<boolean> {
  const hasGpu = await installGpu({ isEmulated: true });
  if (!hasGpu && process.env.CRISTAE_NEEDS_GPU)
    throw new Error(
      "WebGPU was to be tested, but Node has none: the package webgpu, the Vulkan loader (libvulkan.so.1) or a driver is missing. Chromium's folder has both of Vulkan's; name its program by CHROMIUM_PATH.",
    );
  return hasGpu;
}
