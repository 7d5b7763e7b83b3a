import { Button } from "@mantine/core";
import { Check } from "lucide-react";
import { useEffect, useMemo } from "react";
import { shownView } from "../../state/orthoSlice.ts";
import { paintsPanes } from "../../state/painting/paintSlice.ts";
import { useViewCommands } from "../canvas/useViewCommands.ts";
import { LazyPanel } from "../controls/LazyPanel.tsx";
import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import { SidePanels } from "../controls/SidePanels.tsx";
import { objectsSide } from "../objects/ObjectsPanel.tsx";
import { useUndoStack } from "../keys/useCommands.ts";
import { useStudio } from "../studioContext.ts";
import paintClasses from "../paint/paint.module.css";
import classes from "./compare.module.css";
import { ClosedSlice } from "./ClosedSlice.tsx";
import { CompareBar } from "./CompareBar.tsx";
import { ComparePlanes } from "./ComparePlanes.tsx";
import { CompareSide } from "./CompareSide.tsx";
import { CompareSurfaces } from "./CompareSurfaces.tsx";
import { PaneGrid } from "./PaneGrid.tsx";
import { PaintedClasses } from "./PaintedClasses.tsx";
import { PaintBar } from "../paint/PaintBar.tsx";
import { PaintTools } from "../paint/PaintTools.tsx";
import { usePanePaintCommands } from "../paint/usePaintCommands.ts";
import { ProfileStrip } from "./ProfileStrip.tsx";
import { useCompareCommands, useCompareLookCommands } from "./useCompareCommands.ts";

/** Predictions beside the image, the truth and each other. */
export function CompareRoom() {
  const hasImage = useStudio(({ data }) => Boolean(data?.image));
  const hasScored = useStudio(
    ({ study }) => study?.trials.some(({ status }) => status === "finished" || status === "pruned") ?? false,
  );
  const isOtherData = useStudio(({ data, study, isNewStack }) => {
    const task = study?.spec.task;
    return Boolean(
      task &&
      data?.image &&
      (isNewStack ||
        task.shape.join() !== data.image.shape.join() ||
        task.classes.length !== data.mapping?.classes.length),
    );
  });
  if (hasScored && isOtherData)
    return (
      <Empty
        room="data"
        action="Go to Data"
        text="The open data are not those of this study: another image, or other classes. Open its stack, or undo the change to the classes."
      />
    );
  if (hasImage && hasScored) return <Comparison />;
  return hasImage ? (
    <Empty
      room="search"
      action="Go to Search"
      text="Nothing to compare yet. Predictions can be laid beside the truth once the first trial has finished."
    />
  ) : (
    <Empty
      room="data"
      action="Go to Data"
      text="Comparing needs the images. Open the stack that this study was made on, and its predictions can be shown."
    />
  );
}

function Empty({
  text,
  action,
  room,
}: {
  readonly text: string;
  readonly action: string;
  readonly room: "data" | "search";
}) {
  const openRoom = useStudio((state) => state.openRoom);
  return (
    <div className={classes.empty}>
      <p style={{ marginBottom: 12 }}>{text}</p>
      <Button onClick={() => openRoom(room)}>{action}</Button>
    </div>
  );
}

/** Keys for what shows slices; surfaces have keys of their own. */
function PlaneKeys() {
  useViewCommands();
  useCompareCommands();
  usePointUndo();
  return null;
}

/** Keys while one paints on them. */
function PaintKeys() {
  useViewCommands();
  useCompareLookCommands();
  usePanePaintCommands();
  return null;
}

const figureRoom = () => import("./figure/FigureRoom.tsx").then(({ FigureRoom }) => FigureRoom);

/** Ctrl+Z takes back what was done last to a point. */
function usePointUndo(): void {
  const canUndo = useStudio(({ pointSteps }) => pointSteps.length > 0);
  const canRedo = useStudio(({ pointStepsUndone }) => pointStepsUndone.length > 0);
  const undoPoint = useStudio((state) => state.undoPoint);
  const redoPoint = useStudio((state) => state.redoPoint);
  useUndoStack(
    useMemo(
      () => ({ canUndo, canRedo, undo: () => void undoPoint(), redo: () => void redoPoint() }),
      [canUndo, canRedo, undoPoint, redoPoint],
    ),
  );
}

function Comparison() {
  const prepareComparison = useStudio((state) => state.prepareComparison);
  const setPlane = useStudio((state) => state.setPlane);
  const plane = useStudio((state) => state.plane);
  const stackView = useStudio(shownView);
  const hasObjects = useStudio(({ isObjectsOpen }) => isObjectsOpen);
  const isPainting = useStudio(paintsPanes);
  const side = isPainting
    ? { label: "Classes to paint", width: [324, 284] as const, content: <PaintedClasses /> }
    : hasObjects
      ? objectsSide(true)
      : { label: "Scores and points", width: [320, 288] as const, content: <CompareSide /> };
  const isFigure = useStudio(({ figure }) => figure !== null);
  useEffect(prepareComparison, [prepareComparison]);
  useEffect(() => {
    if (plane !== "xy") setPlane("xy");
  }, [plane, setPlane]);
  if (isFigure && stackView === "plane") return <LazyPanel name="The figure" load={figureRoom} props={{}} />;
  return (
    <div className={classes.room}>
      {isPainting ? <PaintKeys /> : stackView !== "surfaces" && <PlaneKeys />}
      <CompareBar />
      {isPainting && <PaintBar mode={<LeavePainting />} />}
      <div className={classes.body}>
        <SidePanels
          key={side.label}
          id={isPainting ? "compare-paint" : hasObjects ? "compare-objects" : "compare"}
          right={side}
        >
          {stackView === "surfaces" ? (
            <CompareSurfaces />
          ) : (
            <div className={classes.middle}>
              <PanelBoundary name="The panes">
                <div className={paintClasses.stage}>
                  {isPainting && <PaintTools />}
                  <div className={classes.seen}>
                    <ClosedSlice />
                    {stackView === "planes" ? <ComparePlanes /> : <PaneGrid />}
                  </div>
                </div>
              </PanelBoundary>
              <PanelBoundary name="The profile">
                <ProfileStrip />
              </PanelBoundary>
            </div>
          )}
        </SidePanels>
      </div>
    </div>
  );
}

function LeavePainting() {
  const setPaintingPanes = useStudio((state) => state.setPaintingPanes);
  return (
    <Button size="xs" leftSection={<Check aria-hidden />} onClick={() => void setPaintingPanes(false)}>
      Done painting
    </Button>
  );
}
