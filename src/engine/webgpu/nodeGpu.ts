import { existsSync } from "node:fs";

/** Vulkan in software, which comes with Chromium. */
const SOFTWARE_DRIVERS = [
  "/usr/lib/chromium/vk_swiftshader_icd.json",
  "/usr/lib/chromium-browser/vk_swiftshader_icd.json",
];

interface WebgpuPackage {
  readonly create: (options: readonly string[]) => GPU;
  readonly globals: Readonly<Record<string, unknown>>;
}

/**
 * Gives Node a `navigator.gpu` where the optional `webgpu` package and a Vulkan driver are installed; false where they are not.
 * `isEmulated` takes Chromium's software driver, which computes the same everywhere. Call it before the backend is loaded, which
 * looks for a GPU right away.
 */
export async function installGpu({ isEmulated = false } = {}): Promise<boolean> {
  const driver = SOFTWARE_DRIVERS.find((path) => existsSync(path));
  if (isEmulated && driver) process.env.VK_ICD_FILENAMES ??= driver;
  const name = "webgpu";
  try {
    const { create, globals } = (await import(/* @vite-ignore */ name)) as WebgpuPackage;
    Object.assign(globalThis, globals);
    Object.defineProperty(globalThis, "navigator", { value: { gpu: create([]) }, configurable: true });
    return (await navigator.gpu.requestAdapter()) !== null;
  } catch {
    return false;
  }
}
