import { StudioError } from "../core/errors.ts";
import { scoresOf } from "../catalog/metrics/index.ts";
import { emptyConfusion, type ConfusionMatrix } from "../core/image/confusion.ts";
import { valueOf } from "../core/judging/scores.ts";
import { createRandom, type Random } from "../core/random.ts";
import { meanOf } from "../core/statistics.ts";
import type { Pace } from "../core/judging/pace.ts";
import {
  DERIVING_BATCHES,
  epochsOf,
  hasMet,
  type DerivedMember,
  type SharedEpoch,
  type SharedSearch,
} from "../core/study/sharedSearch.ts";
import type { StopSignal } from "../core/run/signal.ts";
import type { Genotype, SearchSpace } from "../core/space/space.ts";
import type { Policy, PolicySample } from "../core/strategy/strategy.ts";
import type { CurvePoint, Evaluation } from "../core/study/trial.ts";
import { cancelled } from "./cancelled.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { trimDevice } from "./devices.ts";
import { learningRateAt } from "../catalog/learningRate.ts";
import { decodeShared, encodeShared, type SharedState } from "./sharedCheckpoint.ts";
import { createSharedMembers, type SharedMembers } from "./sharedMembers.ts";
import { createStepQueue, type StepQueue } from "./stepQueue.ts";
import type { TrainingData } from "./trainingData.ts";
import type { WeightSet } from "../core/network/weights.ts";
import { nextTurn } from "./yielding.ts";

/** All that a search over shared weights depends on: the same job gives the same result on the same device. */
export interface SharedJob extends Pick<
  SharedSearch,
  "recipe" | "warmUp" | "updates" | "reward" | "samples" | "memoryCap" | "targets"
> {
  readonly space: SearchSpace;
  /** A policy for the space, or one that goes on from what an earlier one has learnt. */
  readonly policy: (random: Random, learnt?: Float64Array) => Policy;
  readonly data: TrainingData;
  /** Root of the random streams of weights, dropout and the policy. */
  readonly seed: string | number;
  /** Root of the random streams of data order and augmentation. */
  readonly dataSeed: string | number;
  readonly resume?: Checkpoint;
}

export interface SharedHooks {
  /** An epoch has ended. The scores are those of all members that the policy sampled, taken together. */
  epochEnded(point: CurvePoint, epoch: SharedEpoch): void;
  /** Called after every step of the weights. */
  stepped?(step: number, loss: number): void;
  /** Called after each epoch. */
  checkpoint?(bytes: Checkpoint, epoch: number): void | Promise<void>;
  /** Asked at every step; full speed where it is not given. */
  pace?(): Pace;
  readonly signal: StopSignal;
}

export interface SharedResult {
  readonly weights: WeightSet;
  /** What the members of the last epoch found, taken together. */
  readonly evaluation: Evaluation;
  /** The best first. */
  readonly members: readonly DerivedMember[];
}

/** Losses in a row that are no number after which an epoch goes back to its start, and how often it may before the search ends (spec 3.7). */
const MOST_DIVERGED = 3;
const MOST_RESTORED = 3;

/**
 * Trains shared weights and the policy in turns (Xu et al. 2020; spec 3.6): an epoch of steps, each on a member that the policy
 * samples; then updates of the policy, rewarded on batches of the validation part while the weights rest. In the end, after
 * the last epoch or the first that meets the targets, the best of some samples. What a step draws depends on the seed and its number alone, so a resumed job draws what the whole one would have.
 * Throws StudioError "NotANumber" when the loss diverges whatever the learning rate, "Cancelled" when stopped.
 */
