import { Button, FileButton, Select } from "@mantine/core";
import { Download, FolderOpen, Play, X } from "lucide-react";
import { useMemo, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { pipelines } from "../../catalog/pipelines/index.ts";
import { planCatalog } from "../../catalog/planCatalog.ts";
import { spaces } from "../../catalog/spaces/index.ts";
import { shapeText } from "../../core/image/volume.ts";
import type { Stage } from "../../core/stages/index.ts";
import { cautionsOf } from "../../core/stages/stages.ts";
import { planText } from "../../core/study/plan.ts";
import { PREDICTION_SPREAD } from "../../core/judging/prediction.ts";
import { chosenDevice } from "../../state/chosenDevice.ts";
import { scientific } from "../../state/roomSummary.ts";
import { beginningOf, plannedFile } from "../../state/planSlice.ts";
import { plannedSeconds } from "../../state/plannedTime.ts";
import { Callout } from "../controls/Callout.tsx";
import { CopyLink } from "../frame/CopyLink.tsx";
import { LazyPanel } from "../controls/LazyPanel.tsx";
import { NumberField } from "../controls/NumberField.tsx";
import { formatDuration } from "../format.ts";
import { saveFile } from "../saveFile.ts";
import { useStudio } from "../studioContext.ts";
import { usePlannedSeconds } from "../usePlannedSeconds.ts";
import { DeviceFigures } from "./DeviceFigures.tsx";
import { PaceSelect } from "./PaceSelect.tsx";
import { RecipeEditor } from "./RecipeEditor.tsx";
import { StageCards } from "./StageCards.tsx";
import { viewOf } from "./stages/index.ts";
import { recipeText } from "../../catalog/recipes/recipeText.ts";
import classes from "./search.module.css";

const batchPreview = () => import("./BatchPreview.tsx").then((module) => module.BatchPreview);

/** Before a search: what will be searched, how, and for how long. */
export function SetupView({ canLeave }: { readonly canLeave: boolean }) {
  const setUpSearch = useStudio((state) => state.setUpSearch);
  return (
    <div className={classes.setup}>
      <RecipeEditor />
      <section className="panel" aria-label="Start a search">
        <div className={classes.start}>
          <div className="row">
            <h1 className={classes.big}>A new search</h1>
            <span className="space" />
            <PlanFileButtons />
            {canLeave && (
              <Button size="xs" variant="subtle" leftSection={<X aria-hidden />} onClick={() => setUpSearch(false)}>
                Back to the study
              </Button>
            )}
          </div>
          <PlannedStages />
          <div className={classes.beside}>
            <Facts />
            <div>
              <Machine />
            </div>
          </div>
          <Cautions />
          <StartButton />
          <LazyPanel name="A batch" load={batchPreview} props={{}} />
        </div>
      </section>
    </div>
  );
}

/** The whole plan as a file, for another machine, the command line or a paper. */
function PlanFileButtons() {
  const openPlan = useStudio((state) => state.openPlan);
  const plan = useStudio((state) => state.plan);
  const setup = useStudio((state) => state.setup);
  const save = () =>
    saveFile("plan.json", new TextEncoder().encode(planText(plannedFile({ plan, setup }))), "application/json");
  return (
    <>
      <FileButton accept="application/json,.json" onChange={(file) => file && void openPlan(file, file.name)}>
        {(props) => (
          <Button size="xs" variant="subtle" leftSection={<FolderOpen aria-hidden />} {...props}>
            Open plan
          </Button>
        )}
      </FileButton>
      <Button size="xs" variant="subtle" leftSection={<Download aria-hidden />} onClick={save}>
        Save plan
      </Button>
      <CopyLink />
    </>
  );
}

function Facts() {
  const data = useStudio((state) => state.data);
  const plan = useStudio((state) => state.plan);
  const whatIf = useStudio((state) => state.whatIf);
  const { space, recipe } = beginningOf(plan);
  const [first] = plan;
  return (
    <dl className="facts">
      <dt>Data</dt>
      <dd>
        {data?.image
          ? `${data.name}, ${shapeText(data.image.shape)}, ${data.mapping?.classes.length ?? 0} classes`
          : "nothing open"}
      </dd>
      <dt>Space</dt>
      <dd>
        {spaces.get(space.id).label}
        {whatIf && `, about ${scientific(whatIf.networks ?? whatIf.count)} networks`}
      </dd>
      <dt>Recipe</dt>
      <dd style={{ whiteSpace: "normal" }}>{recipeText(recipe)}</dd>
      <dt>Baseline</dt>
      <dd>{viewOf(first!).first?.baselines(first!, plan) ?? "none"}</dd>
    </dl>
  );
}

/** What follows the search: a pipeline to begin with, then card by card. */
function PlannedStages() {
  const plan = useStudio((state) => state.plan);
  const editPlan = useStudio((state) => state.editPlan);
  const choosePipeline = useStudio((state) => state.choosePipeline);
  const chosen = useStudio((state) => state.chosenPipeline);
  const [shown, setShown] = useState(0);
  const seconds = useStudio(useShallow(plannedSeconds));
  const isChosen = chosen !== null && chosen.stages === plan;
  const own = plan.length === 1 ? "This stage alone" : "Stages of your own";
  return (
    <div className="col" style={{ gap: 8 }}>
      <Select
        label="Pipeline"
        w={252}
        placeholder={chosen && !isChosen ? `${pipelines.get(chosen.id).label}, changed` : own}
        value={isChosen ? chosen.id : null}
        data={pipelines.list.map(({ id, label }) => ({ value: id, label }))}
        onChange={(id) => id && choosePipeline({ id, options: {} })}
      />
      <StageCards {...{ stages: plan, study: null, shown, seconds }} onShow={setShown} onEdit={editPlan} />
      {seconds && <TimeShares stages={plan} seconds={seconds} shown={shown} />}
    </div>
  );
}

interface TimeSharesProps {
  readonly stages: readonly Stage[];
  readonly seconds: readonly number[];
  readonly shown: number;
}

/** Which share of the time each stage takes. */
function TimeShares({ stages, seconds, shown }: TimeSharesProps) {
  const words = stages.map(
    (stage, index) => `${index + 1} ${viewOf(stage).words(stage).title} ${formatDuration(seconds[index]!)}`,
  );
  return (
    <div className={classes.shares} role="img" aria-label={`Share of the time: ${words.join(", ")}`}>
      {seconds.map((share, index) => (
        <i key={index} data-shown={index === shown} style={{ flexGrow: share }} title={words[index]} />
      ))}
    </div>
  );
}

function Machine() {
  const setup = useStudio((state) => state.setup);
  const devices = useStudio((state) => state.devices);
  const chosen = useStudio(chosenDevice);
  const changeSetup = useStudio((state) => state.changeSetup);
  const changeFirst = useStudio((state) => state.changeFirst);
  const [first] = useStudio((state) => state.plan);
  const Size = viewOf(first!).first?.Size;
  const auto = chosen ? `Fastest: ${chosen.label}` : "Fastest that is there";
  return (
    <>
      <div className={classes.pair}>
        {Size && <Size stage={first!} onChange={changeFirst} />}
        <NumberField
          label="Workers"
          value={setup.workers || (chosen?.slots ?? 1)}
          min={1}
          max={64}
          isWhole
          onChange={(workers) => changeSetup({ workers })}
        />
        <Select
          label="Device"
          value={setup.device}
          data={[
            { value: "auto", label: auto },
            ...devices.map(({ id, label, isFallback }) => ({
              value: id,
              label: isFallback ? `${label} (software)` : label,
            })),
          ]}
          onChange={(device) => device && changeSetup({ device: device })}
        />
        <PaceSelect />
      </div>
      <DeviceFigures figures={devices} chosen={chosen?.id ?? null} />
    </>
  );
}

/** What should be known of the plan before it runs. */
function Cautions() {
  const plan = useStudio((state) => state.plan);
  const cautions = useMemo(() => cautionsOf(plan, planCatalog), [plan]);
  return cautions.map((caution) => (
    <Callout key={caution} severity="warning">
      {caution}
    </Callout>
  ));
}

function StartButton() {
  const isReady = useStudio(({ data }) => Boolean(data?.datasetId));
  const startSearch = useStudio((state) => state.startSearch);
  const openRoom = useStudio((state) => state.openRoom);
  const seconds = usePlannedSeconds();
  if (!isReady) {
    return (
      <div className="col" style={{ gap: 8, alignItems: "flex-start" }}>
        <p className="t2">A search needs an image and the classes of its pixels.</p>
        <Button variant="filled" onClick={() => openRoom("data")}>
          Open data
        </Button>
      </div>
    );
  }
  return (
    <div className="row" style={{ gap: 12 }}>
      <Button size="md" variant="filled" leftSection={<Play aria-hidden />} onClick={() => void startSearch()}>
        Start search
      </Button>
      <span className="t2">
        {seconds === null
          ? "How long it takes is said once this machine has been measured."
          : `About ${formatDuration(seconds)}, ± ${formatDuration(seconds * PREDICTION_SPREAD)}, for all stages.`}
      </span>
    </div>
  );
}
