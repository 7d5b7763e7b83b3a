import { useMemo } from "react";
import { useStudio, useStudioStore } from "../studioContext.ts";
import type { SurfaceHandlers } from "./useSurfaceGestures.ts";
import type { ViewPosition } from "./viewTransform.ts";

/** The view that all panes share, and what gestures on any of them do to it. */
export function useSharedView(): {
  readonly view: ViewPosition;
  readonly handlers: SurfaceHandlers;
  readonly centerOn: (at: readonly [x: number, y: number]) => void;
} {
  const store = useStudioStore();
  const zoom = useStudio((state) => state.zoom);
  const center = useStudio((state) => state.center);
  const view = useMemo(() => ({ zoom, center }), [zoom, center]);
  const handlers = useMemo(
    (): SurfaceHandlers => ({
      onView: (change) => store.getState().setView(change(store.getState())),
      onStep: (by) => store.getState().step(by),
      onFit: (zoom) => store.getState().setFittedZoom(zoom),
      onHover: (at) => store.getState().setHover(at),
    }),
    [store],
  );
  const centerOn = useMemo(
    () => (at: readonly [x: number, y: number]) =>
      store.getState().setView({ zoom: store.getState().zoom, center: at }),
    [store],
  );
  return { view, handlers, centerOn };
}
