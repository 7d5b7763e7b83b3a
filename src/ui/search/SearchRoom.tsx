import { Button } from "@mantine/core";
import { useDeferredValue, useEffect, useMemo } from "react";
import { sizeOf } from "../../core/search/stages.ts";
import { bestTrial, PROPOSED_AND_BASELINES, type Stage, type Study } from "../../core/search/study.ts";
import { onlyStage, shownStage } from "../../state/shownStage.ts";
import { BASELINE } from "../../state/planSlice.ts";
import { canGoOn } from "../../state/studySlice.ts";
import type { StudioState } from "../../state/store.ts";
import { Callout } from "../controls/Callout.tsx";
import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import { SidePanels } from "../controls/SidePanels.tsx";
import type { Command } from "../keys/commands.ts";
import { useCommands } from "../keys/useCommands.ts";
import { useStudio, useStudioStore } from "../studioContext.ts";
import { DeviceNote } from "./DeviceNote.tsx";
import { Leaderboard } from "./Leaderboard.tsx";
import { StagePlots } from "./StagePlots.tsx";
import { RunBar } from "./RunBar.tsx";
import { SetupView } from "./SetupView.tsx";
import { StageCards } from "./StageCards.tsx";
import { TrialDrawer } from "./TrialDrawer.tsx";
import { TrialPage } from "./TrialPage.tsx";
import classes from "./search.module.css";

/** Sets a search up, shows it while it runs, and every trial of it. */
export function SearchRoom() {
  const study = useStudio((state) => state.study);
  const isSettingUp = useStudio((state) => state.isSettingUp);
  const opened = useStudio((state) => state.openedTrial);
  const askWhatIf = useStudio((state) => state.askWhatIf);
  const calibrate = useStudio((state) => state.calibrate);
  const store = useStudioStore();
  useSearchCommands();
  useEffect(() => {
    if (store.getState().devices.length === 0) void calibrate();
    if (store.getState().whatIf === null) void askWhatIf();
  }, [askWhatIf, calibrate, store]);
  if (!study || isSettingUp) return <SetupView canLeave={study !== null} />;
  const trial = opened === null ? undefined : study.trials[opened];
  return trial ? <TrialPage study={study} trial={trial} /> : <Running study={study} />;
}

function Running({ study }: { readonly study: Study }) {
  const chosen = useStudio((state) => chosenTrial(state));
  const trial = study.trials[chosen ?? -1];
  const drawn = useDeferredValue(study);
  const stage = useStudio((state) => shownStage(drawn, state));
  const seen = useMemo(() => onlyStage(drawn, stage), [drawn, stage]);
  return (
    <div className={classes.room}>
      <RunBar study={study} />
      <StudyStages study={study} />
      <RunFailure study={study} />
      <SidePanels id="search" {...(trial && { right: { label: "Trial", width: [380, 340] as const, content: <PanelBoundary name="The trial"><TrialDrawer key={trial.id} study={study} trial={trial} /></PanelBoundary> } })}>
        <div className={classes.left}>
          <PanelBoundary name="The plots">
            <StagePlots study={drawn} stage={stage} shown={seen} />
          </PanelBoundary>
          <PanelBoundary name="The leaderboard">
            <Leaderboard study={drawn} shown={seen} />
          </PanelBoundary>
        </div>
      </SidePanels>
    </div>
  );
}

