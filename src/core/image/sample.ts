import type { Registered } from "../registry.ts";
import type { ClassInfo, LabelMap } from "./labelMap.ts";
import type { Shape3, Volume } from "./volume.ts";

/** A labelled stack made by code from a seed: something to search on before own data are at hand, and the same on every machine. */
export interface Sample extends Registered {
  readonly summary: string;
  readonly shape: Shape3;
  readonly classes: readonly ClassInfo[];
  create(seed?: number): { readonly volume: Volume; readonly labels: LabelMap };
}
