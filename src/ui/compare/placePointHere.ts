import type { StudioStore } from "../../state/store.ts";

/** Begins a point at the cursor, or in the middle of the view; it is placed with its note. */
export function placePointHere(store: StudioStore): void {
  const { hover, center, slice, shownPlane, beginPoint, study } = store.getState();
  if (!shownPlane || !study) return;
  const x = Math.round(hover?.x ?? center?.[0] ?? shownPlane.width / 2);
  const y = Math.round(hover?.y ?? center?.[1] ?? shownPlane.height / 2);
  beginPoint([slice, y, x]);
}
