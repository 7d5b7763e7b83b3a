import type { ComponentType } from "react";
import { StudioError } from "../../core/errors.ts";
import { AutosegnetEditor } from "./autosegnet/AutosegnetEditor.tsx";
import { AutosegnetRanges } from "./autosegnet/AutosegnetRanges.tsx";
import { AutosegnetSwitches } from "./autosegnet/AutosegnetSwitches.tsx";
import { HybridEditor } from "./hybrid/HybridEditor.tsx";
import { HybridSwitches } from "./hybrid/HybridSwitches.tsx";
import { BlockEditor } from "./segnas/BlockEditor.tsx";
import { BlockSwitches } from "./segnas/BlockSwitches.tsx";
import { ScalarRanges } from "./segnas/ScalarRanges.tsx";
import { TreeEditor } from "./moduleTree/TreeEditor.tsx";
import { TreeSwitches } from "./moduleTree/TreeSwitches.tsx";

/** How a space is edited: switches in the bar, the drawing, and ranges that stand above the what-if panel. */
interface SpaceEditor {
  readonly Switches: ComponentType;
  readonly Editor: ComponentType;
  readonly Ranges?: ComponentType;
}

const EDITORS: Readonly<Record<string, SpaceEditor>> = {
  "module-tree": { Switches: TreeSwitches, Editor: TreeEditor },
  segnas: { Switches: BlockSwitches, Editor: BlockEditor, Ranges: ScalarRanges },
  hybrid: { Switches: HybridSwitches, Editor: HybridEditor },
  autosegnet: { Switches: AutosegnetSwitches, Editor: AutosegnetEditor, Ranges: AutosegnetRanges },
};

export const hasEditor = (id: string): boolean => id in EDITORS;

/** Throws StudioError "UnknownId" for a space that has no editor. */
export function editorOf(id: string): SpaceEditor {
  const editor = EDITORS[id];
  if (!editor)
    throw new StudioError("UnknownId", `No editor for the space "${id}"; known: ${Object.keys(EDITORS).join(", ")}`);
  return editor;
}
