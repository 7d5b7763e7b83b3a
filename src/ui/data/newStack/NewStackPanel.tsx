import { Button, SegmentedControl, Select, Switch } from "@mantine/core";
import { Brush, Download, X } from "lucide-react";
import { useMemo } from "react";
import { NEW_STACK_LOOKS, type NewStackLook, type SegmentedStack } from "../../../state/newStackSlice.ts";
import { trialName } from "../../../state/roomSummary.ts";
import { segmentingTrials } from "../../../state/segmentingTrials.ts";
import { Callout } from "../../controls/Callout.tsx";
import { IconButton } from "../../controls/IconButton.tsx";
import { formatInteger } from "../../format.ts";
import { useStudio } from "../../studioContext.ts";
import { NewStackClasses } from "./NewStackClasses.tsx";
import { SegmentButton } from "./SegmentButton.tsx";

/** Segments the open image by a trial of the open study, which was made on another. */
export function NewStackPanel() {
  const study = useStudio((state) => state.study);
  const stack = useStudio((state) => state.newStack);
  const leave = useStudio((state) => state.leaveNewStack);
  const trials = useMemo(() => segmentingTrials(study), [study]);
  if (!study || trials.length === 0) return null;
  return (
    <section aria-label="Segment" style={{ borderBottom: "1px solid var(--line)" }}>
      <div className="panel-head" style={{ height: 36 }}>
        <h2>Segment</h2>
        <span className="t3" style={{ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>
          new to {study.spec.name}
        </span>
        <span className="space" />
        {stack && (
          <IconButton label="Stop segmenting" onClick={leave}>
            <X />
          </IconButton>
        )}
      </div>
      <div className="panel-body col" style={{ gap: 8 }}>
        {stack ? (
          <Segmented
            stack={stack}
            trials={trials.map(({ id }) => ({ value: String(id), label: trialName(study, id) }))}
          />
        ) : (
          <>
            <span className="t2">
              No network was trained on this image. Slices are predicted as you look at them, normalised as in the
              training.
            </span>
            <SegmentButton />
          </>
        )}
      </div>
    </section>
  );
}

interface SegmentedProps {
  readonly stack: SegmentedStack;
  readonly trials: readonly { readonly value: string; readonly label: string }[];
}

function Segmented({ stack, trials }: SegmentedProps) {
  const segmentWith = useStudio((state) => state.segmentWith);
  const { trial, matchIntensity, facts, progress } = stack;
  const isBusy = facts === null || progress !== null;
  return (
    <>
      <Select
        label="Segment with"
        data={[...trials]}
        value={String(trial)}
        disabled={isBusy}
        allowDeselect={false}
        onChange={(id) => id !== null && void segmentWith(Number(id), matchIntensity)}
      />
      {facts?.warnings.map((warning) => (
        <Callout key={warning} severity="warning">
          {warning}
        </Callout>
      ))}
      {facts && !facts.isGreyAlike && (
        <Switch
          label="Match grey values"
          checked={matchIntensity}
          disabled={isBusy}
          onChange={({ currentTarget }) => void segmentWith(trial, currentTarget.checked)}
        />
      )}
      {facts ? <Looks /> : <span className="t3 sm">Reading its weights</span>}
      {progress ? <Progress {...progress} /> : facts && <Outcomes trial={trial} />}
    </>
  );
}

const LOOK_WORDS: Readonly<Record<NewStackLook, string>> = { off: "Off", prediction: "Prediction", doubt: "Doubt" };

function Looks() {
  const look = useStudio((state) => state.newStackLook);
  const plane = useStudio((state) => state.plane);
  const setLook = useStudio((state) => state.setNewStackLook);
  return (
    <>
      <SegmentedControl
        aria-label="Laid over the plane"
        fullWidth
        data={NEW_STACK_LOOKS.map((value) => ({ value, label: LOOK_WORDS[value] }))}
        value={look}
        onChange={setLook}
      />
      {look === "prediction" && <NewStackClasses />}
      {look === "doubt" && (
        <span className="t3 sm">
          {plane === "xy"
            ? "Bright where the probabilities leave it open, as in what the training has not seen. Networks can also be sure and wrong."
            : "Doubt is shown on slices; choose XY."}
        </span>
      )}
      {look === "prediction" && plane !== "xy" && (
        <span className="t3 sm">Across the slices you see those that are predicted already.</span>
      )}
    </>
  );
}

function Progress({ done, planned }: { readonly done: number; readonly planned: number }) {
  const stop = useStudio((state) => state.stopNewStack);
  return (
    <div className="row">
      <span className="t2" role="status">
        {formatInteger(done)} of {formatInteger(planned)} slices predicted
      </span>
      <span className="space" />
      <Button size="xs" variant="default" onClick={stop}>
        Stop
      </Button>
    </div>
  );
}

/** What can become of the whole of it. */
function Outcomes({ trial }: { readonly trial: number }) {
  const openMaskExport = useStudio((state) => state.openMaskExport);
  const correct = useStudio((state) => state.correctNewStack);
  const hasLabels = useStudio(({ data }) => Boolean(data?.labels));
  return (
    <div className="row">
      <Button size="xs" variant="filled" leftSection={<Brush aria-hidden />} onClick={() => void correct()}>
        {hasLabels ? "Correct instead of the labels" : "Correct as labels"}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<Download aria-hidden />}
        onClick={() => void openMaskExport(trial, "newStack")}
      >
        Save mask
      </Button>
    </div>
  );
}
