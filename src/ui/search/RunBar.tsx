import { Button } from "@mantine/core";
import { Flag, Pause, Play, Square, StepForward } from "lucide-react";
import { remainingTime } from "../../core/search/prediction.ts";
import { bestTrial, type Study } from "../../core/search/study.ts";
import { hasEnded, lastStep, type Trial } from "../../core/search/trial.ts";
import { canGoOn } from "../../state/studySlice.ts";
import { IconButton } from "../controls/IconButton.tsx";
import { formatDuration } from "../format.ts";
import { useStudio } from "../studioContext.ts";
import { PaceSelect } from "./PaceSelect.tsx";
import classes from "./search.module.css";

const WORDS = { running: "Running", finishing: "Finishing", stopping: "Stopping" } as const;

/** What runs, how far it is, and every way to stop it. */
export function RunBar({ study }: { readonly study: Study }) {
  const state = useStudio(({ live }) => live?.state ?? "idle");
  const isAble = useStudio(canGoOn);
  const resumeStudy = useStudio((store) => store.resumeStudy);
  const pauseStudy = useStudio((store) => store.pauseStudy);
  const finishStudy = useStudio((store) => store.finishStudy);
  const isActive = state !== "idle";
  return (
    <div className={classes.run} role="toolbar" aria-label="Run">
      <span className={classes.state} role="status">
        {isActive && <i className={classes.dot} aria-hidden />}
        {isActive ? WORDS[state] : isAble ? "Paused" : study.lastRun?.because === "failed" ? "Failed" : "Finished"}
      </span>
      <Position study={study} />
      <ProgressCells study={study} isActive={isActive} />
      <TimeLeft study={study} isActive={isActive} />
      <span className="rule" />
      <div className="row-tight">
        {isActive ? (
          <Button leftSection={<Pause aria-hidden />} rightSection={<kbd className="wide-only">Space</kbd>} disabled={state === "stopping"} onClick={() => void pauseStudy()}>
            Pause
          </Button>
        ) : (
          <Button variant={isAble ? "filled" : "default"} leftSection={<Play aria-hidden />} rightSection={<kbd className="wide-only">Space</kbd>} disabled={!isAble} onClick={() => void resumeStudy()}>
            Go on
          </Button>
        )}
        <IconButton label="Step: train one candidate, then pause" size="sm" variant="default" disabled={isActive || !isAble} onClick={() => void resumeStudy(1)}>
          <StepForward aria-hidden />
        </IconButton>
        <Button leftSection={<Flag aria-hidden />} disabled={state !== "running"} onClick={() => void finishStudy()}>
          Finish trial, then stop
        </Button>
        <IconButton label="Stop now; the last checkpoint is kept" size="sm" variant="default" disabled={!isActive} onClick={() => void pauseStudy()}>
          <Square aria-hidden className="bad" />
        </IconButton>
        <PaceSelect isCompact />
      </div>
    </div>
  );
}

function Position({ study }: { readonly study: Study }) {
  const progress = useStudio((state) => state.progress);
  const planned = study.spec.stages[0]!.trials;
  const candidates = study.trials.filter(({ architecture }) => architecture.kind === "genotype");
  const current = study.trials.findLast((trial) => !hasEnded(trial));
  const step = current && (progress.get(current.id)?.step ?? lastStep(current));
  return (
    <span>
      <b>{current ? `${current.architecture.kind === "network" ? current.label : `Trial ${current.label}`} of ${planned}` : `${candidates.filter(hasEnded).length} of ${planned} trials`}</b>{" "}
      {current && (
        <span className="t3">
          step {step} of {study.spec.stages[0]!.recipe.steps}
        </span>
      )}
    </span>
  );
}

/** One cell per trial: grey finished, white best, striped pruned, vermilion failed, violet filling for a running one. */
function ProgressCells({ study, isActive }: { readonly study: Study; readonly isActive: boolean }) {
  const progress = useStudio((state) => state.progress);
  const selectTrial = useStudio((state) => state.selectTrial);
  const stage = study.spec.stages[0]!;
  const best = bestTrial(study, { withBaselines: true });
  const waiting = Math.max(0, stage.trials - study.trials.filter(({ architecture }) => architecture.kind === "genotype").length);
  const share = (trial: Trial) => Math.max(progress.get(trial.id)?.step ?? 0, lastStep(trial)) / stage.recipe.steps;
  return (
    <div className={classes.cells}>
      {study.trials.map((trial) => (
        <button key={trial.id} type="button" tabIndex={-1} aria-label={`Trial ${trial.label}, ${trial.status}`} data-status={trial.id === best?.id ? "best" : trial.status} onClick={() => selectTrial(trial.id)}>
          {trial.status === "running" && <i style={{ width: `${share(trial) * 100}%`, opacity: isActive ? 1 : 0.5 }} />}
        </button>
      ))}
      {Array.from({ length: Math.min(waiting, 200) }, (_, index) => (
        <i key={`waiting${index}`} />
      ))}
    </div>
  );
}

function TimeLeft({ study, isActive }: { readonly study: Study; readonly isActive: boolean }) {
  const slots = useStudio(({ live }) => live?.slots ?? 1);
  const progress = useStudio((state) => state.progress);
  if (!isActive) return null;
  const stage = study.spec.stages[0]!;
  const ended = study.trials.filter((trial) => trial.status === "finished" || trial.status === "pruned").map(({ seconds }) => seconds);
  const running = study.trials.filter((trial) => !hasEnded(trial)).reduce((sum, trial) => sum + 1 - (progress.get(trial.id)?.step ?? 0) / stage.recipe.steps, 0);
  const left = stage.trials - study.trials.filter(({ architecture }) => architecture.kind === "genotype").length + running;
  const time = remainingTime(ended, left, Math.max(1, slots)) ?? firstEstimate(progress, stage.recipe.steps, left, slots);
  return time ? (
    <span className="nowrap">
      <b>{formatDuration(time.seconds)} left</b> <span className="t3">± {formatDuration(time.plusMinus)}</span>
    </span>
  ) : (
    <span className="t3">measuring</span>
  );
}

/** Before the first trial has ended: from the speed of the running one, with half of it as uncertainty. */
function firstEstimate(progress: ReadonlyMap<number, { readonly stepsPerSecond: number }>, steps: number, left: number, slots: number) {
  const speeds = [...progress.values()].map(({ stepsPerSecond }) => stepsPerSecond).filter((speed) => speed > 0);
  if (speeds.length === 0) return null;
  const seconds = ((steps / (speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length)) * left) / Math.max(1, slots);
  return { seconds, plusMinus: seconds / 2 };
}
