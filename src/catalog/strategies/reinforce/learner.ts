import { meanOf } from "../../../core/statistics.ts";
import { StudioError } from "../../../core/errors.ts";
import type { Random } from "../../../core/random.ts";
import { COLLAPSED } from "../../../core/study/sharedSearch.ts";
import type { DecisionsView } from "../../../core/space/space.ts";
import { createController, replay, type Controller, type ControllerLook, type Decision } from "./controller.ts";
import { addGradient } from "./gradient.ts";
import { divergenceGradient, entropyGradient, policyGradient } from "./policy.ts";
import { zerosLike, type Weights } from "./weights.ts";

export interface LearnerOptions extends ControllerLook {
  readonly learningRate: number;
  readonly beta1: number;
  readonly epsilon: number;
  readonly baselineDecay: number;
  readonly entropyWeight: number;
  /** Whether the entropy is added to the reward, as in ENAS, or pulls at the policy itself. */
  readonly entropyActs: "reward" | "gradient";
  /** Weight of the penalty on gates that are open more or less often than wanted; 0 for none. */
  readonly gatePenalty: number;
}

/** Finished samples of one update. A cancelled one has no reward and teaches nothing. */
export interface Sample {
  readonly choices: readonly number[];
  readonly reward: number | null;
}

/** A controller while it learns by REINFORCE (Williams 1992; spec 3.4): changed by `beginRound` and `update` alone. */
export interface Learner {
  readonly controller: Controller;
  readonly updates: number;
  /** Moving average of the rewards of this round; null before the first. */
  readonly baseline: number | null;
  /** Entropy of the last update's samples as a share of that of uniform choices; 1 before the first. */
  readonly entropyShare: number;
  /** The next reward is the first baseline again. */
  beginRound(): void;
  update(samples: readonly Sample[]): void;
  /** All that it has learnt, bit by bit. */
  export(): Float64Array;
}

const BETA2 = 0.999;
/** Probability of a closed and of an open gate that the penalty draws to (ENAS). */
const WANTED_GATES = [0.6, 0.4];
/** What the entropy weight of a collapsed controller is raised by (spec 3.7). */
const RAISED_BY = 10;

/** Entropy of uniform choices, in nats: 44.021621 for three layers of AutoSegNet without skips (spec 3.4). */
export const uniformEntropy = ({ steps }: DecisionsView): number =>
  steps.reduce(
    (sum, step) =>
      sum +
      (step.kind === "node"
        ? 0
        : Math.log(step.kind === "pointer" ? step.nodes.length : step.kind === "choice" ? step.words.length : 2)),
    0,
  );

/** b − (1 − decay)·(b − reward); the first reward is the first baseline, so that it teaches nothing. */
export const movedBaseline = (baseline: number | null, reward: number, decay: number): number =>
  baseline === null ? reward : baseline - (1 - decay) * (baseline - reward);

/** Numbers before the weights in what a learner exports. */
const FACTS = 3;

