import { meanOf } from "../../core/statistics.ts";
import { Button } from "@mantine/core";
import { Flag, Pause, Play, Square, StepForward, TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import { remainingTime } from "../../core/judging/prediction.ts";
import { recipeOf } from "../../core/stages/origin.ts";
import { membersOf } from "../../core/study/architecture.ts";
import { doneOf, isTest, plannedOf, unaskedOf } from "../../core/stages/stages.ts";
import { type Study } from "../../core/study/study.ts";
import { lastStep, type Trial } from "../../core/study/trial.ts";
import { cellLabel, progressCells } from "../../state/progressCells.ts";
import { positionText } from "../../state/positionText.ts";
import { workedStage } from "../../state/shownStage.ts";
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
  const isElsewhere = useStudio(({ live }) => live?.owner === "elsewhere");
  const damage = useStudio(({ live }) => live?.damage ?? null);
  const isActive = state !== "idle";
  const rest =
    damage !== null ? "Damaged" : isAble ? "Paused" : study.lastRun?.because === "failed" ? "Failed" : "Finished";
  return (
    <div className={classes.run} role="toolbar" aria-label="Run">
      <span className={classes.state} role="status">
        {isActive && <i className={classes.dot} aria-hidden />}
        {isElsewhere ? (isActive ? "Runs in another tab" : "Open in another tab") : isActive ? WORDS[state] : rest}
      </span>
      <Position study={study} />
      <ProgressCells study={study} isActive={isActive} />
      <TimeLeft study={study} isActive={isActive} />
      <span className="rule" />
      {damage !== null ? (
        <Damaged why={damage} />
      ) : isElsewhere ? (
        <Elsewhere />
      ) : (
        <Controls isActive={isActive} isAble={isAble} />
      )}
    </div>
  );
}

/** A study that another tab writes is followed here as it goes. */
function Elsewhere() {
  const takeOverStudy = useStudio((store) => store.takeOverStudy);
  const [isAsked, setAsked] = useState(false);
  return (
    <div className="row-tight">
      <span className="t2">Followed live</span>
      <Button
        variant="filled"
        disabled={isAsked}
        aria-busy={isAsked || undefined}
        onClick={() => {
          setAsked(true);
          void takeOverStudy().finally(() => setAsked(false));
        }}
      >
        {isAsked ? "The other tab is stopping" : "Take over"}
      </Button>
    </div>
  );
}

/** A study with a damaged log is shown up to the damage: what is missing, and the way on. */
function Damaged({ why }: { readonly why: string }) {
  const exportStudy = useStudio((store) => store.exportStudy);
  return (
    <div className={`row-tight ${classes.damaged}`}>
      <TriangleAlert aria-hidden className="bad" />
      <span className={classes.why} title={why}>
        {why}
      </span>
      <Button onClick={() => void exportStudy(true)}>Save the study file</Button>
      <span className="t2 nowrap">
        for <code>cristae repair</code>
      </span>
    </div>
  );
}

interface ControlsProps {
  readonly isActive: boolean;
  /** Whether there is something left to do. */
  readonly isAble: boolean;
}

function Controls({ isActive, isAble }: ControlsProps) {
  const state = useStudio(({ live }) => live?.state ?? "idle");
  const resumeStudy = useStudio((store) => store.resumeStudy);
  const pauseStudy = useStudio((store) => store.pauseStudy);
  const finishStudy = useStudio((store) => store.finishStudy);
  return (
    <div className="row-tight">
      {isActive ? (
        <Button
          leftSection={<Pause aria-hidden />}
          rightSection={<kbd className="wide-only">Space</kbd>}
          disabled={state === "stopping"}
          onClick={() => void pauseStudy()}
        >
          Pause
        </Button>
      ) : (
        <Button
          variant={isAble ? "filled" : "default"}
          leftSection={<Play aria-hidden />}
          rightSection={<kbd className="wide-only">Space</kbd>}
          disabled={!isAble}
          onClick={() => void resumeStudy()}
        >
          Go on
        </Button>
      )}
      <IconButton
        label="Step: train one candidate, then pause"
        size="sm"
        variant="default"
        disabled={isActive || !isAble}
        onClick={() => void resumeStudy({ limit: 1 })}
      >
        <StepForward aria-hidden />
      </IconButton>
      <Button leftSection={<Flag aria-hidden />} disabled={state !== "running"} onClick={() => void finishStudy()}>
        Finish trial, then stop
      </Button>
      <IconButton
        label="Stop now; the last checkpoint is kept"
        size="sm"
        variant="default"
        disabled={!isActive}
        onClick={() => void pauseStudy()}
      >
        <Square aria-hidden {...(isActive && { className: "bad" })} />
      </IconButton>
      <PaceSelect isCompact />
    </div>
  );
}