function StudyStages({ study }: { readonly study: Study }) {
  const shown = useStudio((state) => shownStage(study, state));
  const showStage = useStudio((state) => state.showStage);
  const changeStages = useStudio((state) => state.changeStages);
  const changeBudget = useStudio((state) => state.changeBudget);
  const resumeStudy = useStudio((state) => state.resumeStudy);
  const addBaseline = useStudio((state) => state.addBaseline);
  const setUpSearch = useStudio((state) => state.setUpSearch);
  const isIdle = useStudio(({ live }) => live === null || live.state === "idle");
  /** A stage that has begun may only grow or shrink; the others are replaced. */
  const onChange = (stages: readonly Stage[]) => {
    const resized = stages.findIndex((stage, index) => index < study.begun.length && sizeOf(stage) !== sizeOf(study.spec.stages[index]!));
    void (resized >= 0 ? changeBudget(resized, sizeOf(stages[resized]!)) : changeStages(stages));
  };
  return (
    <div className={classes.stageBar}>
      <StageCards stages={study.spec.stages} study={study} shown={shown} onShow={showStage} onChange={onChange} onBaseline={() => void addBaseline(BASELINE)} {...(isIdle && { onRun: (through) => void resumeStudy({ through }) })} />
      <Button size="xs" variant="subtle" onClick={() => setUpSearch(true)}>
        New search
      </Button>
      <DeviceNote study={study} />
    </div>
  );
}

/** The selected trial, else the running one, else the best. */
function chosenTrial({ study, trialIds }: StudioState): number | null {
  const selected = trialIds.at(-1);
  if (selected !== undefined) return selected;
  const running = study?.trials.findLast(({ status }) => status === "running");
  return running?.id ?? (study ? (bestTrial(study, { kinds: PROPOSED_AND_BASELINES })?.id ?? null) : null);
}

function RunFailure({ study }: { readonly study: Study }) {
  if (study.lastRun?.because !== "failed") return null;
  return (
    <div style={{ padding: 8, background: "var(--panel)" }}>
      <Callout severity="error" title="The search stopped.">
        {study.lastRun.error?.message ?? "No reason was given."} Everything before it is kept; “Go on” continues from there.
      </Callout>
    </div>
  );
}

function useSearchCommands(): void {
  const store = useStudioStore();
  const commands = useMemo<readonly Command[]>(() => {
    const state = () => store.getState();
    const isActive = () => state().live !== null && state().live!.state !== "idle";
    const move = (by: number) => {
      const { study } = state();
      if (!study || study.trials.length === 0) return;
      const current = chosenTrial(state()) ?? 0;
      state().selectTrial(Math.min(study.trials.length - 1, Math.max(0, current + by)));
    };
    const withChosen = (act: (trial: number) => void) => () => {
      const chosen = chosenTrial(state());
      if (chosen !== null) act(chosen);
    };
    return [
      { id: "search.playPause", label: "Pause or go on", group: "Search", keys: [" "], hint: { caps: ["Space"], text: "pause" }, run: () => void (isActive() ? state().pauseStudy() : canGoOn(state()) && state().resumeStudy()) },
      { id: "search.step", label: "Train one candidate", group: "Search", keys: ["s"], hint: { caps: ["S"], text: "step one trial" }, run: () => void (!isActive() && canGoOn(state()) && state().resumeStudy({ limit: 1 })) },
      { id: "search.next", label: "Next trial", group: "Search", keys: ["j"], hint: { caps: ["J", "K"], text: "next, previous trial" }, run: () => move(1) },
      { id: "search.previous", label: "Previous trial", group: "Search", keys: ["k"], run: () => move(-1) },
      { id: "search.pin", label: "Pin the trial", group: "Search", keys: ["p"], hint: { caps: ["P"], text: "pin" }, run: withChosen((trial) => void state().pinTrial(trial)) },
      { id: "search.compare", label: "Put the trial into Compare", group: "Search", keys: ["c"], hint: { caps: ["C"], text: "add to compare" }, run: withChosen((trial) => state().toggleCompared(trial)) },
      { id: "search.open", label: "Open the trial's page", group: "Search", keys: ["Enter"], hint: { caps: ["Enter"], text: "open trial page" }, run: withChosen((trial) => state().openTrial(trial)) },
      { id: "search.back", label: "Back to all trials", group: "Search", keys: ["Escape"], run: () => (state().openedTrial === null ? state().clearSelection() : state().openTrial(null)) },
    ];
  }, [store]);
  useCommands(commands);
}