/** A controller that knows nothing yet, or goes on from what one like it has exported. Throws StudioError "BadStudyFile" where that was another. */
export function createLearner(
  view: DecisionsView,
  options: LearnerOptions,
  random: Random,
  learnt?: Float64Array,
): Learner {
  const controller = createController(view, options, random);
  const { flat: weights } = controller.weights;
  const [means, squares] = [new Float64Array(weights.length), new Float64Array(weights.length)];
  const most = uniformEntropy(view);
  let [updates, baseline, entropyShare]: [number, number | null, number] = [0, null, 1];
  if (learnt) recall(learnt);

  function recall(from: Float64Array): void {
    if (from.length !== FACTS + 3 * weights.length)
      throw new StudioError(
        "BadStudyFile",
        `The checkpoint is of a controller with ${(from.length - FACTS) / 3} weights; this one has ${weights.length}.`,
      );
    const [known, average, share] = from as unknown as [number, number, number];
    [updates, baseline, entropyShare] = [known, Number.isNaN(average) ? null : average, share];
    [weights, means, squares].forEach((block, index) =>
      block.set(from.subarray(FACTS + index * block.length, FACTS + (index + 1) * block.length)),
    );
  }

  /** Adds the gradient of one sample's loss; gives the sample's entropy. The baseline moves before the advantage is taken. */
  function learnFrom(
    { choices, reward }: { readonly choices: readonly number[]; readonly reward: number },
    gradient: Weights,
  ): number {
    const roll = replay(controller, choices);
    const weight = options.entropyWeight * (entropyShare < COLLAPSED ? RAISED_BY : 1);
    const total = reward + (options.entropyActs === "reward" ? weight * roll.entropy : 0);
    baseline = movedBaseline(baseline, total, options.baselineDecay);
    const gates = roll.decisions.filter(({ step }) => step.kind === "gate").length;
    addGradient(
      controller,
      roll,
      logitGradient(
        total - baseline,
        options.entropyActs === "gradient" ? weight : 0,
        options.gatePenalty / Math.max(1, gates),
      ),
      gradient,
    );
    return roll.entropy;
  }

  return {
    controller,
    get updates() {
      return updates;
    },
    get baseline() {
      return baseline;
    },
    get entropyShare() {
      return entropyShare;
    },
    beginRound() {
      baseline = null;
    },
    update(samples) {
      const rewarded = samples.flatMap(({ choices, reward }) => (reward === null ? [] : [{ choices, reward }]));
      if (rewarded.length === 0) return;
      const gradient = zerosLike(controller.weights);
      const entropies = rewarded.map((one) => learnFrom(one, gradient));
      updates++;
      descend({ weights, means, squares }, gradient.flat, rewarded.length, { ...options, updates });
      entropyShare = meanOf(entropies) / most;
    },
    export() {
      const learnt = new Float64Array(FACTS + 3 * weights.length);
      learnt.set([updates, baseline ?? Number.NaN, entropyShare]);
      [weights, means, squares].forEach((block, index) => learnt.set(block, FACTS + index * block.length));
      return learnt;
    },
  };
}

interface AdamState {
  readonly weights: Float64Array;
  readonly means: Float64Array;
  readonly squares: Float64Array;
}

/** Adam (Kingma and Ba 2015) on the mean over `count` samples, in place. */
function descend(
  { weights, means, squares }: AdamState,
  gradient: Float64Array,
  count: number,
  numbers: Pick<LearnerOptions, "learningRate" | "beta1" | "epsilon"> & { readonly updates: number },
): void {
  const { learningRate, beta1, epsilon, updates } = numbers;
  const [meanFactor, squareFactor] = [1 / (1 - beta1 ** updates), 1 / (1 - BETA2 ** updates)];
  for (let index = 0; index < weights.length; index++) {
    const slope = gradient[index]! / count;
    const mean = (means[index] = beta1 * means[index]! + (1 - beta1) * slope);
    const square = (squares[index] = BETA2 * squares[index]! + (1 - BETA2) * slope ** 2);
    weights[index]! -= (learningRate * meanFactor * mean) / (Math.sqrt(squareFactor * square) + epsilon);
  }
}

/** Gradient by the shaped logits of −advantage·ln π − entropyWeight·H + gateWeight·Σ p·ln(p / wanted) over gates. */
export const logitGradient =
  (advantage: number, entropyWeight: number, gateWeight: number) =>
  ({ step, probabilities, chosen }: Decision): Float64Array => {
    const gradient = policyGradient(probabilities, chosen, advantage);
    if (entropyWeight > 0)
      entropyGradient(probabilities).forEach((slope, index) => (gradient[index]! += entropyWeight * slope));
    if (gateWeight > 0 && step.kind === "gate")
      divergenceGradient(probabilities, WANTED_GATES).forEach(
        (slope, index) => (gradient[index]! += gateWeight * slope),
      );
    return gradient;
  };
