import { sliceName } from "../../state/sliceName.ts";
import { shapeText } from "../../core/image/volume.ts";
import { planeCount } from "../../state/viewSlice.ts";
import { partOf } from "../../core/image/splitEdges.ts";
import { shownView } from "../../state/orthoSlice.ts";
import { planeAspect } from "../../state/planeAspect.ts";
import { ImageSurface } from "../canvas/ImageSurface.tsx";
import { Minimap } from "../canvas/Minimap.tsx";
import { ObjectMark } from "../canvas/ObjectMark.tsx";
import { RasterCanvas } from "../canvas/RasterCanvas.tsx";
import { ScaleBar } from "../canvas/ScaleBar.tsx";
import { useSharedView } from "../canvas/useSharedView.ts";
import { useSliceRaster } from "../canvas/useSliceRaster.ts";
import { useStudio } from "../studioContext.ts";
import { SurfacePanel } from "../surfaces/SurfacePanel.tsx";
import type { SurfaceSource } from "../../worker/studioApi.ts";
import { MissingStack } from "./MissingStack.tsx";
import { NewStackTag } from "./newStack/NewStackTag.tsx";
import { useNewStackRaster } from "./newStack/useNewStackRaster.ts";
import { PLANE_TITLES } from "./planeTitles.ts";
import { ViewerBar } from "./ViewerBar.tsx";
import { ViewerPlanes } from "./ViewerPlanes.tsx";
import { ViewerCursor } from "./ViewerCursor.tsx";
import classes from "../canvas/canvas.module.css";

const LABELS: readonly SurfaceSource[] = [{ of: "labels" }];

/** The open stack, one plane at a time. */
export function Viewer() {
  const shown = useStudio((state) => state.shownPlane);
  const mode = useStudio(({ overlay, isOverlayHeld }) => (isOverlayHeld ? "off" : overlay.mode));
  const image = useStudio(({ data }) => data?.image ?? null);
  const split = useStudio(({ data }) => data?.split ?? null);
  const stackView = useStudio(shownView);
  const labelled = useSliceRaster(shown, mode);
  const raster = useNewStackRaster(shown, mode) ?? labelled;
  const { view, handlers, centerOn } = useSharedView();

  if (!shown || !image) {
    return (
      <div className="col" style={{ flex: 1, minHeight: 0 }}>
        <ViewerBar raster={null} />
        <div className={classes.surface}>
          <MissingStack />
        </div>
      </div>
    );
  }
  if (stackView !== "plane") {
    return (
      <div className="col" style={{ flex: 1, minHeight: 0 }}>
        <ViewerBar raster={raster} />
        {stackView === "planes" ? <ViewerPlanes /> : <SurfacePanel sources={LABELS} />}
      </div>
    );
  }
  const aspect = planeAspect(image.voxelSizeNm, shown.plane);
  const count = planeCount(image.shape, shown.plane);
  const place =
    shown.plane === "xy"
      ? sliceName(image, shown.index)
      : `${PLANE_TITLES[shown.plane]} ${shown.index} (0 to ${count - 1})`;
  const part = split?.axis === "slices" && shown.plane === "xy" ? partOf(split, shown.index) : null;
  return (
    <div className="col" style={{ flex: 1, minHeight: 0 }}>
      <ViewerBar raster={raster} />
      <ImageSurface
        label={`Image stack ${shapeText(image.shape)}, ${place}`}
        plane={shown}
        aspect={aspect}
        view={view}
        {...handlers}
      >
        {(frame, pane) => (
          <>
            <RasterCanvas raster={raster} frame={frame} pane={pane} />
            <div className={classes.tagsLeft}>
              <span className="tag">{place}</span>
              {part && <span className="tag">{part}</span>}
              <NewStackTag shown={shown} />
            </div>
            <Minimap raster={raster} plane={shown} aspect={aspect} frame={frame} pane={pane} onCenter={centerOn} />
            {image.voxelSizeNm && (
              <ScaleBar nmPerPixel={image.voxelSizeNm[shown.plane === "yz" ? 0 : 2] / frame.scaleX} />
            )}
            <ObjectMark frame={frame} />
            <ViewerCursor frame={frame} shown={shown} />
            <MissingStack />
          </>
        )}
      </ImageSurface>
    </div>
  );
}
