import { plannedSpace } from "../../state/planSlice.ts";
import { useEffect, useMemo } from "react";
import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import type { Command } from "../keys/commands.ts";
import { useCommands, useUndoStack } from "../keys/useCommands.ts";
import { useStudio, useStudioStore } from "../studioContext.ts";
import { editorOf } from "./editors.ts";
import { SpaceBar } from "./SpaceBar.tsx";
import { WhatIfPanel } from "./WhatIfPanel.tsx";
import classes from "./space.module.css";

/** The search space defined by seeing it: its ranges, members drawn from it, and what they would cost. */
export function SpaceRoom() {
  const store = useStudioStore();
  const id = useStudio((state) => plannedSpace(state).id);
  const askWhatIf = useStudio((state) => state.askWhatIf);
  const calibrate = useStudio((state) => state.calibrate);
  useSpaceCommands();

  useEffect(() => {
    void askWhatIf();
    if (store.getState().devices.length === 0) void calibrate();
  }, [askWhatIf, calibrate, store]);

  const { Editor, Ranges } = editorOf(id);
  return (
    <div className={classes.room}>
      <SpaceBar />
      <PanelBoundary name="The editor" key={id}>
        <Editor />
      </PanelBoundary>
      <aside className={`panel ${classes.side!}`} aria-label="Ranges and what if">
        {Ranges && <Ranges />}
        <PanelBoundary name="What if">
          <WhatIfPanel />
        </PanelBoundary>
      </aside>
    </div>
  );
}

function useSpaceCommands(): void {
  const store = useStudioStore();
  const canUndo = useStudio(({ spacePast }) => spacePast.length > 0);
  const canRedo = useStudio(({ spaceFuture }) => spaceFuture.length > 0);
  useUndoStack(
    useMemo(
      () => ({ canUndo, canRedo, undo: () => store.getState().undoSpace(), redo: () => store.getState().redoSpace() }),
      [canUndo, canRedo, store],
    ),
  );
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: "space.resample",
        label: "Draw other networks",
        group: "Space",
        keys: ["r"],
        hint: { caps: ["R"], text: "resample" },
        run: () => store.getState().resample(),
      },
      {
        id: "space.next",
        label: "Show the next network",
        group: "Space",
        keys: ["j"],
        run: () =>
          store
            .getState()
            .chooseMember(Math.min(store.getState().gallery.length - 1, store.getState().chosenMember + 1)),
      },
      {
        id: "space.previous",
        label: "Show the previous network",
        group: "Space",
        keys: ["k"],
        run: () => store.getState().chooseMember(Math.max(0, store.getState().chosenMember - 1)),
      },
      { id: "space.save", label: "Save the space as JSON", group: "Space", run: () => store.getState().saveSpace() },
    ],
    [store],
  );
  useCommands(commands);
}
