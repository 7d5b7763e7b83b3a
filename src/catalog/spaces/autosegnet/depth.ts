import type { Shape3 } from "../../../core/image/volume.ts";
import type { AutosegnetSettings } from "./settings.ts";

type DepthSettings = Pick<AutosegnetSettings, "smallest" | "ratio" | "hdcReplacesLast">;

/** The largest D with size / 2^D ≥ max(smallest, size / ratio) (spec 3.3). */
export function halvingsFor(size: number, { smallest, ratio }: Pick<DepthSettings, "smallest" | "ratio">): number {
  const floor = Math.max(smallest, size / ratio);
  let halvings = 0;
  while (size / 2 ** (halvings + 1) >= floor) halvings++;
  return halvings;
}

/** Poolings of the network for a patch, by its smallest extent; one fewer where the hybrid dilated layer replaces the last. */
export function poolingsFor(patch: Shape3, settings: DepthSettings): number {
  const spatial = patch[0] > 1 ? patch : patch.slice(1);
  const halvings = halvingsFor(Math.min(...spatial), settings);
  return settings.hdcReplacesLast ? Math.max(0, halvings - 1) : halvings;
}

/** Every extent rounded up to a multiple; depth 1 stays 1. */
export const paddedTo = (multiple: number, patch: Shape3): Shape3 =>
  patch.map((extent, axis) =>
    axis === 0 && extent === 1 ? 1 : Math.ceil(extent / multiple) * multiple,
  ) as unknown as Shape3;
