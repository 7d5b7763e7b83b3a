import { fastestDevice, meanStep } from "../core/run/device.ts";
import type { DeviceReport } from "../worker/studioApi.ts";
import { firstRecipe } from "./planSlice.ts";
import type { StudioState } from "./store.ts";

/** The device a search would run on: the one chosen, or the one that is fastest for the networks of the space; never a software GPU by itself. */
export function chosenDevice({
  devices,
  setup,
  plan,
  whatIf,
}: Pick<StudioState, "devices" | "setup" | "plan" | "whatIf">): DeviceReport | null {
  if (setup.device !== "auto") return devices.find(({ id }) => id === setup.device) ?? null;
  return fastestDevice(devices, meanStep(whatIf?.costs ?? [], firstRecipe({ plan }).batch));
}
