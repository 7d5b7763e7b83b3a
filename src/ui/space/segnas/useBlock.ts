import { firstRecipe, plannedSpace } from "../../../state/planSlice.ts";
import { useMemo } from "react";
import type { Shape3 } from "../../../core/image/volume.ts";
import { costOf } from "../../../core/stages/cost.ts";
import type { Cost } from "../../../core/study/trial.ts";
import type { Illegality } from "../../../core/network/decoded.ts";
import type { Network } from "../../../core/network/network.ts";
import type { SegnasSpec } from "../../../catalog/spaces/segnas/axes.ts";
import { decodeSpec } from "../../../catalog/spaces/segnas/decode.ts";
import type { SegnasSettings } from "../../../catalog/spaces/segnas/settings.ts";
import type { StudioState } from "../../../state/store.ts";
import { useStudio } from "../../studioContext.ts";
import { useSpaceEdit, type SpaceEdits } from "../useSpaceEdit.ts";

/** The ranges while block graphs are the chosen space. */
export const useBlockSettings = (): SegnasSettings =>
  useStudio((state) => plannedSpace(state).settings as SegnasSettings);

export const useBlockEdits = (): SpaceEdits<SegnasSettings> => useSpaceEdit<SegnasSettings>();

/** A configuration as a network with what it costs, or why it is none. */
export type BuiltSpec =
  { readonly network: Network; readonly patch: Shape3; readonly cost: Cost } | { readonly illegal: Illegality };

const classCount = ({ data }: StudioState): number => data?.mapping?.classes.length ?? 2;

/** Builds configurations for the planned patch; with no data open, two classes stand in. */
export function useBuiltSpecs(specs: readonly SegnasSpec[]): readonly BuiltSpec[] {
  const { dropout } = useBlockSettings();
  const patch = useStudio((state) => firstRecipe(state).patch);
  const batch = useStudio((state) => firstRecipe(state).batch);
  const classes = useStudio(classCount);
  return useMemo(
    () => specs.map((spec) => build(spec, dropout, { patch, batch, classes })),
    [specs, dropout, patch, batch, classes],
  );
}

function build(
  spec: SegnasSpec,
  dropout: number,
  { patch, batch, classes }: { readonly patch: Shape3; readonly batch: number; readonly classes: number },
): BuiltSpec {
  const decoded = decodeSpec(spec, dropout, { channels: 1, classes, patch });
  if ("illegal" in decoded) return decoded;
  const grown = decoded.patch ?? patch;
  return { network: decoded.network, patch: grown, cost: costOf(decoded.network, { patch: grown, batch }) };
}
