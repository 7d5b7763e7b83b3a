import { NumberInput, SegmentedControl } from "@mantine/core";
import { dimensionOf } from "../../../state/planSlice.ts";
import { useStudio } from "../../studioContext.ts";
import { useAutosegnet } from "./useAutosegnet.ts";

/** Sections as published, or volumes: the 3D mode is ours. */
export function AutosegnetSwitches() {
  const settings = useAutosegnet();
  const editSpace = useStudio((state) => state.editSpace);
  const dimension = useStudio(({ setup }) => dimensionOf(setup.recipe));
  const setDimension = useStudio((state) => state.setDimension);
  return (
    <>
      <SegmentedControl aria-label="Dimension of the networks" value={String(dimension)} onChange={(value) => setDimension(value === "3" ? 3 : 2)} data={[{ value: "2", label: "2D" }, { value: "3", label: "3D" }]} />
      <NumberInput aria-label="Channels of the stem" w={108} prefix="channels " min={1} max={128} allowDecimal={false} value={settings.channels} onChange={(channels) => typeof channels === "number" && channels >= 1 && editSpace({ ...settings, channels })} />
    </>
  );
}
