import type { CountedMember } from "../../core/ensemble/memberChoice.ts";
import { combinedAs, fileOf, isNetwork, isOneNetwork, membersOf } from "../../core/study/architecture.ts";
import { Button, Select } from "@mantine/core";
import { ChevronLeft, Share } from "lucide-react";
import { useMemo } from "react";
import type { Training } from "../../core/stages/resolve.ts";
import { seedsOf } from "../../core/stages/origin.ts";
import type { Study } from "../../core/study/study.ts";
import { evaluationOf, hasEnded, latestScores, type Trial } from "../../core/study/trial.ts";
import { boardRows, endText } from "../../state/leaderboard.ts";
import { trialName } from "../../state/roomSummary.ts";
import { LazyPanel } from "../controls/LazyPanel.tsx";
import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import { formatBytes, formatDuration, formatInteger } from "../format.ts";
import { NetworkGraph } from "../network/NetworkGraph.tsx";
import { useStudio } from "../studioContext.ts";
import { classMetric } from "../../state/shownMetrics.ts";
import { ClassScores } from "./ClassScores.tsx";
import { ConfusionTable } from "./ConfusionMatrix.tsx";
import { LostClasses } from "./LostClasses.tsx";
import { recipeText } from "../../catalog/recipes/recipeText.ts";
import { isOnOtherSplit } from "../../core/judging/splitGroups.ts";
import { TrialCurves } from "./TrialCurves.tsx";
import { MetricTable } from "./MetricTable.tsx";
import { SetScores } from "./SetScores.tsx";
import { TrialPreviewPane } from "./TrialPreviewPane.tsx";
import { TrialReason } from "./TrialReason.tsx";
import { TrialState } from "./trialLooks.tsx";
import { useTraining } from "./useTraining.ts";
import classes from "./search.module.css";

const trialDifference = () => import("./difference/TrialDifference.tsx").then((module) => module.TrialDifference);

