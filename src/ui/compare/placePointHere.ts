import type { StudioStore } from "../../state/store.ts";

/** Places a point at the cursor, or in the middle of the view, and leads to its note. */
export function placePointHere(store: StudioStore): void {
  const { hover, center, slice, shownPlane, placePoint, study, selectPoint } = store.getState();
  if (!shownPlane || !study) return;
  const x = Math.round(hover?.x ?? center?.[0] ?? shownPlane.width / 2);
  const y = Math.round(hover?.y ?? center?.[1] ?? shownPlane.height / 2);
  const known = new Set(study.points.map(({ id }) => id));
  void placePoint([slice, y, x], "").then(() => {
    const placed = store.getState().study?.points.find(({ id }) => !known.has(id));
    if (placed) selectPoint(placed.id);
  });
}
