import { bytesText } from "../bytes.ts";
import { priced } from "../stages/cost.ts";
import { originOf } from "../stages/origin.ts";
import type { Resolver } from "../stages/resolve.ts";
import { twinsOf } from "../stages/stages.ts";
import { roleOf, type TrialWork } from "../study/architecture.ts";
import type { Trial } from "../study/trial.ts";
import { createAttempts, type AttemptParts } from "./attempt.ts";
import { beginningsOf } from "./beginnings.ts";
import { candidateOf, sharedCandidateOf } from "./candidates.ts";
import { chooseMembers } from "./chooseMembers.ts";
import { teamOf } from "./members.ts";
import type { Stopper } from "./signal.ts";

/** What is done with a trial, for the run it belongs to. */
export interface TrialRunner {
  /** Trains it, scores it, or finds out why neither can be; it has ended then, or waits for the next run. */
  evaluate(trial: Trial, stopper: Stopper): Promise<void>;
  /** Opens the test part for it. Nothing is kept of a test that was interrupted; it is done again. */
  test(trial: Trial, stopper: Stopper): Promise<void>;
}

export interface TrialRunnerParts extends AttemptParts {
  readonly resolver: Resolver;
}

export function createTrialRunner({ resolver, ...parts }: TrialRunnerParts): TrialRunner {
  const { evaluator, study, record } = parts;
  const attempts = createAttempts(parts);

  const WORK: Readonly<Record<TrialWork, (trial: Trial, stopper: Stopper) => Promise<void>>> = {
    train,
    share: (trial, stopper) => attempts.train(sharedCandidateOf(study(), trial), stopper),
    average,
    score,
  };

  async function train(trial: Trial, stopper: Stopper): Promise<void> {
    const found = priced(resolver.resolve(study(), trial.stage, trial.architecture));
    if ("illegal" in found) return attempts.end(trial.id, { status: "illegal", because: found.illegal }, 0);
    const tooLarge = overTheCap(trial);
    if (tooLarge) return attempts.end(trial.id, { status: "outOfMemory", because: tooLarge }, 0);
    const twin = twinOf(trial);
    if (twin?.status === "finished")
      return attempts.end(trial.id, { status: "memoised", evaluation: twin.evaluation, of: twin.id }, 0);
    if (twin?.status === "outOfMemory")
      return attempts.end(trial.id, { status: "outOfMemory", because: twin.because }, 0);
    const begun = beginningsOf(study(), found.recipe);
    if ("missing" in begun) return attempts.end(trial.id, { status: "illegal", because: begun.missing }, 0);
    await attempts.train(candidateOf(study(), trial, found, begun), stopper);
  }

  /** An earlier candidate of the same stage that came to the same network (or training): what became of it holds. */
  const twinOf = (trial: Trial): Trial | undefined =>
    twinsOf(study(), trial).find(({ status }) => status === "finished" || status === "outOfMemory");

  function average(trial: Trial, stopper: Stopper): Promise<void> {
    return score(trial, stopper, () => chooseMembers(trial, { ...parts, resolver }, stopper.signal));
  }

  async function score(trial: Trial, stopper: Stopper, prepare = () => Promise.resolve()): Promise<void> {
    await record({ type: "trialStarted", trial: trial.id, device: evaluator.device, fromStep: 0 });
    await attempts.work(trial.id, stopper, async () => {
      await prepare();
      const team = teamOf(study(), study().trials.at(trial.id)!, resolver);
      return { status: "finished", evaluation: await evaluator.score(team, "validation", stopper.signal) };
    });
  }

  async function test(trial: Trial, stopper: Stopper): Promise<void> {
    try {
      const evaluation = await evaluator.score(teamOf(study(), trial, resolver), "test", stopper.signal);
      await record({ type: "trialTested", trial: trial.id, evaluation });
    } catch (error) {
      if (!stopper.signal.aborted) throw error;
    }
  }

  /** Predicted bytes over the cap of the search it came from; retraining by the same recipe repeats what has passed. */
  function overTheCap({ cost, stage, architecture }: Trial): string | null {
    if (!cost) return null;
    const { memoryCap, isRepeat } = originOf(study(), stage);
    if (cost.trainingBytes <= memoryCap || (isRepeat && roleOf(architecture).isRepeat)) return null;
    return `needs ${bytesText(cost.trainingBytes)}, the cap is ${bytesText(memoryCap)}`;
  }

  return { evaluate: (trial, stopper) => WORK[roleOf(trial.architecture).work](trial, stopper), test };
}
