import type { StudioStore } from "../../state/store.ts";

/** Composes a figure of the part of the slice that the panes show. */
export function composeSeen(store: StudioStore): void {
  const { zoom, fittedZoom, center, openFigure } = store.getState();
  openFigure({ zoom: zoom === "fit" ? 1 : Math.max(1, zoom / fittedZoom), center });
}
