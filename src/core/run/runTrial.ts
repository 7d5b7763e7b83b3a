import { bytesText } from "../bytes.ts";
import { StudioError } from "../errors.ts";
import { priced } from "../stages/cost.ts";
import { originOf, seedsOf } from "../stages/origin.ts";
import type { Resolver, Training } from "../stages/resolve.ts";
import { shuffledPartsOf, twinsOf } from "../stages/stages.ts";
import { sharedSearchOf, supernetOf } from "../stages/supernet.ts";
import { isShared, roleOf, type TrialWork } from "../study/architecture.ts";
import type { Trial } from "../study/trial.ts";
import { beginningsOf, type Beginnings } from "./beginnings.ts";
import { createAttempts, type AttemptParts } from "./attempt.ts";
import type { Candidate, ChoosingHooks, SharedCandidate } from "./evaluator.ts";
import { candidateMembers, teamOf } from "./members.ts";
import type { StopSignal, Stopper } from "./signal.ts";

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
    share: (trial, stopper) => attempts.train(sharedCandidate(trial), stopper),
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
    await attempts.train(candidateOf(trial, found, begun), stopper);
  }

  function candidateOf(trial: Trial, { network, recipe }: Training, { trials: beginnings }: Beginnings): Candidate {
    const { weights, data } = seedsOf(study(), trial);
    const weightsOf = isShared(trial) ? supernetOf(study(), trial.stage)?.id : undefined;
    const shuffled = shuffledPartsOf(study(), trial);
    return {
      ...{ trial: trial.id, network, recipe, seed: weights, dataSeed: data },
      ...(weightsOf !== undefined && { weightsOf }),
      ...(shuffled && { shuffled }),
      ...(beginnings && { beginnings }),
    };
  }

  function sharedCandidate(trial: Trial): SharedCandidate {
    const search = sharedSearchOf(study(), trial.stage);
    const { weights, data } = seedsOf(study(), trial);
    return {
      ...search,
      trial: trial.id,
      task: { channels: 1, classes: study().spec.task.classes.length, patch: search.recipe.patch },
      seed: weights,
      dataSeed: data,
    };
  }

  /** An earlier candidate of the same stage that came to the same network (or training): what became of it holds. */
  const twinOf = (trial: Trial): Trial | undefined =>
    twinsOf(study(), trial).find(({ status }) => status === "finished" || status === "outOfMemory");

  function average(trial: Trial, stopper: Stopper): Promise<void> {
    return score(trial, stopper, () => chooseMembers(trial, stopper));
  }

  async function score(trial: Trial, stopper: Stopper, prepare = () => Promise.resolve()): Promise<void> {
    await record({ type: "trialStarted", trial: trial.id, device: evaluator.device, fromStep: 0 });
    await attempts.work(trial.id, stopper, async () => {
      await prepare();
      const team = teamOf(study(), study().trials.at(trial.id)!, resolver);
      return { status: "finished", evaluation: await evaluator.score(team, "validation", stopper.signal) };
    });
  }

  /** Goes on with choosing the members of an ensemble, where they are chosen. */
  async function chooseMembers({ id, architecture }: Trial, { signal }: Stopper): Promise<void> {
    const choice = roleOf(architecture).choice(architecture);
    if (!choice) return;
    const { additions: before = [] } = study().trials.at(id)!;
    const candidates = candidateMembers(study(), study().trials.at(id)!, resolver);
    for (const candidate of candidates)
      if (!(await evaluator.isKept(candidate))) await trainAgain(candidate.trial, signal);
    const hooks: ChoosingHooks = {
      compared: (pairs) => void record({ type: "candidatesCompared", trial: id, pairs }),
      added: (addition) => void record({ type: "memberAdded", trial: id, ...addition }),
    };
    await evaluator.choose(candidates, { ...choice, before }, hooks, signal);
  }

  /** Trains what was trained before, as it was: for weights that were not kept. Its trial has ended; nothing more is logged of it. */
  async function trainAgain(id: number, signal: StopSignal): Promise<void> {
    const trial = study().trials.at(id)!;
    const found = resolver.resolve(study(), trial.stage, trial.architecture);
    if ("illegal" in found) throw new StudioError("IllegalNetwork", found.illegal);
    const begun = beginningsOf(study(), found.recipe);
    if ("missing" in begun) throw new StudioError("NotFound", begun.missing);
    const candidate = candidateOf(trial, found, begun);
    const silent = { started: () => undefined, reported: () => undefined, progressed: () => undefined };
    await evaluator.evaluate(candidate, silent, signal);
    await evaluator.settle(id);
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
