import { SegmentedControl } from "@mantine/core";
import { dimensionOf, firstRecipe } from "../../../state/planSlice.ts";
import { NumberField } from "../../controls/NumberField.tsx";
import { useStudio } from "../../studioContext.ts";
import { useAutosegnet, useAutosegnetEdit } from "./useAutosegnet.ts";

/** Sections as published, or volumes: the 3D mode is ours. */
export function AutosegnetSwitches() {
  const settings = useAutosegnet();
  const edit = useAutosegnetEdit();
  const dimension = useStudio((state) => dimensionOf(firstRecipe(state)));
  const setDimension = useStudio((state) => state.setDimension);
  return (
    <>
      <SegmentedControl
        aria-label="Dimension of the networks"
        value={String(dimension)}
        onChange={(value) => setDimension(value === "3" ? 3 : 2)}
        data={[
          { value: "2", label: "2D" },
          { value: "3", label: "3D" },
        ]}
      />
      <NumberField
        isInline
        label="Channels of the stem"
        width={108}
        prefix="channels"
        prefixWidth={60}
        min={1}
        max={128}
        isWhole
        value={settings.channels}
        onChange={(channels) => edit((held) => ({ ...held, channels }))}
      />
    </>
  );
}
