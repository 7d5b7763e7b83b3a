import { SegmentedControl } from "@mantine/core";
import { proposingStage } from "../../../state/painting/proposingStage.ts";
import { useStudio } from "../../studioContext.ts";

type Mode = "look" | "paint" | "correct";

/** Whether the pointer moves the plane, paints on it, or corrects what was predicted for it. */
export function ModeSwitch() {
  const mode = useStudio(({ isPainting, data }): Mode =>
    data?.correction ? "correct" : isPainting ? "paint" : "look",
  );
  const stage = useStudio(proposingStage);
  const setPainting = useStudio((state) => state.setPainting);
  const openCorrection = useStudio((state) => state.openCorrection);
  const leaveCorrection = useStudio((state) => state.leaveCorrection);
  const choose = (next: Mode) => {
    if (next === "correct") void openCorrection(stage!);
    else if (next === "paint") void setPainting(true);
    else if (mode === "correct") void leaveCorrection();
    else void setPainting(false);
  };
  return (
    <SegmentedControl
      aria-label="Mode"
      data={[
        { value: "look" as const, label: "Look" },
        { value: "paint" as const, label: "Paint" },
        ...(stage === null ? [] : [{ value: "correct" as const, label: "Correct" }]),
      ]}
      value={mode}
      onChange={choose}
    />
  );
}