/** All there is to know of one trial, or what differs between it and another. */
export function TrialPage({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const openTrial = useStudio((state) => state.openTrial);
  const openNetworkExport = useStudio((state) => state.openNetworkExport);
  const isActive = useStudio(({ live }) => live !== null && live.state !== "idle");
  const training = useTraining(study, trial);
  const against = useStudio((state) => state.against);
  const other = against === null || against === trial.id ? undefined : study.trials.at(against);
  return (
    <div className={classes.page}>
      <div className="bar">
        <Button size="xs" variant="subtle" leftSection={<ChevronLeft aria-hidden />} onClick={() => openTrial(null)}>
          All trials
        </Button>
        <h1>
          <b>{trialName(study, trial.id)}</b>
        </h1>
        <TrialState trial={trial} isActive={isActive} />
        {training && <Against study={study} trial={trial} />}
        {isOneNetwork(trial) && evaluationOf(trial) && (
          <Button size="xs" leftSection={<Share aria-hidden />} onClick={() => openNetworkExport(trial.id)}>
            Export network
          </Button>
        )}
        <span className="space" />
        <span className="t3">
          {trial.cost &&
            `${formatInteger(trial.cost.parameters)} parameters, ${formatBytes(trial.cost.trainingBytes)} to train${hasEnded(trial) && trial.seconds > 0 ? `, ${formatDuration(trial.seconds)}` : ""}${trial.device ? `, on ${deviceWords(study, trial.device)}` : ""}`}
        </span>
      </div>
      {other && training ? (
        <LazyPanel key={other.id} name="What differs" load={trialDifference} props={{ study, trial, other }} />
      ) : (
        <TrialPanels study={study} trial={trial} training={training} />
      )}
    </div>
  );
}

/** A device as its figures name it; one of another machine as it was written. */
const deviceWords = ({ choice }: Study, device: string): string =>
  choice?.figures.find(({ id }) => id === device)?.label ?? device;

interface TrialPanelsProps {
  readonly study: Study;
  readonly trial: Trial;
  readonly training: Training | null;
}

/** The trial by itself. */
function TrialPanels({ study, trial, training }: TrialPanelsProps) {
  return (
    <div className={classes.pageGrid}>
      <div className={classes.pageWide}>
        <PanelBoundary name="The network">
          {training ? (
            <NetworkGraph network={training.network} patch={training.recipe.patch} title="Network" />
          ) : (
            <NoNetwork study={study} trial={trial} />
          )}
        </PanelBoundary>
      </div>
      <section className="panel" aria-label="Prediction">
        <div className="panel-head">
          <h2>Prediction</h2>
        </div>
        <TrialPreviewPane study={study} trial={trial} />
      </section>
      <Confusion study={study} trial={trial} />
      <PanelBoundary name="The curves">
        <TrialCurves study={study} trial={trial} steps={training?.recipe.steps ?? 0} />
      </PanelBoundary>
      <div className={classes.pageSide} aria-label="Scores and reason" tabIndex={0}>
        <section className="panel" aria-label="Scores">
          <div className="panel-head">
            <h2>Classes</h2>
          </div>
          <LostClasses study={study} trial={trial} />
          <ClassScores study={study} trial={trial} />
          <p className="panel-body t3 sm" style={{ paddingTop: 6 }}>
            {classMetric.label} over all{" "}
            {isOnOtherSplit(trial) ? "pixels that its split holds out" : "validation pixels"}. A class that is in
            neither truth nor prediction is left out of the mean.
          </p>
          <MetricTable trial={trial} />
          <SetScores study={study} trial={trial} />
        </section>
        <section className="panel" aria-label="Recipe and reason">
          <div className="panel-head">
            <h2>Why this one, and how it was trained</h2>
          </div>
          <div className="panel-body">
            <TrialReason study={study} trial={trial} />
            {training && (
              <p className="t2" style={{ marginTop: 8 }}>
                {recipeText(training.recipe)}
              </p>
            )}
            <Seeds study={study} trial={trial} />
          </div>
        </section>
      </div>
    </div>
  );
}

/** Which other trial it is held against. */
function Against({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const against = useStudio((state) => state.against);
  const holdAgainst = useStudio((state) => state.holdAgainst);
  const others = useMemo(
    () =>
      boardRows(study, { key: "score", isDescending: true }, { text: "", status: "all" })
        .filter((other) => other.id !== trial.id && isOneNetwork(other) && latestScores(other))
        .map(({ id }) => ({ value: String(id), label: trialName(study, id) })),
    [study, trial.id],
  );
  if (others.length === 0) return null;
  return (
    <Select
      aria-label="Against"
      placeholder="What differs from …"
      w={170}
      clearable
      searchable
      limit={60}
      value={against === null ? null : String(against)}
      data={others}
      onChange={(value) => holdAgainst(value === null ? null : Number(value))}
    />
  );
}

function Confusion({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const evaluation = evaluationOf(trial);
  return (
    <section className="panel" aria-label="Confusion">
      <div className="panel-head">
        <h2>Confusion</h2>
        <span className="t3">rows: truth, columns: prediction, % of the row</span>
      </div>
      <div className="panel-body">
        {evaluation && evaluation.confusion.length > 0 ? (
          <ConfusionTable counts={evaluation.confusion} classInfos={study.spec.task.classes} />
        ) : (
          <p className="t2">The confusion matrix comes with the end of the trial.</p>
        )}
      </div>
    </section>
  );
}

function NoNetwork({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const members = membersOf(trial);
  const text = fileOf(trial)
    ? "A network that was trained elsewhere, from an ONNX file that is kept with the study. It is scored as it is."
    : members.length > 0
      ? `${combinedAs(trial) === "vote" ? "The vote" : "The mean of the class probabilities"} of ${members.map((member) => countedName(study, member)).join(", ")}.`
      : isNetwork(trial)
        ? `This genotype builds no network. ${endText(study, trial) ?? ""}`
        : "One set of weights for all networks of the space; what the controller makes of them is in the plots of the stage.";
  return (
    <section className="panel">
      <p className="panel-body t2">{text}</p>
    </section>
  );
}

/** A member with how often it counts. */
const countedName = (study: Study, { trial, count }: CountedMember): string =>
  `${trialName(study, trial)}${count > 1 ? ` (${count} times)` : ""}`;

/** From which random streams it was trained, so that it can be trained again. */
function Seeds({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  if (!isNetwork(trial)) return null;
  const { weights, data } = seedsOf(study, trial);
  return (
    <p className="t3" style={{ marginTop: 8 }}>
      Weights from seed <code>{weights}</code>, data order from <code>{data}</code>.
    </p>
  );
}
