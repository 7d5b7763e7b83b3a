import { usualGap } from "../../core/image/usualGap.ts";
import { beginningOf } from "../../state/planSlice.ts";
import { Button } from "@mantine/core";
import { Clock } from "lucide-react";
import { lengthOf, proposeSplit } from "../../core/image/dataset.ts";
import { plans } from "../../catalog/recipes/index.ts";
import { presets } from "../../catalog/spaces/moduleTree/settings.ts";
import { PREDICTION_SPREAD } from "../../core/judging/prediction.ts";
import { chosenDevice } from "../../state/chosenDevice.ts";
import { Callout } from "../controls/Callout.tsx";
import { Caps } from "../controls/Caps.tsx";
import { formatBytes, formatDuration } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import classes from "./FirstRun.module.css";
import { usePlanSeconds } from "./usePlanSeconds.ts";

export function StartPanel({ sampleId, preset }: { readonly sampleId: string | null; readonly preset: string }) {
  const sample = useStudio(({ samples }) => samples.find(({ id }) => id === sampleId) ?? null);
  const device = useStudio(chosenDevice);
  const memoryCap = useStudio(({ plan }) => beginningOf(plan).memoryCap);
  const opening = useStudio((state) => state.opening);
  const quickStart = useStudio((state) => state.quickStart);
  const openSample = useStudio((state) => state.openSample);
  const split = sample && proposeSplit(sample.shape, usualGap({ shape: sample.shape, subjects: undefined }));
  const seconds = usePlanSeconds(preset, sampleId);
  return (
    <section>
      <h3 className={classes.step}>
        <i>3</i>Start
      </h3>
      <dl className="facts" style={{ gap: "6px 12px" }}>
        <dt>Data</dt>
        <dd>
          {sample && split
            ? `${sample.label}, split ${lengthOf(split.train)} / ${lengthOf(split.validation)} / ${lengthOf(split.test)}`
            : "choose a sample"}
        </dd>
        <dt>Space</dt>
        <dd>Module tree, {presets.find(({ id }) => id === plans.get(preset).spacePreset)?.label}</dd>
        <dt>Strategy</dt>
        <dd>Hierarchical random</dd>
        <dt>Baseline</dt>
        <dd>U-Net, base 8</dd>
        <dt>Device</dt>
        <dd>{device?.label ?? "being checked"}</dd>
        <dt>Memory cap</dt>
        <dd>{formatBytes(memoryCap)}</dd>
      </dl>
      <span className="space" />
      <div style={{ margin: "12px 0" }}>
        <Callout severity="note" icon={<Clock aria-hidden />}>
          {seconds === null
            ? "Measuring how fast this machine trains."
            : `About ${formatDuration(seconds)}, ± ${formatDuration(seconds * PREDICTION_SPREAD)}, measured on this machine just now.`}
        </Callout>
      </div>
      <Button
        size="md"
        variant="filled"
        disabled={!sampleId || opening !== null}
        onClick={() => sampleId && void quickStart({ sampleId, preset })}
        rightSection={<Caps caps={["Enter"]} />}
      >
        Start search
      </Button>
      <Button
        mt={6}
        variant="subtle"
        disabled={!sampleId || opening !== null}
        onClick={() => sampleId && void openSample(sampleId)}
      >
        Only open the data
      </Button>
    </section>
  );
}
