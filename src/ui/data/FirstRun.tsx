import { Button, Popover } from "@mantine/core";
import { BookOpen } from "lucide-react";
import { useMemo, useState } from "react";
import { plans } from "../../catalog/recipes/index.ts";
import { shapeText } from "../../core/image/volume.ts";
import { Callout } from "../controls/Callout.tsx";
import type { StudioStore } from "../../state/store.ts";
import type { Command } from "../keys/commands.ts";
import { useCommands } from "../keys/useCommands.ts";
import { useStudio, useStudioStore } from "../studioContext.ts";
import { KeptPaintings } from "../library/KeptPaintings.tsx";
import { RecentStudies } from "../library/RecentStudies.tsx";
import classes from "./FirstRun.module.css";
import { LengthChoice } from "./LengthChoice.tsx";
import { RefusedFiles } from "./RefusedFiles.tsx";
import { SampleChoice } from "./SampleChoice.tsx";
import { StartPanel } from "./StartPanel.tsx";

/** Its words come with it: few take it. */
const takeTour = async (store: StudioStore) => (await import("../frame/startTour.ts")).startTour(store);

/** The screen of someone who has just come: a sample and a length are chosen already, so Enter alone starts a search. */
export function FirstRun() {
  const store = useStudioStore();
  const samples = useStudio((state) => state.samples);
  const opening = useStudio((state) => state.opening);
  const [chosenSample, setSample] = useState<string | null>(null);
  const [preset, setPreset] = useState(plans.list[0]!.id);
  const sampleId = chosenSample ?? samples[0]?.id ?? null;
  useFirstRunCommands(sampleId, preset, setSample);

  return (
    <div className={classes.ground}>
      <div className={classes.page}>
        <div className={classes.title}>
          <div>
            <h2>Open an EM stack, search for a network that segments it</h2>
            <p className="t2">
              Networks are trained in this tab. No install, no account, and no image leaves your machine. <HowToCheck />
            </p>
          </div>
          <Button
            size="xs"
            variant="subtle"
            leftSection={<BookOpen aria-hidden />}
            onClick={() => void takeTour(store)}
          >
            Take the tour, 2 min
          </Button>
        </div>
        <RefusedFiles />
        <StudyWithoutData />
        <div className={classes.three}>
          <SampleChoice sampleId={sampleId} onChoose={setSample} />
          <LengthChoice preset={preset} sampleId={sampleId} onChoose={setPreset} />
          <StartPanel sampleId={sampleId} preset={preset} />
        </div>
        {opening !== null && (
          <p role="status" className={`t2 ${classes.opening!}`}>
            {opening}
          </p>
        )}
        <RecentStudies />
        <KeptPaintings />
      </div>
    </div>
  );
}

/** A study that came without its images: what to open so that its predictions can be shown. */
function StudyWithoutData() {
  const spec = useStudio(({ study }) => study?.spec ?? null);
  if (!spec) return null;
  const { datasetName, shape, classes: classInfos } = spec.task;
  return (
    <Callout severity="note" title={`The images of “${spec.name}” are not open`}>
      To compare its networks or to go on, open the same stack: {datasetName},{" "}
      <span className="nowrap">{shapeText(shape)}</span>, {classInfos.length} classes. Its scores and curves are in
      Search.
    </Callout>
  );
}

/** The promise can be tested by whoever doubts it. */
function HowToCheck() {
  return (
    <Popover position="bottom-start" width={380}>
      <Popover.Target>
        <button type="button" className="link">
          How to check that
        </button>
      </Popover.Target>
      <Popover.Dropdown p={12}>
        In the network tab of your browser&apos;s developer tools you see that nothing is sent while you open images or
        train; its Content-Security-Policy lets it read data from an https address that you type, and nothing else. It
        also works with the cable pulled.
      </Popover.Dropdown>
    </Popover>
  );
}

function useFirstRunCommands(sampleId: string | null, preset: string, setSample: (id: string) => void): void {
  const store = useStudioStore();
  const samples = useStudio((state) => state.samples);
  useCommands(
    useMemo(
      (): readonly Command[] => [
        {
          id: "choose-sample",
          label: "Choose a sample",
          group: "Start",
          hint: { caps: samples.map((_, index) => String(index + 1)), text: "choose a sample" },
        },
        ...samples.map(({ id, label }, index) => ({
          id: `sample-${id}`,
          label: `Choose the sample ${label}`,
          group: "Start",
          keys: [String(index + 1)],
          run: () => setSample(id),
        })),
        { id: "open-files", label: "Open files", group: "Start", hint: { caps: ["O"], text: "open files" } },
        {
          id: "look-at-finished",
          label: "Look at a finished search",
          group: "Start",
          run: () => void store.getState().openFinished(),
        },
        {
          id: "start",
          label: "Start search",
          group: "Start",
          keys: ["Enter"],
          hint: { caps: ["Enter"], text: "start search" },
          run: () => sampleId && void store.getState().quickStart({ sampleId, preset }),
        },
      ],
      [store, samples, sampleId, preset, setSample],
    ),
  );
}
