import { useEffect } from "react";
import type { PlanePixels } from "../../worker/studioApi.ts";
import { useStudio } from "../studioContext.ts";

/** Greys and truth of the slice that previews are made of. */
export function usePreviewPlane(z: number | null): PlanePixels | null {
  const plane = useStudio(({ previewPlane }) => (previewPlane?.z === z ? previewPlane.pixels : null));
  const wantPreviewPlane = useStudio((state) => state.wantPreviewPlane);
  // A study may be shown before its image has been read.
  const hasImage = useStudio(({ data }) => Boolean(data?.image));
  useEffect(() => {
    if (z !== null && hasImage) void wantPreviewPlane(z);
  }, [z, hasImage, wantPreviewPlane]);
  return plane;
}
