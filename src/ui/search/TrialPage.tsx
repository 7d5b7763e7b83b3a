import type { CountedMember } from "../../core/ensemble/memberChoice.ts";
import { combinedAs, fileOf, isNetwork, isOneNetwork, membersOf } from "../../core/study/architecture.ts";
import { Button } from "@mantine/core";
import { ChevronLeft, Share } from "lucide-react";
import { seedsOf } from "../../core/stages/origin.ts";
import type { Study } from "../../core/study/study.ts";
import { evaluationOf, hasEnded, type Trial } from "../../core/study/trial.ts";
import { endText } from "../../state/leaderboard.ts";
import { trialName } from "../../state/roomSummary.ts";
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

/** All there is to know of one trial. */
export function TrialPage({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const openTrial = useStudio((state) => state.openTrial);
  const openNetworkExport = useStudio((state) => state.openNetworkExport);
  const isActive = useStudio(({ live }) => live !== null && live.state !== "idle");
  const training = useTraining(study, trial);
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
        {isOneNetwork(trial) && evaluationOf(trial) && (
          <Button size="xs" leftSection={<Share aria-hidden />} onClick={() => openNetworkExport(trial.id)}>
            Export network
          </Button>
        )}
        <span className="space" />
        <span className="t3">
          {trial.cost &&
            `${formatInteger(trial.cost.parameters)} parameters, ${formatBytes(trial.cost.trainingBytes)} to train${hasEnded(trial) && trial.seconds > 0 ? `, ${formatDuration(trial.seconds)}` : ""}${trial.device ? `, on ${trial.device}` : ""}`}
        </span>
      </div>
      <div className={classes.pageGrid}>
        <PanelBoundary name="The network">
          {training ? (
            <NetworkGraph network={training.network} patch={training.recipe.patch} title="Network" />
          ) : (
            <NoNetwork study={study} trial={trial} />
          )}
        </PanelBoundary>
        <section className="panel" aria-label="Prediction">
          <div className="panel-head">
            <h2>Prediction</h2>
          </div>
          <TrialPreviewPane study={study} trial={trial} />
        </section>
        <PanelBoundary name="The curves">
          <TrialCurves study={study} trial={trial} steps={training?.recipe.steps ?? 0} />
        </PanelBoundary>
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
        <Confusion study={study} trial={trial} />
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
