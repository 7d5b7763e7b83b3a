import { plannedSpace } from "../../../state/planSlice.ts";
import type { ModuleTreeSettings } from "../../../catalog/spaces/moduleTree/settings.ts";
import { useStudio } from "../../studioContext.ts";
import { useSpaceEdit, type SpaceEdits } from "../useSpaceEdit.ts";

export const useTreeEdits = (): SpaceEdits<ModuleTreeSettings> => useSpaceEdit<ModuleTreeSettings>();

/** The ranges while module trees are the chosen space. */
export const useTreeSettings = (): ModuleTreeSettings =>
  useStudio((state) => plannedSpace(state).settings as ModuleTreeSettings);