export async function searchShared(job: SharedJob, hooks: SharedHooks): Promise<SharedResult> {
  const random = createRandom(job.seed);
  let state: SharedState = job.resume
    ? decodeShared(job.resume)
    : {
        epoch: 0,
        rateFactor: 1,
        hasMetTargets: false,
        weights: [],
        policy: job.policy(random.fork("policy")).export(),
      };
  const run: Run = {
    job,
    hooks,
    random,
    policy: job.policy(random.fork("policy"), state.policy),
    queue: createStepQueue(),
  };
  let last: CurvePoint | null = null;
  let members = createSharedMembers(job, state.weights);
  try {
    while (state.epoch < epochsOf(job.recipe) && !state.hasMetTargets) {
      const trained = await trainEpoch(run, state, members);
      members = trained.members;
      const learnt = await learn(run, members, state.epoch + 1);
      last = {
        step: stepsAfter(job, state.epoch + 1),
        loss: trained.loss,
        learningRate: trained.learningRate,
        scores: scoresOf(learnt.confusion),
      };
      state = {
        epoch: state.epoch + 1,
        rateFactor: trained.rateFactor,
        hasMetTargets: hasMet(job.targets ?? {}, trained.loss, learnt.report.rewards),
        weights: members.export(),
        policy: run.policy.export(),
      };
      hooks.epochEnded(last, { epoch: state.epoch, ...learnt.report, ...trained.report });
      await hooks.checkpoint?.(encodeShared(state), state.epoch);
    }
    return { weights: state.weights, ...(await derive(run, members, stepsAfter(job, state.epoch))) };
  } finally {
    trimDevice();
  }
}

interface Run {
  readonly job: SharedJob;
  readonly hooks: SharedHooks;
  readonly random: Random;
  readonly policy: Policy;
  readonly queue: StepQueue;
}

const stepsAfter = ({ recipe: { steps, evaluateEvery } }: SharedJob, epoch: number): number =>
  Math.min(steps, epoch * evaluateEvery);

interface TrainedEpoch {
  readonly members: SharedMembers;
  /** Mean over the steps that counted. */
  readonly loss: number;
  /** Of the last step. */
  readonly learningRate: number;
  readonly rateFactor: number;
  readonly report: Pick<SharedEpoch, "diverged" | "tooLarge" | "restored">;
}

/** Updates the shared weights; begins again from those of the epoch before after too many losses in a row that were no number. */
async function trainEpoch(
  { job, hooks, random, policy, queue }: Run,
  { epoch, weights, rateFactor: factor }: SharedState,
  members: SharedMembers,
): Promise<TrainedEpoch> {
  const dataOrder = createRandom(job.dataSeed);
  let [rateFactor, diverged, tooLarge] = [factor, 0, 0];
  for (let restored = 0; ; restored++) {
    const losses: number[] = [];
    let inRow = 0;
    for (let step = stepsAfter(job, epoch) + 1; step <= stepsAfter(job, epoch + 1) && inRow < MOST_DIVERGED; step++) {
      await proceed(hooks);
      const { genotype } = policy.sample(random.fork("member", step));
      const loss = await members.train(genotype, dataOrder.fork("data", step), {
        step,
        learningRate: rateFactor * learningRateAt(job.recipe, step),
      });
      if (loss === null) tooLarge++;
      else if (Number.isNaN(loss)) [rateFactor, diverged, inRow] = [rateFactor / 2, diverged + 1, inRow + 1];
      else inRow = losses.push(loss) && 0;
      hooks.stepped?.(step, losses[losses.length - 1] ?? 0);
      await queue.next(hooks.pace?.() ?? "full");
    }
    const learningRate = rateFactor * learningRateAt(job.recipe, stepsAfter(job, epoch + 1));
    if (inRow < MOST_DIVERGED)
      return { members, loss: meanOf(losses), learningRate, rateFactor, report: { diverged, tooLarge, restored } };
    if (restored === MOST_RESTORED)
      throw new StudioError(
        "NotANumber",
        `The loss of the shared weights was no number ${diverged} times in epoch ${epoch + 1}, down to a learning rate of ${learningRate.toPrecision(2)}. Choose a smaller learning rate in the recipe of this stage.`,
      );
    members = createSharedMembers(job, weights);
  }
}

/** Gives other work its turn. Throws StudioError "Cancelled" once the job is stopped. */
async function proceed({ signal }: SharedHooks): Promise<void> {
  await nextTurn();
  if (signal.aborted) throw cancelled(signal);
}

