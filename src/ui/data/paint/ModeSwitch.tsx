import { SegmentedControl } from "@mantine/core";
import { useStudio } from "../../studioContext.ts";

const MODES = [
  { value: "look", label: "Look" },
  { value: "paint", label: "Paint" },
];

/** Whether the pointer moves the plane or paints on it. */
export function ModeSwitch() {
  const isPainting = useStudio((state) => state.isPainting);
  const setPainting = useStudio((state) => state.setPainting);
  return (
    <SegmentedControl
      aria-label="Mode"
      data={MODES}
      value={isPainting ? "paint" : "look"}
      onChange={(mode) => void setPainting(mode === "paint")}
    />
  );
}
