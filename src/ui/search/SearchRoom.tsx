import { Button } from "@mantine/core";
import { memo, useDeferredValue, useEffect, useMemo } from "react";
import type { Study } from "../../core/study/study.ts";
import { onlyStage, shownStage } from "../../state/shownStage.ts";
import { baselineFor } from "../../catalog/pipelines/usualSearch.ts";
import { kindOf } from "../../core/stages/index.ts";
import { isSearch } from "../../core/stages/search.ts";
import { Callout } from "../controls/Callout.tsx";
import { PanelBoundary } from "../controls/PanelBoundary.tsx";
import { StackedPanels } from "../controls/StackedPanels.tsx";
import { SidePanels } from "../controls/SidePanels.tsx";
import { useCommands } from "../keys/useCommands.ts";
import { useStudio, useStudioStore } from "../studioContext.ts";
import { ContactSheet } from "./ContactSheet.tsx";
import { DeviceNote } from "./DeviceNote.tsx";
import { Leaderboard } from "./Leaderboard.tsx";
import { StagePlots } from "./stages/StagePlots.tsx";
import { RunBar } from "./RunBar.tsx";
import { chosenTrial, searchCommands } from "./searchCommands.ts";
import { SetupView } from "./SetupView.tsx";
import { StageCards } from "./StageCards.tsx";
import { TrialDrawer } from "./TrialDrawer.tsx";
import { TrialPage } from "./TrialPage.tsx";
import { VerdictBand } from "./VerdictBand.tsx";
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
  const trial = opened === null ? undefined : study.trials.at(opened);
  return trial ? <TrialPage study={study} trial={trial} /> : <Running study={study} />;
}

function Running({ study }: { readonly study: Study }) {
  const chosen = useStudio((state) => chosenTrial(state));
  const trial = chosen === null ? undefined : study.trials.at(chosen);
  // The room opens at once; plots and table of a large study follow without holding anything up.
  const drawn = useDeferredValue<Study | null>(study, null);
  return (
    <div className={classes.room}>
      <RunBar study={study} />
      <StudyStages study={study} />
      <RunFailure study={study} />
      <VerdictBand study={drawn} />
      <SidePanels
        id="search"
        {...(trial && {
          right: {
            label: "Trial",
            width: [380, 340] as const,
            content: (
              <PanelBoundary name="The trial">
                <TrialDrawer key={trial.id} study={study} trial={trial} />
              </PanelBoundary>
            ),
          },
        })}
      >
        <div className={classes.left}>{drawn && <Results study={drawn} />}</div>
      </SidePanels>
    </div>
  );
}

/** Plots and table of the stage that is shown. */
const Results = memo(function Results({ study }: { readonly study: Study }) {
  const stage = useStudio((state) => shownStage(study, state));
  const seen = useMemo(() => onlyStage(study, stage), [study, stage]);
  return (
    <>
      <PanelBoundary name="The plots">
        <StagePlots study={study} stage={stage} shown={seen} />
      </PanelBoundary>
      <StackedPanels
        id="search-lower"
        label="Height of the contact sheet"
        top={
          <PanelBoundary name="The leaderboard">
            <Leaderboard study={study} shown={seen} />
          </PanelBoundary>
        }
        bottom={
          <PanelBoundary name="The contact sheet">
            <ContactSheet study={study} shown={seen} />
          </PanelBoundary>
        }
      />
    </>
  );
});

function StudyStages({ study }: { readonly study: Study }) {
  const shown = useStudio((state) => shownStage(study, state));
  const showStage = useStudio((state) => state.showStage);
  const editStages = useStudio((state) => state.editStages);
  const resumeStudy = useStudio((state) => state.resumeStudy);
  const addBaseline = useStudio((state) => state.addBaseline);
  const openOnnxAdding = useStudio((state) => state.openOnnxAdding);
  const setUpSearch = useStudio((state) => state.setUpSearch);
  const isIdle = useStudio(({ live }) => live === null || live.state === "idle");
  const [first] = study.spec.stages;
  return (
    <div className={classes.stageBar}>
      <StageCards
        stages={study.spec.stages}
        study={study}
        shown={shown}
        onShow={showStage}
        onEdit={editStages}
        {...(isSearch(first) && { onBaseline: () => void addBaseline(baselineFor(first.recipe)) })}
        {...(study.spec.stages.some((stage) => kindOf(stage).takesOnnxBaselines) && { onOnnx: openOnnxAdding })}
        {...(isIdle && { onRun: (through) => void resumeStudy({ through }) })}
      />
      <Button size="xs" variant="subtle" onClick={() => setUpSearch(true)}>
        New search
      </Button>
      <DeviceNote study={study} />
    </div>
  );
}

function RunFailure({ study }: { readonly study: Study }) {
  if (study.lastRun?.because !== "failed") return null;
  return (
    <div style={{ padding: 8, background: "var(--panel)" }}>
      <Callout severity="error" title="The search stopped.">
        {study.lastRun.error?.message ?? "No reason was given."} Everything before it is kept; “Go on” continues from
        there.
      </Callout>
    </div>
  );
}

function useSearchCommands(): void {
  const store = useStudioStore();
  useCommands(useMemo(() => searchCommands(store), [store]));
}
