import { StudioError } from "../../core/errors.ts";

/** The GPU that the machine offers; asked for before any of the code for it is loaded. Throws StudioError "DeviceError" where there is none. */
export async function offeredAdapter(): Promise<GPUAdapter> {
  const adapter = await (navigator as Partial<Navigator>).gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter)
    throw new StudioError(
      "DeviceError",
      "No WebGPU adapter is offered here; the SIMD device works everywhere. Node needs the package webgpu (npm i webgpu) and a Vulkan driver.",
    );
  return adapter;
}
