import { isNetwork, membersOf } from "../../core/study/architecture.ts";
import { Button, Menu } from "@mantine/core";
import { Columns2, Dices, Layers, Maximize2, Pin, PinOff, Square } from "lucide-react";
import { useEffect, useMemo } from "react";
import { hybridOn } from "../../catalog/pipelines/hybridOn.ts";
import { kindOf } from "../../core/stages/index.ts";
import { hasEnded, type Trial } from "../../core/study/trial.ts";
import type { Study } from "../../core/study/study.ts";
import { describeTrial } from "../../state/describeTrial.ts";
import { trialName } from "../../state/roomSummary.ts";
import { IconButton } from "../controls/IconButton.tsx";
import { formatBytes, formatDuration, formatInteger } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { ClassScores } from "./ClassScores.tsx";
import { LostClasses } from "./LostClasses.tsx";
import { MiniNetwork } from "./MiniNetwork.tsx";
import { SetScores } from "./SetScores.tsx";
import { TrialPreviewPane } from "./TrialPreviewPane.tsx";
import { TrialReason } from "./TrialReason.tsx";
import { TrialState } from "./trialLooks.tsx";
import { WhatFits } from "./WhatFits.tsx";
import { useTraining } from "./useTraining.ts";
import classes from "./search.module.css";

/** As in the paper (spec 1.7). */
const RETRAININGS = 25;

/** The chosen trial beside the table: what it sees, why it was tried, what it is made of, how it compares. */
export function TrialDrawer({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const isActive = useStudio(({ live }) => live !== null && live.state !== "idle");
  const wantPreviews = useStudio((state) => state.wantPreviews);
  const training = useTraining(study, trial);
  const description = useMemo(() => describeTrial(study, trial), [study, trial]);
  useEffect(() => void wantPreviews(trial.id), [trial.id, wantPreviews]);
  return (
    <aside className={`panel ${classes.drawer!}`} aria-label={trialName(study, trial.id)}>
      <div className="panel-head">
        <h2 className={`nowrap ${classes.clip!}`}>{trialName(study, trial.id)}</h2>
        <TrialState trial={trial} isActive={isActive} note="" />
        <span className="space" />
        <TrialActions trial={trial} />
        {trial.status === "finished" && training?.network.dimension === 2 && <BuildMenu study={study} trial={trial} />}
      </div>
      <TrialPreviewPane study={study} trial={trial} />
      <div className="panel-body" style={{ paddingTop: 10 }}>
        <h3>
          <b>Why this one</b>
        </h3>
        <TrialReason study={study} trial={trial} />
      </div>
      <WhatFits study={study} trial={trial} />
      <div className="section panel-body" style={{ paddingTop: 8 }}>
        <div className="row" style={{ justifyContent: "space-between" }}>
          <b>{membersOf(trial).length > 0 ? "Networks" : "Network"}</b>
          <span className="t3">
            {trial.cost &&
              [
                `${formatInteger(trial.cost.parameters)} parameters`,
                formatBytes(trial.cost.trainingBytes),
                trial.seconds > 0 && formatDuration(trial.seconds),
              ]
                .filter(Boolean)
                .join(", ")}
          </span>
        </div>
        {description !== null && <p className="t2">{description}</p>}
        {training && <MiniNetwork network={training.network} patch={training.recipe.patch} />}
      </div>
      <div className="section">
        <LostClasses study={study} trial={trial} />
        <ClassScores study={study} trial={trial} />
        <SetScores study={study} trial={trial} />
      </div>
    </aside>
  );
}

/** What can be built on a network of slices. */
function BuildMenu({ study, trial }: { readonly study: Study; readonly trial: Trial }) {
  const editStages = useStudio((state) => state.editStages);
  const [first] = study.spec.stages;
  const search = first && kindOf(first).beginning(first);
  if (!search) return null;
  const build = (crf: boolean) =>
    void editStages({ type: "insert", stage: hybridOn({ source: { trial: trial.id }, crf, search }) });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label="Build a hybrid on it: a pyramid in 3D that begins with its weights">
          <Layers aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => build(false)}>Hybrid 2D-3D</Menu.Item>
        <Menu.Item onClick={() => build(true)}>Hybrid 2D-3D with a CRF</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What can be done with a trial. */
function TrialActions({ trial }: { readonly trial: Trial }) {
  const pinTrial = useStudio((state) => state.pinTrial);
  const cancelTrial = useStudio((state) => state.cancelTrial);
  const addCompared = useStudio((state) => state.addCompared);
  const openRoom = useStudio((state) => state.openRoom);
  const isCompared = useStudio(({ compared }) => compared.includes(trial.id));
  const compare = isCompared ? "See in Compare" : "Compare";
  const openTrial = useStudio((state) => state.openTrial);
  const editStages = useStudio((state) => state.editStages);
  return (
    <>
      <IconButton
        label={trial.isPinned ? "Unpin" : "Pin: keep its weights and its row on top"}
        onClick={() => void pinTrial(trial.id)}
      >
        {trial.isPinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
      </IconButton>
      <Button
        size="xs"
        className={classes.compare}
        leftSection={<Columns2 aria-hidden />}
        aria-label={compare}
        title={compare}
        onClick={() => (isCompared ? openRoom("compare") : addCompared(trial.id))}
      >
        <span className="wide-only">{compare}</span>
      </Button>
      {!hasEnded(trial) && (
        <IconButton label="Stop this trial" onClick={() => void cancelTrial(trial.id)}>
          <Square aria-hidden />
        </IconButton>
      )}
      {trial.status === "finished" && isNetwork(trial) && (
        <IconButton
          label="Retrain it 25 times from fresh weights, to see what is luck"
          onClick={() =>
            void editStages({
              type: "insert",
              stage: { kind: "retrain", source: { trial: trial.id }, times: RETRAININGS },
            })
          }
        >
          <Dices aria-hidden />
        </IconButton>
      )}
      <IconButton label="Open the trial's page" onClick={() => openTrial(trial.id)}>
        <Maximize2 aria-hidden />
      </IconButton>
    </>
  );
}
