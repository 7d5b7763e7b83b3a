import type { Plane } from "../../core/image/plane.ts";
import { OrthoPane } from "../canvas/OrthoPane.tsx";
import { OrthoView } from "../canvas/OrthoView.tsx";
import { useSliceRaster } from "../canvas/useSliceRaster.ts";
import { useStudio } from "../studioContext.ts";

/** The open stack in three planes at once. */
export function ViewerPlanes() {
  return <OrthoView>{(plane) => <ViewerPlane plane={plane} />}</OrthoView>;
}

function ViewerPlane({ plane }: { readonly plane: Plane }) {
  const shown = useStudio(({ orthoPlanes }) => orthoPlanes[plane]);
  const mode = useStudio(({ overlay, isOverlayHeld }) => (isOverlayHeld ? "off" : overlay.mode));
  const raster = useSliceRaster(shown, mode);
  return shown && <OrthoPane shown={shown} raster={raster} what="Image stack" />;
}
