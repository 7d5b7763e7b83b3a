import type { DeviceReport } from "../worker/studioApi.ts";
import type { StudioState } from "./store.ts";

/** The device a search would run on: the one chosen, or the one that does most work per second in all its slots; never a software GPU by itself. */
export function chosenDevice({ devices, setup }: Pick<StudioState, "devices" | "setup">): DeviceReport | null {
  if (setup.device !== "auto") return devices.find(({ id }) => id === setup.device) ?? null;
  const work = ({ multiplyAddsPerSecond, slots }: DeviceReport) => multiplyAddsPerSecond * slots;
  return devices.filter(({ isFallback }) => !isFallback).reduce<DeviceReport | null>((best, device) => (!best || work(device) > work(best) ? device : best), null);
}
