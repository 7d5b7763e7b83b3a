import { sliceName } from "../../../state/sliceName.ts";
import { shapeText } from "../../../core/image/volume.ts";
import type { ShownPlane } from "../../../state/followPlane.ts";
import { chosenClass } from "../../../state/painting/chosenClass.ts";
import { planeAspect } from "../../../state/planeAspect.ts";
import { planeCount } from "../../../state/viewSlice.ts";
import type { StackInfo } from "../../../worker/studioApi.ts";
import { ImageSurface } from "../../canvas/ImageSurface.tsx";
import { Minimap } from "../../canvas/Minimap.tsx";
import { ScaleBar } from "../../canvas/ScaleBar.tsx";
import { useSharedView } from "../../canvas/useSharedView.ts";
import { ClassSwatch } from "../../controls/ClassSwatch.tsx";
import { useStudio } from "../../studioContext.ts";
import { PLANE_TITLES } from "../planeTitles.ts";
import canvasClasses from "../../canvas/canvas.module.css";
import { BrushMark, PolygonMark } from "../../paint/BrushMark.tsx";
import { PaintCanvas } from "../../paint/PaintCanvas.tsx";
import { SuggestionMark } from "./WhereNext.tsx";
import { useBrush } from "../../paint/useBrush.ts";
import { usePaintRaster } from "../../paint/usePaintRaster.ts";

interface PaintViewProps {
  readonly shown: ShownPlane;
  readonly image: StackInfo;
}

/** One plane of the stack to paint on. */
export function PaintView({ shown, image }: PaintViewProps) {
  const raster = usePaintRaster(shown);
  const { view, handlers, centerOn } = useSharedView();
  const brush = useBrush(shown.key);
  const isPanHeld = useStudio((state) => state.isPanHeld);
  const aspect = planeAspect(image.voxelSizeNm, shown.plane);
  const place =
    shown.plane === "xy"
      ? sliceName(image, shown.index)
      : `${PLANE_TITLES[shown.plane]} ${shown.index} (0 to ${planeCount(image.shape, shown.plane) - 1})`;
  return (
    <ImageSurface
      label={`Paint on ${shapeText(image.shape)}, ${place}`}
      plane={shown}
      aspect={aspect}
      view={view}
      brush={brush}
      {...handlers}
    >
      {(frame, pane) => (
        <>
          <PaintCanvas raster={raster} frame={frame} pane={pane} />
          <div className={canvasClasses.tagsLeft}>
            <span className="tag">{place}</span>
            <ClassTag />
            {isPanHeld && <span className="tag">drag to pan</span>}
          </div>
          <Minimap raster={raster.canvas} plane={shown} aspect={aspect} frame={frame} pane={pane} onCenter={centerOn} />
          {image.voxelSizeNm && (
            <ScaleBar nmPerPixel={image.voxelSizeNm[shown.plane === "yz" ? 0 : 2] / frame.scaleX} />
          )}
          <SuggestionMark frame={frame} />
          <PolygonMark frame={frame} />
          <BrushMark frame={frame} />
        </>
      )}
    </ImageSurface>
  );
}

/** The class that is painted, in a corner of the plane. */
function ClassTag() {
  const color = useStudio((state) => state.data?.mapping?.classes[chosenClass(state)]?.color ?? "none");
  const name = useStudio((state) => state.data?.mapping?.classes[chosenClass(state)]?.name ?? "");
  return (
    <span className="tag">
      <ClassSwatch color={color} /> {name}
    </span>
  );
}
