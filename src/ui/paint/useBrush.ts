import { useEffect, useMemo } from "react";
import type { ShownPlane } from "../../state/followPlane.ts";
import type { BrushHandlers } from "../canvas/useSurfaceGestures.ts";
import { useStudioStore } from "../studioContext.ts";

/** What the pointer paints with. A stroke ends with the plane that it is drawn on. */
export function useBrush(key: ShownPlane["key"] | undefined): BrushHandlers {
  const store = useStudioStore();
  useEffect(() => () => store.getState().releaseBrush(), [store, key]);
  return useMemo(
    () => ({
      isOn: () => !store.getState().isPanHeld,
      onPress: (at, isAlt) => store.getState().pressBrush(at, isAlt),
      onDrag: (path) => store.getState().dragBrush(path),
      onRelease: () => store.getState().releaseBrush(),
      onDouble: () => store.getState().closePolygon(),
      onPoint: (at) => store.getState().setBrushAt(at),
      onResize: (by) => store.getState().resizeBrush(by),
    }),
    [store],
  );
}
