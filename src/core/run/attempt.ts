import { toErrorRecord } from "../errors.ts";
import { headlineMetric } from "../judging/headline.ts";
import type { Recipe } from "../space/recipe.ts";
import type { StudyEvent } from "../study/events.ts";
import type { Study } from "../study/study.ts";
import { lastStep, type Evaluation, type Outcome } from "../study/trial.ts";
import { trialsOf } from "../study/trials.ts";
import type { CatalogParts } from "../stages/catalogParts.ts";
import type { Candidate, EvaluationHooks, Evaluator, SharedCandidate, TrialProgress } from "./evaluator.ts";
import type { Stopper } from "./signal.ts";

/** How often a trial is started again after its worker crashed, before it counts as failed (spec 2.5). */
const MAX_ATTEMPTS = 3;

export interface AttemptParts {
  readonly catalog: Pick<CatalogParts, "pruner">;
  readonly evaluator: Evaluator;
  /** Monotonic seconds. */
  readonly now: () => number;
  readonly study: () => Study;
  readonly record: (event: StudyEvent) => Promise<void>;
  readonly onProgress?: (progress: TrialProgress) => void;
}

/** Does what a trial asks for, and logs how it goes and ends. */
export interface Attempts {
  /** Trains a candidate, again after a crash, until it ends or is interrupted. */
  train(candidate: Candidate | SharedCandidate, stopper: Stopper): Promise<void>;
  /** Ends a trial as the work says, or as its error does; nothing ends that is interrupted. */
  work(trial: number, stopper: Stopper, work: () => Promise<Outcome>): Promise<void>;
  end(trial: number, outcome: Outcome, seconds: number): Promise<void>;
}

export function createAttempts({ catalog, evaluator, now, study, record, onProgress }: AttemptParts): Attempts {
  async function train(candidate: Candidate | SharedCandidate, stopper: Stopper, crashes = 0): Promise<void> {
    const id = candidate.trial;
    const verdict: Verdict = { pruned: null, seconds: null };
    const crashed = await timed(id, { stopper, verdict }, async () => {
      try {
        const evaluation = await evaluator.evaluate(candidate, hooksOf(candidate, verdict, stopper), stopper.signal);
        return verdict.pruned === null
          ? { status: "finished", evaluation }
          : prunedOutcome(study(), id, verdict.pruned);
      } catch (error) {
        if (verdict.pruned !== null) return prunedOutcome(study(), id, verdict.pruned);
        if (toErrorRecord(error).name === "WorkerCrashed" && !stopper.signal.aborted && crashes + 1 < MAX_ATTEMPTS)
          return { crashed: toErrorRecord(error).message };
        throw error;
      }
    });
    if (crashed) await train(candidate, stopper, crashes + 1);
  }

  const hooksOf = (candidate: Candidate | SharedCandidate, verdict: Verdict, stopper: Stopper): EvaluationHooks => {
    const { trial, recipe } = candidate;
    return {
      restarted: (because) => void record({ type: "trialInterrupted", trial, because, seconds: 0 }),
      started: (device, fromStep, by) => void record({ type: "trialStarted", trial, device, fromStep, ...by }),
      reported(point) {
        if (verdict.pruned !== null || stopper.signal.aborted || point.step <= lastStep(study().trials.at(trial)!))
          return Promise.resolve();
        // Told by a machine that began it while nobody listened: a log never says how a trial goes that was not begun.
        if (study().trials.at(trial)!.attempts === 0)
          void record({ type: "trialStarted", trial, device: evaluator.device, fromStep: 0 });
        const logged = onDisk(record({ type: "trialReported", trial, point }));
        if (!point.scores || point.step >= recipe.steps) return logged;
        verdict.pruned = judge(study(), trial, recipe, catalog);
        if (verdict.pruned !== null) stopper.stop("pruned");
        return logged;
      },
      progressed: (progress) => onProgress?.(progress),
      epochEnded(point, epoch) {
        if (point.step <= lastStep(study().trials.at(trial)!)) return Promise.resolve();
        return onDisk(record({ type: "epochEnded", trial, point, epoch }));
      },
      membersDerived: (members) => void record({ type: "membersDerived", trial, members }),
      took: (seconds) => (verdict.seconds = seconds),
    };
  };

  /** True where its worker crashed and it may be started again. */
  async function timed(
    trial: number,
    { stopper: { signal }, verdict }: { readonly stopper: Stopper; readonly verdict?: Verdict },
    work: () => Promise<Outcome | { readonly crashed: string }>,
  ): Promise<boolean> {
    const began = now();
    const seconds = () => verdict?.seconds ?? Math.max(0, now() - began);
    try {
      const outcome = await work();
      if ("crashed" in outcome) {
        await record({ type: "trialInterrupted", trial, because: outcome.crashed, seconds: seconds() });
        return true;
      }
      await end(trial, outcome, seconds());
    } catch (error) {
      if (signal.reason === "cancelled") await end(trial, { status: "cancelled" }, seconds());
      else if (signal.aborted)
        await record({ type: "trialInterrupted", trial, because: "The run was interrupted.", seconds: seconds() });
      else await end(trial, failureOutcome(error), seconds());
    }
    return false;
  }

  async function end(trial: number, outcome: Outcome, seconds: number): Promise<void> {
    await record({ type: "trialEnded", trial, outcome, seconds });
    await evaluator.settle(trial);
  }

  return {
    train,
    end,
    async work(trial, stopper, work) {
      await timed(trial, { stopper }, work);
    },
  };
}

/** A checkpoint must not be kept before what was reported until then; a log that cannot be written ends the run by itself. */
const onDisk = (logged: Promise<void>): Promise<void> => logged.catch(() => undefined);

interface Verdict {
  /** Why a pruner gave the trial up; null while none has. */
  pruned: string | null;
  /** What the evaluator says it took; null where the time that went by is what it took. */
  seconds: number | null;
}

/** How a trial ends whose evaluation failed. Throws what no trial is to blame for: a full disk. */
function failureOutcome(error: unknown): Outcome {
  const found = toErrorRecord(error);
  if (found.name === "DiskFull") throw error;
  return found.name === "OutOfMemory"
    ? { status: "outOfMemory", because: found.message }
    : { status: "failed", error: found };
}

/** Why a pruner gives a trial up; null where none does. */
function judge(study: Study, id: number, { pruners }: Recipe, catalog: AttemptParts["catalog"]): string | null {
  if (pruners.length === 0) return null;
  const trial = study.trials.at(id)!;
  const others = trialsOf(study, trial.stage).filter((other) => other.id !== id);
  for (const choice of pruners) {
    const { pruner, options } = catalog.pruner(choice);
    const because = pruner.judge({ trial, others, metric: headlineMetric(study) }, options);
    if (because !== null) return because;
  }
  return null;
}

/** A pruned trial keeps the evaluation it was judged by: a valid, bad result. */
function prunedOutcome(study: Study, id: number, because: string): Outcome {
  const point = study.trials.at(id)!.curve.findLast(({ scores }) => scores)!;
  const evaluation: Evaluation = { step: point.step, scores: point.scores!, confusion: [] };
  return { status: "pruned", evaluation, because };
}
