import { useMemo } from "react";
import { LARGE_CLASS } from "../../../state/classShares.ts";
import type { ShownPlane } from "../../../state/followPlane.ts";
import { isLayerOf } from "../../../state/newStackSlice.ts";
import type { OverlayMode } from "../../../state/viewSlice.ts";
import { greyTable, parseColor } from "../../canvas/colors.ts";
import { paintSlice } from "../../canvas/paintSlice.ts";
import { paintValues } from "../../canvas/paintValues.ts";
import { toRaster } from "../../canvas/raster.ts";
import { useStudio } from "../../studioContext.ts";
import { classCounts } from "./classCounts.ts";

const GREYS = greyTable();

/** The shown plane with what a network makes of it, in the colours of its study; null while none does, or is looked at. */
export function useNewStackRaster(shown: ShownPlane | null, mode: OverlayMode): OffscreenCanvas | null {
  const layer = useStudio(({ newStackLayer }) => newStackLayer);
  const window = useStudio((state) => state.window ?? state.data?.image?.window ?? null);
  const opacity = useStudio((state) => state.overlay.opacity);
  const classes = useStudio(({ study }) => study?.spec.task.classes ?? null);
  return useMemo(() => {
    if (!layer || !shown || !window || !classes || !isLayerOf(layer, shown)) return null;
    const picture = { ...shown, window };
    if (layer.kind === "doubt")
      return toRaster(paintValues(picture, layer.values, GREYS, mode === "off" ? 0 : 0.35 + 0.65 * opacity));
    const { labels } = layer;
    const counts = classCounts(labels, classes.length);
    return toRaster(
      paintSlice(picture, {
        ...{ labels, mode, opacity },
        colors: classes.map(({ color }) => parseColor(color)),
        isLarge: counts.map((count) => count > LARGE_CLASS * labels.length),
      }),
    );
  }, [layer, shown, window, opacity, mode, classes]);
}
