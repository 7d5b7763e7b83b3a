import { strategies } from "../catalog/strategies/index.ts";
import { catalogParts } from "../catalog/parts.ts";
import { StudioError } from "../core/errors.ts";
import type { Candidate, SharedCandidate } from "../core/run/evaluator.ts";
import type { Pace } from "../core/judging/pace.ts";
import { proposalSpace } from "../core/space/space.ts";
import type { StopSignal } from "../core/run/signal.ts";
import type { Checkpoint } from "../engine/checkpoint.ts";
import { decodeShared } from "../engine/sharedCheckpoint.ts";
import { scoreMember } from "../engine/scoreMember.ts";
import { searchShared, type SharedJob } from "../engine/sharedSearch.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import { encodeWeights } from "../engine/weights.ts";
import { aboutSeeing } from "../engine/wholeImages.ts";
import type { CallsInOrder } from "./inOrder.ts";
import type { TrainerListener, TrainerResult } from "./trainerApi.ts";

/** What a training thread has at hand for one job. */
export interface JobContext {
  readonly data: TrainingData;
  readonly listener: TrainerListener;
  readonly calls: CallsInOrder;
  readonly signal: StopSignal;
  readonly pace: () => Pace;
}

/** Trains the weights that all members of a space share, and the policy; what it hands out is what members are scored with. */
export async function trainShared(
  candidate: SharedCandidate,
  checkpoint: Checkpoint | null,
  { data, listener, calls, signal, pace }: JobContext,
): Promise<TrainerResult> {
  const { trial, recipe } = candidate;
  const fromEpoch = checkpoint ? decodeShared(checkpoint).epoch : 0;
  await calls.push(() => listener.started(Math.min(recipe.steps, fromEpoch * recipe.evaluateEvery)));
  let last = performance.now();
  try {
    const { weights, evaluation, members } = await searchShared(
      { ...jobOf(candidate, data), ...(checkpoint && { resume: checkpoint }) },
      {
        signal,
        pace,
        stepped(step, loss) {
          const stepsPerSecond = 1000 / Math.max(1, performance.now() - last);
          last = performance.now();
          void calls.push(() => listener.progressed({ trial, step, loss, stepsPerSecond }));
        },
        epochEnded: (point, epoch) => void calls.push(() => listener.epochEnded(point, epoch)),
        checkpoint: (bytes) => calls.push(() => listener.checkpoint(bytes)),
      },
    );
    await calls.push(() => listener.membersDerived(members));
    return { evaluation, weights: encodeWeights(weights) };
  } finally {
    await calls.done();
  }
}

/** Throws StudioError "BadInput" for a strategy that only learns from trials. */
function jobOf(candidate: SharedCandidate, data: TrainingData): SharedJob {
  const { recipe, warmUp, updates, reward, samples, memoryCap, targets, seed, dataSeed, task, controller } = candidate;
  const space = catalogParts.bind(candidate.space, task);
  const strategy = catalogParts.strategy(controller.id);
  if (!strategy.policy)
    throw new StudioError(
      "BadInput",
      `The strategy "${strategy.label}" learns from trained networks; a search over shared weights needs one with a policy, such as ${strategies.list
        .filter((other) => "policy" in other)
        .map(({ id }) => `"${id}"`)
        .join(" or ")}.`,
    );
  const policy: SharedJob["policy"] = (random, learnt) =>
    strategy.policy!({ space: proposalSpace(space), options: controller.options, random, ...(learnt && { learnt }) });
  return {
    space,
    policy,
    data,
    recipe,
    warmUp,
    updates,
    reward,
    samples,
    memoryCap,
    seed,
    dataSeed,
    ...(targets && { targets }),
  };
}

/** Scores a member with a supernet's weights on the whole validation part, and hands out its share of them. */
export async function scoreDerived(
  { network, recipe, dataSeed }: Candidate,
  shared: Uint8Array,
  { data, listener, calls, signal }: JobContext,
): Promise<TrainerResult> {
  await calls.push(() => listener.started(0));
  const { weights, evaluation } = await scoreMember({ network, recipe, data, shared, dataSeed, signal });
  return { evaluation, weights: encodeWeights(weights, aboutSeeing(recipe)) };
}
