import type { HybridSettings } from "../../../catalog/spaces/hybrid/settings.ts";
import { plannedSpace } from "../../../state/planSlice.ts";
import { useStudio } from "../../studioContext.ts";
import { useSpaceEdit, type SpaceEdits } from "../useSpaceEdit.ts";

export const useHybridEdits = (): SpaceEdits<HybridSettings> => useSpaceEdit<HybridSettings>();

/** The ranges while hybrids are the chosen space. */
export const useHybridSettings = (): HybridSettings =>
  useStudio((state) => plannedSpace(state).settings as HybridSettings);
