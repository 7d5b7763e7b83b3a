import { Button } from "@mantine/core";
import { ScanSearch } from "lucide-react";
import { useMemo } from "react";
import { trialName } from "../../../state/roomSummary.ts";
import { segmentingTrials } from "../../../state/segmentingTrials.ts";
import { useStudio } from "../../studioContext.ts";

/** Segments an image by what scored best of a study that was made on another; nothing where that cannot be. */
export function SegmentButton() {
  const study = useStudio((state) => state.study);
  const isOffered = useStudio(({ isNewStack, newStack }) => isNewStack && newStack === null);
  const segmentWith = useStudio((state) => state.segmentWith);
  const best = useMemo(() => segmentingTrials(study)[0], [study]);
  if (!best || !isOffered) return null;
  const name = trialName(study, best.id);
  return (
    <Button variant="filled" leftSection={<ScanSearch aria-hidden />} onClick={() => void segmentWith(best.id)}>
      Segment with {name.replace(/^Trial /, "trial ")}
    </Button>
  );
}
