import { hasMoved, paintingPlace, type PaintingPlace } from "./state/painting/paintingPlace.ts";
import type { StudioStore } from "./state/store.ts";

const PAINTING = "cristae.painting";

/** Remembers in this tab what is painted and where, also over a crash; forgets it when it is closed. */
export function keepPaintingPlace(store: StudioStore): void {
  store.subscribe((state, before) => {
    if (!hasMoved(state, before)) return;
    const place = paintingPlace(state);
    if (place) sessionStorage.setItem(PAINTING, JSON.stringify(place));
    else if (before.data?.painting) sessionStorage.removeItem(PAINTING);
  });
}

/** Brings back what was painted before a reload, if something was. */
export async function returnToPainting(store: StudioStore): Promise<void> {
  const kept = sessionStorage.getItem(PAINTING);
  if (kept !== null) await store.getState().reopenPainting(JSON.parse(kept) as PaintingPlace);
}
