import { DEFAULT_METRIC } from "../../../core/judging/defaultMetrics.ts";
import { StudioError } from "../../../core/errors.ts";
import { networkKey } from "../../../core/network/analysis.ts";
import type { Network, NetworkNode } from "../../../core/network/network.ts";
import { operationOf, type Penalties } from "../../../core/network/operations.ts";
import { shortHash } from "../../../core/random.ts";
import { summedFactor } from "../../../core/space/penaltyUnits.ts";
import type { Recipe } from "../../../core/space/recipe.ts";
import type { SearchSpace, SpaceDefinition, SpaceTask, VectorParameter } from "../../../core/space/space.ts";
import { boxViews } from "../../boxViews.ts";
import { ownNumbers } from "./own.ts";
import { parseSettings, presets, type TrainingSettings } from "./settings.ts";

/** The numbers in the order of the vector view (spec 1.7). */
const NAMES = [
  "log_learning_rate",
  "log_decay_steps",
  "exponential_decay_rate",
  "log_alpha1",
  "log_alpha2",
  "log_gamma1",
  "log_gamma2",
] as const;
const LABELS = ["log₁₀ rate", "log₁₀ stair", "stair factor", "log₁₀ 1 − β₁", "log₁₀ 1 − β₂", "log₁₀ L1", "log₁₀ L2"];

/** One number for each name, in their order: [log_learning_rate, log_decay_steps, ...]. */
export type TrainingNumbers = readonly number[];

/** A penalty whose log10 is this or less is switched off (spec 1.2). */
const NO_PENALTY = -10;
/** 10^log_epsilon of the public configuration (spec 1.2). */
const EPSILON = 1e-7;

/** How one network is trained, as seven numbers: learning rate with its staircase, momentum of Adam, penalties (Guay et al. 2019; spec 1.7). */
export default {
  id: "training-numbers",
  label: "Training numbers",
  searches: "training",
  usual: { strategy: "blackbox", objective: DEFAULT_METRIC },
  costlyRanges: "",
  presets,
  parseSettings,
  bind: bindTraining,
} satisfies SpaceDefinition<TrainingSettings, TrainingNumbers>;

/** Throws StudioError "BadInput" where no network is given to train. */
function bindTraining(settings: TrainingSettings, { base }: SpaceTask): SearchSpace<TrainingNumbers> {
  if (!base)
    throw new StudioError(
      "BadInput",
      "Training numbers are searched for one network; choose an earlier stage whose best network is taken.",
    );
  const parameters = parametersOf(settings, base.recipe.steps);
  const decode = (numbers: TrainingNumbers) => ({
    network: withPenalties(base.network, numbers),
    recipe: () => recipeOf(base.recipe, numbers),
  });
  return {
    id: "training-numbers",
    views: boxViews(parameters),
    own: () => ownNumbers(base, parameters),
    decode,
    key(numbers) {
      const { network } = decode(numbers);
      const recipe = recipeOf(base.recipe, numbers);
      return shortHash(networkKey(network) + JSON.stringify([recipe.optimiser, recipe.schedule, penaltiesOf(numbers)]));
    },
    describe: (numbers) => describe(numbers, base.recipe),
    facts: () => ({}),
    count: () => 1,
  };
}

function parametersOf(settings: TrainingSettings, steps: number): readonly VectorParameter[] {
  const { logLearningRate, logDecayShare, decayRate, logAlpha1, logAlpha2, logGamma1, logGamma2 } = settings;
  const logDecaySteps = logDecayShare.map((share) => Math.log10(steps) + share) as [number, number];
  return [logLearningRate, logDecaySteps, decayRate, logAlpha1, logAlpha2, logGamma1, logGamma2].map(
    ([low, high], axis) => ({ name: NAMES[axis]!, label: LABELS[axis]!, low, high, isFloored: false }),
  );
}

/** Adam with a staircase (spec 1.2): betas are 1 − 10^log_alpha. */
function recipeOf(base: Recipe, [logRate, logDecaySteps, rate, logAlpha1, logAlpha2]: TrainingNumbers): Recipe {
  return {
    ...base,
    optimiser: {
      id: "adam",
      options: {
        learningRate: 10 ** logRate!,
        beta1: 1 - 10 ** logAlpha1!,
        beta2: 1 - 10 ** logAlpha2!,
        epsilon: EPSILON,
      },
    },
    schedule: { id: "staircase", options: { rate: rate!, decaySteps: 10 ** logDecaySteps! } },
  };
}

function penaltiesOf(numbers: TrainingNumbers): Penalties {
  const weight = (log: number) => (log <= NO_PENALTY ? 0 : 10 ** log);
  return { l1: weight(numbers[5]!), l2: weight(numbers[6]!) };
}

/** The network with this pair of penalties on the kernels of every convolution, whatever it had before. */
function withPenalties(network: Network, numbers: TrainingNumbers): Network {
  const penalties = penaltiesOf(numbers);
  return {
    ...network,
    nodes: network.nodes.map((node) =>
      operationOf(node).takesPenalties ? ({ ...node, params: { ...node.params, penalties } } as NetworkNode) : node,
    ),
  };
}

const short = (value: number): string => String(Number(value.toPrecision(2)));

/** Penalties on the mean loss, and on the loss summed over a batch, as the paper's code has it. */
function describe(numbers: TrainingNumbers, recipe: Recipe): string {
  const penalty = (weight: number) =>
    weight === 0 ? "off" : `${short(weight)} (${short(weight * summedFactor(recipe))} summed)`;
  const [logRate, logDecaySteps, rate, logAlpha1, logAlpha2] = numbers;
  const { l1, l2 } = penaltiesOf(numbers);
  return [
    `rate ${short(10 ** logRate!)}, × ${short(rate!)} every ${short(10 ** logDecaySteps!)} steps`,
    `β ${(1 - 10 ** logAlpha1!).toFixed(3)} and ${(1 - 10 ** logAlpha2!).toFixed(4)}`,
    `L1 ${penalty(l1)}, L2 ${penalty(l2)}`,
  ].join("; ");
}
