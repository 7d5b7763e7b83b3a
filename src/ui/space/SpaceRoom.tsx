import { useEffect, useMemo, useRef } from "react";
import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import type { Command } from "../keys/commands.ts";
import { useCommands, useUndoStack } from "../keys/useCommands.ts";
import { NetworkGraph } from "../network/NetworkGraph.tsx";
import { useStudio, useStudioStore } from "../studioContext.ts";
import { Gallery } from "./Gallery.tsx";
import { RangeMatrix } from "./RangeMatrix.tsx";
import { SpaceBar } from "./SpaceBar.tsx";
import { TreeDrawing } from "./TreeDrawing.tsx";
import { WhatIfPanel } from "./WhatIfPanel.tsx";
import classes from "./space.module.css";

/** The search space defined by seeing it: the tree, its ranges, members drawn from it, and what they would cost. */
export function SpaceRoom() {
  const store = useStudioStore();
  const settings = useStudio((state) => state.spaceSettings);
  const askWhatIf = useStudio((state) => state.askWhatIf);
  const calibrate = useStudio((state) => state.calibrate);
  const matrix = useRef<HTMLDivElement>(null);
  useSpaceCommands();

  useEffect(() => {
    void askWhatIf();
    if (store.getState().devices.length === 0) void calibrate();
  }, [askWhatIf, calibrate, store]);

  const focusLevel = (level: number) => matrix.current?.querySelector<HTMLElement>(`[data-level="${level}"] [role=slider]`)?.focus();
  return (
    <div className={classes.room}>
      <SpaceBar />
      <div className={classes.middle}>
        <PanelBoundary name="The tree">
          <TreeDrawing settings={settings} onChooseLevel={focusLevel} />
          <div ref={matrix}>
            <RangeMatrix settings={settings} />
          </div>
        </PanelBoundary>
        <div className={classes.bottom}>
          <Gallery />
          <PanelBoundary name="The network">
            <MemberNetwork />
          </PanelBoundary>
        </div>
      </div>
      <PanelBoundary name="What if">
        <WhatIfPanel />
      </PanelBoundary>
    </div>
  );
}

function MemberNetwork() {
  const member = useStudio(({ gallery, chosenMember }) => gallery[chosenMember] ?? null);
  const index = useStudio((state) => state.chosenMember);
  const patch = useStudio(({ setup }) => setup.recipe.patch);
  if (!member) return <section className="panel"><p className="panel-body t2" style={{ paddingTop: 12 }}>No drawn tree can be built at this patch size. Fewer blocks, or a larger patch in the recipe, would help.</p></section>;
  return <NetworkGraph key={member.key} network={member.network} patch={patch} title={`Network of tree ${index + 1}`} />;
}

function useSpaceCommands(): void {
  const store = useStudioStore();
  const canUndo = useStudio(({ spacePast }) => spacePast.length > 0);
  const canRedo = useStudio(({ spaceFuture }) => spaceFuture.length > 0);
  useUndoStack(useMemo(() => ({ canUndo, canRedo, undo: () => store.getState().undoSpace(), redo: () => store.getState().redoSpace() }), [canUndo, canRedo, store]));
  const commands = useMemo<readonly Command[]>(
    () => [
      { id: "space.resample", label: "Draw other trees", group: "Space", keys: ["r"], hint: { caps: ["R"], text: "resample" }, run: () => store.getState().resample() },
      { id: "space.next", label: "Show the next tree", group: "Space", keys: ["j"], run: () => store.getState().chooseMember(Math.min(store.getState().gallery.length - 1, store.getState().chosenMember + 1)) },
      { id: "space.previous", label: "Show the previous tree", group: "Space", keys: ["k"], run: () => store.getState().chooseMember(Math.max(0, store.getState().chosenMember - 1)) },
      { id: "space.save", label: "Save the space as JSON", group: "Space", run: () => store.getState().saveSpace() },
    ],
    [store],
  );
  useCommands(commands);
}
