import { useRef } from "react";
import { PanelBoundary } from "../../controls/PanelBoundary.tsx";
import { MemberNetwork } from "../MemberNetwork.tsx";
import { RangeMatrix } from "./RangeMatrix.tsx";
import { TreeDrawing } from "./TreeDrawing.tsx";
import { TreeGallery } from "./TreeGallery.tsx";
import { useTreeSettings } from "./useTreeSettings.ts";
import classes from "../space.module.css";

/** Module trees: the tree, its ranges, and members drawn from them. */
export function TreeEditor() {
  const settings = useTreeSettings();
  const matrix = useRef<HTMLDivElement>(null);
  const focusLevel = (level: number) =>
    matrix.current?.querySelector<HTMLElement>(`[data-level="${level}"] [role=slider]`)?.focus();
  return (
    <div className={classes.middle}>
      <PanelBoundary name="The tree">
        <TreeDrawing settings={settings} onChooseLevel={focusLevel} />
        <div ref={matrix}>
          <RangeMatrix settings={settings} />
        </div>
      </PanelBoundary>
      <div className={classes.bottom}>
        <TreeGallery />
        <PanelBoundary name="The network">
          <MemberNetwork noun="tree" />
        </PanelBoundary>
      </div>
    </div>
  );
}
