import type { Rect } from "../../../core/image/plane.ts";
import { layerKey } from "../../../state/compareSlice.ts";
import type { Look } from "../../../state/paneLooks.ts";
import type { StudioState } from "../../../state/store.ts";

export interface LegendEntry {
  readonly color: string;
  readonly name: string;
}

const ERRORS: readonly LegendEntry[] = [
  { color: "#e4e4e4", name: "right (TP)" },
  { color: "#E69F00", name: "predicted, not there (FP)" },
  { color: "#0072B2", name: "missed (FN)" },
];

type Shown = Pick<StudioState, "data" | "shownPlane" | "layers" | "slice" | "hiddenClasses">;

/** Colours of the classes that are seen in a part of the slice, and of errors where those are shown. */
export function legendOf(state: Shown, looks: readonly Look[], crop: Rect): readonly LegendEntry[] {
  const seen = new Set<number>();
  const width = state.shownPlane?.width ?? 0;
  for (const look of looks) {
    const labels = labelsOf(state, look);
    if (!labels) continue;
    for (let row = crop.y; row < crop.y + crop.height; row++)
      for (let column = crop.x; column < crop.x + crop.width; column++) seen.add(labels[row * width + column]!);
  }
  const classes = (state.data?.mapping?.classes ?? []).filter(
    ({ color }, index) => color !== "none" && seen.has(index) && !state.hiddenClasses.includes(index),
  );
  const entries = classes.map(({ color, name }) => ({ color, name }));
  return looks.some(({ kind }) => kind === "errors") ? [...entries, ...ERRORS] : entries;
}

/** The classes that are painted over a look, where they are. */
function labelsOf({ shownPlane, layers, slice }: Shown, look: Look): Uint8Array | null {
  if (look.kind === "truth") return shownPlane?.labels ?? null;
  if (look.kind !== "prediction") return null;
  const layer = layers.get(layerKey({ kind: "prediction", trial: look.trial, z: slice, classIndex: 0 }));
  return layer?.kind === "labels" ? layer.labels : null;
}
