import { Button, Modal } from "@mantine/core";
import { LockOpen } from "lucide-react";
import { lengthOf } from "../../core/image/dataset.ts";
import { useStudio } from "../studioContext.ts";

/** Says what opening the test part means, before it is done. */
export function TestPartDialog() {
  const split = useStudio(({ study }) => study?.spec.task.split);
  const isForStage = useStudio(({ testWish }) => (testWish?.edits.length ?? 0) > 0);
  const leaveTest = useStudio((state) => state.leaveTest);
  const openTest = useStudio((state) => state.openTest);
  if (!split) return null;
  const held = `${lengthOf(split.test)} ${split.axis}`;
  return (
    <Modal opened onClose={leaveTest} title="Open the test part" size={480}>
      <div className="col" style={{ gap: 12 }}>
        <p>
          {held} were kept from every choice of this study. What is measured on them is honest once: whatever is chosen
          after they were seen is chosen by them too, and then no part is left to test it by.
        </p>
        <p className="t2">
          {isForStage
            ? "The chosen network and its baselines are measured there now."
            : "Compare shows predictions and scores there from now on."}{" "}
          The study records that it was opened; it cannot be closed again.
        </p>
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={leaveTest}>Keep it closed</Button>
          <Button variant="filled" leftSection={<LockOpen aria-hidden />} onClick={() => void openTest()}>
            Open the test part
          </Button>
        </div>
      </div>
    </Modal>
  );
}
