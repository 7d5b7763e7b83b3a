import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import { unlabelledShare } from "../../../state/classShares.ts";
import { Callout } from "../../controls/Callout.tsx";
import { formatShare } from "../../format.ts";
import { useStudio } from "../../studioContext.ts";
import { NextStep } from "../NextStep.tsx";
import { Notices } from "../Notices.tsx";
import { EditHistory } from "../../paint/EditHistory.tsx";
import { LiveTraining } from "./LiveTraining.tsx";
import { SaveLabels } from "../../paint/SaveLabels.tsx";
import { PaintClasses } from "../../paint/PaintClasses.tsx";
import { WhereNext } from "./WhereNext.tsx";

/** What can be painted, and what was. */
export function PaintPanel() {
  const addClass = useStudio((state) => state.addClass);
  return (
    <>
      <div className="panel-head" style={{ height: 36 }}>
        <h2>Classes</h2>
        <span className="space" />
        <Button size="xs" variant="subtle" leftSection={<Plus aria-hidden />} onClick={() => void addClass()}>
          Add class
        </Button>
        <SaveLabels />
      </div>
      <PaintClasses />
      <Unlabelled />
      <LiveTraining />
      <WhereNext />
      <Notices />
      <EditHistory />
      <span className="space" />
      <NextStep />
    </>
  );
}

function Unlabelled() {
  const share = useStudio(({ data }) => data?.mapping && unlabelledShare(data.mapping));
  const isBare = useStudio(({ data }) => Object.keys(data?.painting?.values ?? {}).length === 0);
  if (share === null || share === undefined || share === 0) return null;
  return (
    <div className="panel-body" style={{ paddingTop: 10 }}>
      <Callout severity="note" title={isBare ? "No pixel is labelled." : "Unlabelled is not background."}>
        {isBare
          ? "Two strokes of each class, in two slices, are enough for a first network."
          : `${formatShare(share)} of the pixels carry no label and are left out of training. Paint some background as well.`}
      </Callout>
    </div>
  );
}
