import { useMemo } from "react";
import type { VoxelArray } from "../../core/image/volume.ts";
import type { OverlayMode } from "../../state/viewSlice.ts";
import { useStudio } from "../studioContext.ts";
import { parseColor } from "./colors.ts";
import { paintSlice } from "./paintSlice.ts";
import { toRaster } from "./raster.ts";
import { useOverlayColors } from "./useOverlayColors.ts";

interface SlicePicture {
  readonly width: number;
  readonly height: number;
  readonly image: VoxelArray;
  readonly labels: Uint8Array | null;
}

/** A slice painted with the shared window and overlay; painted again only when one of them changes. */
export function useSliceRaster(picture: SlicePicture | null, mode: OverlayMode): OffscreenCanvas | null {
  const window = useStudio((state) => state.window ?? state.data?.image?.window ?? null);
  const opacity = useStudio((state) => state.overlay.opacity);
  const colors = useOverlayColors();
  return useMemo(() => {
    if (!picture || !window) return null;
    const overlay = picture.labels && {
      labels: picture.labels,
      mode,
      opacity,
      colors: colors.map(({ color }) => parseColor(color)),
      isLarge: colors.map(({ isLarge }) => isLarge),
    };
    return toRaster(paintSlice({ ...picture, window }, overlay));
  }, [picture, window, mode, opacity, colors]);
}
