import { useMemo } from "react";
import { plannedSpace } from "../../../state/planSlice.ts";
import type { SegArch } from "../../../catalog/spaces/autosegnet/genotype.ts";
import { parseSettings, type AutosegnetSettings } from "../../../catalog/spaces/autosegnet/settings.ts";
import type { SampledMember } from "../../../worker/studioApi.ts";
import { useStudio } from "../../studioContext.ts";
import { useSpaceEdit, type SpaceEdits } from "../useSpaceEdit.ts";

/** The settings while AutoSegNet is the chosen space, with what an earlier study did not say. */
export function useAutosegnet(): AutosegnetSettings {
  const settings = useStudio((state) => plannedSpace(state).settings);
  return useMemo(() => parseSettings(settings), [settings]);
}

export const useAutosegnetEdit = (): SpaceEdits<AutosegnetSettings>["edit"] => useSpaceEdit<AutosegnetSettings>().edit;

/** The sampled member that is drawn; null before the first answer. */
export function useShownMember(): (SampledMember & { readonly genotype: SegArch }) | null {
  return useStudio(({ gallery, chosenMember }) => gallery[chosenMember] ?? null) as
    (SampledMember & { readonly genotype: SegArch }) | null;
}
