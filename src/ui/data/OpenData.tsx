import { useMemo } from "react";
import { shownView } from "../../state/orthoSlice.ts";
import { useViewCommands } from "../canvas/useViewCommands.ts";
import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import { SidePanels } from "../controls/SidePanels.tsx";
import type { Command } from "../keys/commands.ts";
import { useCommands, useUndoStack } from "../keys/useCommands.ts";
import { useStudio, useStudioStore } from "../studioContext.ts";
import { ClassPanel } from "./ClassPanel.tsx";
import { CorrectData } from "./correct/CorrectData.tsx";
import { objectsSide } from "../objects/ObjectsPanel.tsx";
import { DropList } from "./DropList.tsx";
import { PaintData } from "./paint/PaintData.tsx";
import { SplitPanel } from "./SplitPanel.tsx";
import { StackPanel } from "./StackPanel.tsx";
import { Viewer } from "./Viewer.tsx";

/** The stack that is open, to be looked at or painted on. */
export function OpenData() {
  const isCorrecting = useStudio(({ data }) => Boolean(data?.correction));
  const isPainting = useStudio(({ isPainting, data }) => isPainting && data?.painting !== null);
  if (isCorrecting) return <CorrectData />;
  return isPainting ? <PaintData /> : <LookedAtData />;
}

/** Its planes, its classes and its split. */
function LookedAtData() {
  useDataUndo();
  useClassKeys();
  const hasList = useStudio(({ dropped }) => dropped !== null);
  const hasObjects = useStudio(({ isObjectsOpen }) => isObjectsOpen);
  const right = hasList
    ? { label: "Dropped files", width: [440, 380] as const, content: <DropList /> }
    : hasObjects
      ? objectsSide(false)
      : { label: "Classes and window", width: [324, 300] as const, content: <ClassPanel /> };
  const hasPlanes = useStudio((state) => shownView(state) !== "surfaces");
  return (
    <SidePanels
      key={right.label}
      id={hasList ? "drop" : hasObjects ? "objects" : "data"}
      {...(!hasList &&
        !hasObjects && { left: { label: "Stack", width: [248, 208] as const, content: <StackPanel /> } })}
      right={right}
    >
      {hasPlanes && <PlaneKeys />}
      <PanelBoundary name="The image">
        <Viewer />
      </PanelBoundary>
      {!hasList && (
        <PanelBoundary name="The split">
          <SplitPanel />
        </PanelBoundary>
      )}
    </SidePanels>
  );
}

/** Keys for what shows slices; surfaces have keys of their own. */
function PlaneKeys() {
  useViewCommands();
  return null;
}

/** Digits choose a class; 0 is "fit" in every room. */
function useClassKeys(): void {
  const store = useStudioStore();
  useCommands(
    useMemo(
      (): readonly Command[] =>
        Array.from({ length: 9 }, (_, index) => ({
          id: `class-${index + 1}`,
          label: `Choose class ${index + 1}`,
          group: "Data",
          keys: [String(index + 1)],
          run() {
            const { data, selectClass } = store.getState();
            if (data?.mapping?.classes[index + 1]) selectClass(index + 1);
          },
        })),
      [store],
    ),
  );
}

function useDataUndo(): void {
  const canUndo = useStudio(({ data }) => data?.canUndo ?? false);
  const canRedo = useStudio(({ data }) => data?.canRedo ?? false);
  const undoData = useStudio((state) => state.undoData);
  const redoData = useStudio((state) => state.redoData);
  useUndoStack(
    useMemo(
      () => ({ canUndo, canRedo, undo: () => void undoData(), redo: () => void redoData() }),
      [canUndo, canRedo, undoData, redoData],
    ),
  );
}
