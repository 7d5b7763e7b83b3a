import { bytesText } from "../bytes.ts";
import { StudioError, toErrorRecord } from "../errors.ts";
import { headlineMetric } from "../judging/headline.ts";
import type { Candidate, EvaluationHooks, Evaluator, Member, SharedCandidate, TrialProgress } from "./evaluator.ts";
import type { Recipe } from "../space/recipe.ts";
import { originOf, priced, seedsOf, type CatalogParts, type Resolver } from "../stages/resolve.ts";
import type { Stopper } from "./signal.ts";
import { memberTrials, supernetOf, trialsOf, twinsOf } from "../stages/stages.ts";
import type { Study } from "../study/study.ts";
import type { StudyEvent } from "../study/events.ts";
import { lastStep, type Evaluation, type Outcome, type Trial } from "../study/trial.ts";

/** How often a trial is started again after its worker crashed, before it counts as failed (spec 2.5). */
const MAX_ATTEMPTS = 3;

/** What is done with a trial, for the run it belongs to. */
export interface TrialRunner {
  /** Trains it, scores it, or finds out why neither can be; it has ended then, or waits for the next run. */
  evaluate(trial: Trial, stopper: Stopper): Promise<void>;
  /** Opens the test part for it. Nothing is kept of a test that was interrupted; it is done again. */
  test(trial: Trial, stopper: Stopper): Promise<void>;
}

export interface TrialRunnerParts {
  readonly catalog: CatalogParts;
  readonly evaluator: Evaluator;
  readonly resolver: Resolver;
  /** Monotonic seconds. */
  readonly now: () => number;
  readonly study: () => Study;
  readonly record: (event: StudyEvent) => Promise<void>;
  readonly onProgress?: (progress: TrialProgress) => void;
}

