import type { StudyStanding, TrialStanding } from "../../remote/watching/standing.ts";
import classes from "./machines.module.css";

/** One cell a trial: grey finished, white best, striped pruned, orange failed, violet running, dark to come. */
export function ProgressCells({ study }: { readonly study: StudyStanding }) {
  const best = study.bests.at(-1)?.trial;
  const toCome = Math.max(0, study.planned - study.trials.length);
  const done = study.trials.filter(({ status }) => status !== "running").length;
  return (
    <div className={classes.cells} role="img" aria-label={`${done} of ${study.planned} networks`}>
      {study.trials.map((trial) => (
        <i key={trial.id} data-look={lookOf(trial, best)} />
      ))}
      {Array.from({ length: toCome }, (_, index) => (
        <i key={`to come ${index}`} />
      ))}
    </div>
  );
}

function lookOf({ id, status }: TrialStanding, best: number | undefined): string {
  if (id === best) return "best";
  if (status === "failed" || status === "outOfMemory" || status === "illegal") return "failed";
  return status === "memoised" ? "finished" : status;
}