function Position({ study }: { readonly study: Study }) {
  const progress = useStudio((state) => state.progress);
  const at = useStudio((state) => workedStage(study, state));
  const current = study.trials.unfinished.at(-1);
  const step = current && (progress.get(current.id)?.step ?? lastStep(current));
  const steps = current && recipeOf(study, current)?.steps;
  const planned = plannedOf(study, at);
  const position = current && positionText({ trial: current, planned, step: step ?? 0, steps });
  return (
    <span>
      <b>
        {position?.name ?? `${doneOf(study, at)} of ${planned} ${isTest(study.spec.stages[at]!) ? "tests" : "trials"}`}
      </b>
      {position?.step && <span className="t3">, {position.step}</span>}
    </span>
  );
}

/** The stage as cells: grey finished, white best, striped pruned, vermilion failed, violet filling for a running one. */
function ProgressCells({ study, isActive }: { readonly study: Study; readonly isActive: boolean }) {
  const progress = useStudio((state) => state.progress);
  const selectTrial = useStudio((state) => state.selectTrial);
  const at = useStudio((state) => workedStage(study, state));
  const { cells, waiting } = useMemo(() => progressCells(study, at), [study, at]);
  const share = (trial: Trial) =>
    Math.max(progress.get(trial.id)?.step ?? 0, lastStep(trial)) / (recipeOf(study, trial)?.steps ?? 1);
  return (
    <div className={classes.cells}>
      {cells.map((cell) => {
        const { shown, isBest } = cell;
        return (
          <button
            key={cell.trials[0].id}
            type="button"
            tabIndex={-1}
            aria-label={cellLabel(cell)}
            data-status={isBest ? "best" : shown.status}
            onClick={() => selectTrial(shown.id)}
          >
            {shown.status === "running" && (
              <i style={{ width: `${share(shown) * 100}%`, opacity: isActive ? 1 : 0.5 }} />
            )}
          </button>
        );
      })}
      {Array.from({ length: waiting }, (_, index) => (
        <i key={`waiting${index}`} />
      ))}
    </div>
  );
}

/** Of all stages that train: the trials so far say how long one takes. */
function TimeLeft({ study, isActive }: { readonly study: Study; readonly isActive: boolean }) {
  const slots = useStudio(({ live }) => live?.slots ?? 1);
  const progress = useStudio((state) => state.progress);
  if (!isActive) return null;
  const ended = endedSeconds(study);
  const stepsOf = (trial: Trial) => recipeOf(study, trial)?.steps ?? 1;
  const running = study.trials.unfinished.reduce(
    (sum, trial) => sum + 1 - (progress.get(trial.id)?.step ?? 0) / stepsOf(trial),
    0,
  );
  const unasked = study.spec.stages.reduce((sum, _, index) => sum + unaskedOf(study, index), 0);
  const left = unasked + running;
  const time =
    remainingTime(ended, left, Math.max(1, slots)) ??
    firstEstimate(progress, Math.max(1, ...study.trials.unfinished.map(stepsOf)), left, slots);
  return time ? (
    <span className="nowrap">
      <b>{formatDuration(time.seconds)} left</b> <span className="t3">± {formatDuration(time.plusMinus)}</span>
    </span>
  ) : (
    <span className="t3">measuring</span>
  );
}

/** What the trials that were trained to their ends, or to where they were pruned, took. */
const endedSeconds = (study: Study): readonly number[] =>
  study.trials
    .filter((trial) => (trial.status === "finished" || trial.status === "pruned") && membersOf(trial).length === 0)
    .map(({ seconds }) => seconds);

/** Before the first trial has ended: from the speed of the running one, with half of it as uncertainty. */
function firstEstimate(
  progress: ReadonlyMap<number, { readonly stepsPerSecond: number }>,
  steps: number,
  left: number,
  slots: number,
) {
  const speeds = [...progress.values()].map(({ stepsPerSecond }) => stepsPerSecond).filter((speed) => speed > 0);
  if (speeds.length === 0) return null;
  const seconds = ((steps / meanOf(speeds)) * left) / Math.max(1, slots);
  return { seconds, plusMinus: seconds / 2 };
}
