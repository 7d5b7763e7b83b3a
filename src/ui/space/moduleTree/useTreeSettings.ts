import type { ModuleTreeSettings } from "../../../catalog/spaces/moduleTree/settings.ts";
import { useStudio } from "../../studioContext.ts";

/** The ranges while module trees are the chosen space. */
export const useTreeSettings = (): ModuleTreeSettings => useStudio(({ space }) => space.settings as ModuleTreeSettings);
