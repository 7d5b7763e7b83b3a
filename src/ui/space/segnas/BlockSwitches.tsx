import { SegmentedControl } from "@mantine/core";
import { dimensionOf, firstRecipe } from "../../../state/planSlice.ts";
import { useStudio } from "../../studioContext.ts";

/** Volumes as published, or sections: the 2D mode is ours. */
export function BlockSwitches() {
  const dimension = useStudio((state) => dimensionOf(firstRecipe(state)));
  const patch = useStudio((state) => firstRecipe(state).patch);
  const setDimension = useStudio((state) => state.setDimension);
  return (
    <>
      <SegmentedControl
        aria-label="Dimension of the networks"
        value={String(dimension)}
        onChange={(value) => setDimension(value === "3" ? 3 : 2)}
        data={[
          { value: "3", label: "3D" },
          { value: "2", label: "2D" },
        ]}
      />
      <span className="t3 wide-only">
        {dimension === 3
          ? `patches of ${patch.join(" × ")}`
          : `sections, our extension; patches of ${patch[1]} × ${patch[2]}`}
      </span>
    </>
  );
}
