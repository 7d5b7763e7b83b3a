import { useMemo } from "react";
import type { ShownPlane } from "../../state/followPlane.ts";
import { paintsPanes } from "../../state/painting/paintSlice.ts";
import { placeText } from "../../state/partOfSlice.ts";
import { planeAspect } from "../../state/planeAspect.ts";
import { ImageSurface } from "../canvas/ImageSurface.tsx";
import { ObjectMark } from "../canvas/ObjectMark.tsx";
import { RasterCanvas } from "../canvas/RasterCanvas.tsx";
import { ScaleBar } from "../canvas/ScaleBar.tsx";
import { useSharedView } from "../canvas/useSharedView.ts";
import type { Frame, Size } from "../canvas/viewTransform.ts";
import { BrushMark, PolygonMark } from "../paint/BrushMark.tsx";
import { PaintCanvas } from "../paint/PaintCanvas.tsx";
import { useBrush } from "../paint/useBrush.ts";
import { usePaintRaster } from "../paint/usePaintRaster.ts";
import { useStudio, useStudioStore } from "../studioContext.ts";
import canvasClasses from "../canvas/canvas.module.css";
import classes from "./compare.module.css";
import { CrossLines } from "./CrossLines.tsx";
import { Curtain } from "./Curtain.tsx";
import { PaneFoot } from "./PaneFoot.tsx";
import { PaneMenu } from "./PaneMenu.tsx";
import { PointMarks } from "./PointMarks.tsx";
import { useLookRaster } from "./useLookRaster.ts";
import { useLookName, usePaneLooks } from "./usePaneLooks.ts";

interface ComparePaneProps {
  readonly index: number;
  readonly isBlinked: boolean;
}

export function ComparePane({ index, isBlinked }: ComparePaneProps) {
  const store = useStudioStore();
  const pane = useStudio(({ panes }) => panes[index]!);
  const isChosen = useStudio(({ paneIndex }) => paneIndex === index);
  const plane = useStudio(({ shownPlane }) => (shownPlane?.plane === "xy" ? shownPlane : null));
  const voxelSize = useStudio(({ data }) => data?.image?.voxelSizeNm ?? null);
  const { view, handlers } = useSharedView();
  const { main, behind } = usePaneLooks(index, isBlinked);
  const mainName = useLookName(main);
  const behindName = useLookName(behind);
  const painted = useLookRaster(main);
  const paintedBehind = useLookRaster(behind);
  const curtain = useStudio((state) => state.curtain);
  const letter = letterOf(index);
  const isPainting = useStudio(paintsPanes);
  const brush = useBrush(plane?.key);
  const paneHandlers = useMemo(
    () => ({
      ...handlers,
      onShift: (offset: readonly [x: number, y: number]) => store.getState().shiftPane(index, offset),
      onPress: () => store.getState().choosePane(index),
    }),
    [handlers, store, index],
  );

  return (
    <section className={classes.pane} data-chosen={isChosen || undefined} aria-label={`Pane ${letter}: ${mainName}`}>
      <div style={{ display: "flex", minHeight: 0, minWidth: 0 }}>
        {plane && (
          <ImageSurface
            label={`${mainName}, slice ${plane.index}`}
            plane={plane}
            aspect={planeAspect(voxelSize, "xy")}
            view={view}
            offset={pane.offset}
            brush={isPainting ? brush : undefined}
            {...paneHandlers}
          >
            {(frame, size) => (
              <>
                {isPainting && main.kind === "truth" ? (
                  <PaintedPlane shown={plane} frame={frame} pane={size} />
                ) : (
                  <RasterCanvas raster={painted.raster} frame={frame} pane={size} />
                )}
                {behind && (
                  <RasterCanvas
                    raster={paintedBehind.raster}
                    frame={frame}
                    pane={size}
                    clip={`inset(0 0 0 ${curtain * 100}%)`}
                  />
                )}
                <CrossLines frame={frame} pane={size} />
                <PointMarks frame={frame} />
                <ObjectMark frame={frame} />
                {isPainting && <PolygonMark frame={frame} />}
                {isPainting && <BrushMark frame={frame} />}
                {behind && <Curtain left={mainName} right={behindName} />}
                <PaneTags index={index} name={mainName} behindName={behind ? behindName : null} />
                {index === 0 && voxelSize && <ScaleBar nmPerPixel={voxelSize[2] / frame.scaleX} />}
                {painted.note !== null && <span className={`tag ${classes.note}`}>{painted.note}</span>}
              </>
            )}
          </ImageSurface>
        )}
      </div>
      <PaneFoot look={main} behind={behind} />
    </section>
  );
}

interface PaintedPlaneProps {
  readonly shown: ShownPlane;
  readonly frame: Frame;
  readonly pane: Size;
}

/** The labels as they are painted. */
function PaintedPlane({ shown, frame, pane }: PaintedPlaneProps) {
  return <PaintCanvas raster={usePaintRaster(shown)} frame={frame} pane={pane} />;
}

const letterOf = (index: number): string => String.fromCharCode(65 + index);

interface PaneTagsProps {
  readonly index: number;
  readonly name: string;
  /** What is right of the curtain; null where there is none. */
  readonly behindName: string | null;
}

/** What a pane shows, in its corners. */
function PaneTags({ index, name, behindName }: PaneTagsProps) {
  const place = useStudio(({ study, data, shownPlane }) =>
    placeText(study?.spec.task.split ?? data?.split ?? undefined, shownPlane?.index ?? 0),
  );
  return (
    <>
      <div className={canvasClasses.tagsLeft}>
        <span className={classes.letter}>{letterOf(index)}</span>
        <PaneMenu index={index} title={behindName === null ? name : name.split(",")[0]!} />
        <span className="tag">{place}</span>
      </div>
      {behindName !== null && (
        <div className={canvasClasses.tagsRight}>
          <span className="tag">{behindName}</span>
        </div>
      )}
    </>
  );
}
