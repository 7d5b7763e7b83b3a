import type { LeadTo } from "../../state/compareSlice.ts";
import type { StudioStore } from "../../state/store.ts";

const GLIDE_MS = 200;

/** Moves the view so that the eye can follow; at once where motion is not wanted. */
export function glide(store: StudioStore): LeadTo {
  return ({ zoom, center }) => {
    const { setView, zoom: zoomBefore, center: centerBefore, fittedZoom, shownPlane } = store.getState();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches || !shownPlane) {
      setView({ zoom, center });
      return;
    }
    const from = {
      zoom: zoomBefore === "fit" ? fittedZoom : zoomBefore,
      center: centerBefore ?? [shownPlane.width / 2, shownPlane.height / 2],
    };
    const begin = performance.now();
    const step = (now: number) => {
      const share = Math.min(1, Math.max(0, (now - begin) / GLIDE_MS));
      const eased = 1 - (1 - share) ** 3;
      const between = (a: number, b: number) => a + (b - a) * eased;
      setView({
        zoom: between(from.zoom, zoom),
        center: [between(from.center[0], center[0]), between(from.center[1], center[1])],
      });
      if (share < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
}
