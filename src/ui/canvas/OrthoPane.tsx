import { useMemo, useRef, useState } from "react";
import type { ShownPlane } from "../../state/followPlane.ts";
import { crossHair, spotIn, steppedAcross, voxelAt } from "../../state/orthoSlice.ts";
import { planeAspect } from "../../state/planeAspect.ts";
import { planeCount } from "../../state/viewSlice.ts";
import { useStudio, useStudioStore } from "../studioContext.ts";
import { ImageSurface } from "./ImageSurface.tsx";
import { PlaneCross } from "./PlaneCross.tsx";
import { RasterCanvas } from "./RasterCanvas.tsx";
import type { SurfaceHandlers } from "./useSurfaceGestures.ts";
import { FITTED, type ViewPosition } from "./viewTransform.ts";
import classes from "./canvas.module.css";

interface OrthoPaneProps {
  readonly shown: ShownPlane;
  readonly raster: OffscreenCanvas | null;
  /** What is seen beside the image, for the name of the pane. */
  readonly what: string;
  /** Why there is no overlay yet, or at all. */
  readonly note?: string | null;
}

/** One of three planes through the cross-hair, zoomed and moved on its own. */
export function OrthoPane({ shown, raster, what, note = null }: OrthoPaneProps) {
  const { plane } = shown;
  const image = useStudio(({ data }) => data?.image ?? null);
  const [view, setView] = useState<ViewPosition>(FITTED);
  const handlers = useOrthoGestures(shown, setView);
  const spotX = useStudio((state) => spotIn(plane, crossHair(state)).x);
  const spotY = useStudio((state) => spotIn(plane, crossHair(state)).y);
  const place = `${plane.toUpperCase()} ${shown.index} of ${planeCount(image?.shape, plane)}`;
  return (
    <ImageSurface
      label={`${what}, ${place}`}
      plane={shown}
      aspect={planeAspect(image?.voxelSizeNm ?? null, plane)}
      view={view}
      {...handlers}
    >
      {(frame, pane) => (
        <>
          <RasterCanvas raster={raster} frame={frame} pane={pane} />
          <PlaneCross at={{ x: spotX, y: spotY }} frame={frame} pane={pane} />
          <div className={classes.tagsLeft}>
            <span className="tag">{place}</span>
            {note !== null && <span className="tag">{note}</span>}
          </div>
        </>
      )}
    </ImageSurface>
  );
}

function useOrthoGestures(
  { plane }: ShownPlane,
  setView: (change: (view: ViewPosition) => ViewPosition) => void,
): SurfaceHandlers {
  const store = useStudioStore();
  const under = useRef<{ readonly x: number; readonly y: number } | null>(null);
  return useMemo(
    () => ({
      onView: setView,
      onStep: (by) => store.getState().goToVoxel(steppedAcross(plane, crossHair(store.getState()), by)),
      onFit: () => undefined,
      onHover: (at) => {
        under.current = at;
      },
      onPress() {
        if (under.current) store.getState().goToVoxel(voxelAt(plane, under.current, crossHair(store.getState())));
      },
    }),
    [store, plane, setView],
  );
}