export function createTrialRunner({
  catalog,
  evaluator,
  resolver,
  now,
  study,
  record,
  onProgress,
}: TrialRunnerParts): TrialRunner {
  async function evaluate(trial: Trial, stopper: Stopper): Promise<void> {
    if (trial.architecture.kind === "ensemble") return average(trial, stopper);
    if (trial.architecture.kind === "supernet") return attempt(sharedCandidate(trial), stopper);
    const found = resolver.resolve(study(), trial.stage, trial.architecture);
    if ("illegal" in found) return end(trial.id, { status: "illegal", because: found.illegal }, 0);
    const unfit = priced(found);
    if ("illegal" in unfit) return end(trial.id, { status: "illegal", because: unfit.illegal }, 0);
    const tooLarge = overTheCap(trial);
    if (tooLarge) return end(trial.id, { status: "outOfMemory", because: tooLarge }, 0);
    const twin = twinOf(trial);
    if (twin?.status === "finished")
      return end(trial.id, { status: "memoised", evaluation: twin.evaluation, of: twin.id }, 0);
    if (twin?.status === "outOfMemory") return end(trial.id, { status: "outOfMemory", because: twin.because }, 0);
    const { weights, data } = seedsOf(study(), trial);
    const weightsOf = trial.architecture.kind === "derived" ? supernetOf(study(), trial.stage)?.id : undefined;
    await attempt(
      {
        trial: trial.id,
        network: found.network,
        recipe: found.recipe,
        seed: weights,
        dataSeed: data,
        ...(weightsOf !== undefined && { weightsOf }),
      },
      stopper,
    );
  }

  function sharedCandidate(trial: Trial): SharedCandidate {
    const stage = study().spec.stages[trial.stage];
    if (stage?.kind !== "supernet")
      throw new StudioError("BadStudyFile", `Stage ${trial.stage + 1} has no shared weights.`);
    const { weights, data } = seedsOf(study(), trial);
    return {
      ...stage,
      trial: trial.id,
      task: { channels: 1, classes: study().spec.task.classes.length, patch: stage.recipe.patch },
      seed: weights,
      dataSeed: data,
    };
  }

  /** An earlier candidate of the same stage that came to the same network (or training): what became of it holds. */
  const twinOf = (trial: Trial): Trial | undefined =>
    twinsOf(study(), trial).find(({ status }) => status === "finished" || status === "outOfMemory");

  async function average(trial: Trial, stopper: Stopper): Promise<void> {
    await record({ type: "trialStarted", trial: trial.id, device: evaluator.device, fromStep: 0 });
    await timed(trial.id, stopper, async () => ({
      status: "finished",
      evaluation: await evaluator.score(membersOf(trial), "validation", stopper.signal),
    }));
  }

  async function test(trial: Trial, stopper: Stopper): Promise<void> {
    try {
      const evaluation = await evaluator.score(membersOf(trial), "test", stopper.signal);
      await record({ type: "trialTested", trial: trial.id, evaluation });
    } catch (error) {
      if (!stopper.signal.aborted) throw error;
    }
  }

  function membersOf(trial: Trial): readonly Member[] {
    return memberTrials(study(), trial).map((member) => {
      const found = resolver.resolve(study(), member.stage, member.architecture);
      if ("illegal" in found) throw new StudioError("IllegalNetwork", found.illegal);
      return { trial: member.id, network: found.network };
    });
  }

  async function attempt(candidate: Candidate | SharedCandidate, stopper: Stopper, crashes = 0): Promise<void> {
    const id = candidate.trial;
    const verdict: { pruned: string | null } = { pruned: null };
    const hooks: EvaluationHooks = {
      restarted: (because) => void record({ type: "trialInterrupted", trial: id, because, seconds: 0 }),
      started: (device, fromStep) => void record({ type: "trialStarted", trial: id, device, fromStep }),
      reported: (point) => {
        if (verdict.pruned !== null || stopper.signal.aborted || point.step <= lastStep(study().trials[id]!)) return;
        void record({ type: "trialReported", trial: id, point });
        if (!point.scores || point.step >= candidate.recipe.steps) return;
        verdict.pruned = judge(study().trials[id]!, candidate.recipe);
        if (verdict.pruned !== null) stopper.stop("pruned");
      },
      progressed: (progress) => onProgress?.(progress),
      epochEnded: (point, epoch) => void record({ type: "epochEnded", trial: id, point, epoch }),
      membersDerived: (members) => void record({ type: "membersDerived", trial: id, members }),
    };
    const crashed = await timed(id, stopper, async () => {
      try {
        const evaluation = await evaluator.evaluate(candidate, hooks, stopper.signal);
        return verdict.pruned === null ? { status: "finished", evaluation } : prunedOutcome(id, verdict.pruned);
      } catch (error) {
        if (verdict.pruned !== null) return prunedOutcome(id, verdict.pruned);
        if (toErrorRecord(error).name === "WorkerCrashed" && !stopper.signal.aborted && crashes + 1 < MAX_ATTEMPTS)
          return { crashed: toErrorRecord(error).message };
        throw error;
      }
    });
    if (crashed) await attempt(candidate, stopper, crashes + 1);
  }

  /** Ends a trial as the work says, or as the error does; true where its worker crashed and it may be started again. */
  async function timed(
    id: number,
    { signal }: Stopper,
    work: () => Promise<Outcome | { readonly crashed: string }>,
  ): Promise<boolean> {
    const began = now();
    const seconds = () => Math.max(0, now() - began);
    try {
      const outcome = await work();
      if ("crashed" in outcome) {
        await record({ type: "trialInterrupted", trial: id, because: outcome.crashed, seconds: seconds() });
        return true;
      }
      await end(id, outcome, seconds());
    } catch (error) {
      if (signal.reason === "cancelled") await end(id, { status: "cancelled" }, seconds());
      else if (signal.aborted)
        await record({ type: "trialInterrupted", trial: id, because: "The run was interrupted.", seconds: seconds() });
      else await end(id, failureOutcome(error), seconds());
    }
    return false;
  }

  function judge(trial: Trial, { pruners }: Recipe): string | null {
    const others = trialsOf(study(), trial.stage).filter(({ id }) => id !== trial.id);
    for (const choice of pruners) {
      const { pruner, options: values } = catalog.pruner(choice);
      const because = pruner.judge({ trial, others, metric: headlineMetric(study()) }, values);
      if (because !== null) return because;
    }
    return null;
  }

  /** A pruned trial keeps the evaluation it was judged by: a valid, bad result. */
  function prunedOutcome(id: number, because: string): Outcome {
    const point = study().trials[id]!.curve.findLast(({ scores }) => scores)!;
    const evaluation: Evaluation = { step: point.step, scores: point.scores!, confusion: [] };
    return { status: "pruned", evaluation, because };
  }

  async function end(id: number, outcome: Outcome, seconds: number): Promise<void> {
    await record({ type: "trialEnded", trial: id, outcome, seconds });
    await evaluator.settle(id);
  }

  /** Predicted bytes over the cap of the search it came from; retraining by the same recipe repeats what has passed. */
  function overTheCap({ cost, stage, architecture }: Trial): string | null {
    const spec = study().spec.stages[stage];
    if (!cost || (architecture.kind === "retrained" && spec?.kind === "retrain" && !spec.recipe)) return null;
    const { memoryCap } = originOf(study(), stage);
    return cost.trainingBytes <= memoryCap
      ? null
      : `needs ${bytesText(cost.trainingBytes)}, the cap is ${bytesText(memoryCap)}`;
  }

  return { evaluate, test };
}

/** How a trial ends whose evaluation failed. Throws what no trial is to blame for: a full disk. */
function failureOutcome(error: unknown): Outcome {
  const found = toErrorRecord(error);
  if (found.name === "DiskFull") throw error;
  return found.name === "OutOfMemory"
    ? { status: "outOfMemory", because: found.message }
    : { status: "failed", error: found };
}