interface LearntEpoch {
  readonly confusion: ConfusionMatrix;
  readonly report: Pick<SharedEpoch, "rewards" | "baseline" | "entropy" | "uniformEntropy" | "probabilities">;
}

/**
 * Updates the policy by what its samples are worth with the shared weights. All samples of an epoch are scored on one batch, so that
 * rewards differ by the members and not by how hard a batch is; for the same reason the baseline begins anew with each batch: on
 * ISBI 2012 batches differ by two to five times what members do, and all that is sampled before an old baseline has caught up would
 * be learnt, or unlearnt, alike. While the policy does not learn, one round of samples says where it stands.
 */
async function learn({ job, hooks, random, policy }: Run, members: SharedMembers, epoch: number): Promise<LearntEpoch> {
  const confusion = emptyConfusion(job.data.classes);
  const seen: { readonly sample: PolicySample; readonly reward: number }[] = [];
  const updates = epoch > job.warmUp ? job.updates : 0;
  policy.beginRound();
  for (let update = 1; update <= Math.max(1, updates); update++) {
    const samples = Array.from({ length: policy.batch }, (_, index) =>
      policy.sample(random.fork("sample", epoch, update, index)),
    );
    const rewards: number[] = [];
    for (const { genotype } of samples) {
      await proceed(hooks);
      rewards.push(await rewardOf(job, members, genotype, [random.fork("reward", epoch)], confusion));
    }
    if (update <= updates) policy.update(samples.map(({ genotype }, index) => ({ genotype, reward: rewards[index]! })));
    seen.push(...samples.map((sample, index) => ({ sample, reward: rewards[index]! })));
  }
  return {
    confusion,
    report: {
      rewards: seen.map(({ reward }) => reward),
      baseline: policy.baseline,
      entropy: meanOf(seen.map(({ sample }) => sample.entropy)),
      uniformEntropy: policy.uniformEntropy,
      probabilities: meanProbabilities(seen.map(({ sample }) => sample)),
    },
  };
}

/** What a member finds in some batches; 0 for one that cannot be scored. Its voxels are added to `total`. */
async function rewardOf(
  { reward, data }: SharedJob,
  members: SharedMembers,
  genotype: Genotype,
  batches: readonly Random[],
  total: ConfusionMatrix,
): Promise<number> {
  const own = emptyConfusion(data.classes);
  for (const random of batches) {
    const found = await members.score(genotype, random);
    if (!found) return 0;
    found.counts.forEach((count, index) => (own.counts[index]! += count));
  }
  own.counts.forEach((count, index) => (total.counts[index]! += count));
  return valueOf(scoresOf(own), reward) ?? 0;
}

/** The best of some samples of the learnt policy; members that mean the same are scored once. */
async function derive(
  { job, hooks, random, policy }: Run,
  members: SharedMembers,
  step: number,
): Promise<Pick<SharedResult, "members" | "evaluation">> {
  const samples = Array.from(
    { length: job.samples },
    (_, index) => policy.sample(random.fork("derived", index)).genotype,
  );
  const distinct = [...new Map(samples.map((genotype) => [job.space.key(genotype), genotype])).values()];
  const total = emptyConfusion(job.data.classes);
  const scored: DerivedMember[] = [];
  for (const genotype of distinct) {
    await proceed(hooks);
    const batches = Array.from({ length: DERIVING_BATCHES }, (_, batch) => random.fork("deriving", batch));
    scored.push({ genotype, reward: await rewardOf(job, members, genotype, batches, total) });
  }
  const evaluation = { step, scores: scoresOf(total), confusion: [...total.counts] };
  return { evaluation, members: scored.sort((a, b) => b.reward - a.reward) };
}

const PLACES = 1e4;

function meanProbabilities(samples: readonly PolicySample[]): readonly (readonly number[])[] {
  const [first] = samples;
  return (first ? first.probabilities : []).map((one, choice) =>
    Array.from(
      one,
      (_, alternative) =>
        Math.round(PLACES * meanOf(samples.map(({ probabilities }) => probabilities[choice]![alternative]!))) / PLACES,
    ),
  );
}
