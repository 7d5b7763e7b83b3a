import { concat, dispose, keep, tidy, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { StudioError } from "../core/errors.ts";
import { analyse, readsImage, type NetworkAnalysis } from "../core/network/analysis.ts";
import { weightPath, wholeOf, type Learning } from "../core/network/learning.ts";
import { MAIN, nodeOf } from "../core/network/outputs.ts";
import type { FeatureShape, Network } from "../core/network/network.ts";
import { penaltiesOf } from "../core/network/operations.ts";
import { STATISTICS_SHARE } from "../core/network/semantics.ts";
import type { Random } from "../core/random.ts";
import { toExtents } from "./kernels/geometry.ts";
import { runKernel } from "./kernels/run.ts";
import { withoutTape } from "./ops/differentiable.ts";
import { sumOfTerms, weightPenalty } from "./ops/losses.ts";
import type { Statistics } from "./ops/norm.ts";
import { applyOperation, type OperationContext } from "./operations/operations.ts";
import { createParameters, type KnownWeights, type Parameter, type ParameterBuffer } from "./parameters.ts";
import { applyLayer } from "./operations/layers.ts";
import { planNetwork, type Step } from "./plan.ts";
import { planPrediction, type PredictionStep } from "./predictionPlan.ts";
import type { WeightSet } from "../core/network/weights.ts";

/** A network with its weights on the active device. Feature maps are [batch, depth, height, width, channels], also in 2D. */
export interface Model {
  readonly network: Network;
  readonly analysis: NetworkAnalysis;
  /** What learns of it. */
  readonly trainable: ParameterBuffer;
  /**
   * Logits of the outputs it learns by, under their names; every map that something learns in front of is kept for the way back by the
   * tape that is recording. `random` is the stream of this step's dropout.
   */
  train(input: Tensor, random: Random): ReadonlyMap<string, Tensor>;
  /** Logits of an output, the main one unless it is named, with the running statistics; maps are freed as soon as nothing reads them. */
  predict(input: Tensor, output?: string): Tensor;
  /** Penalties on weights, or null where the network has none. */
  penalty(): Scalar | null;
  /** Takes the statistics of the last `train` into the running ones. */
  absorbStatistics(): void;
  exportWeights(): Promise<WeightSet>;
  /** Throws StudioError "BadStudyFile" for the weights of another network. */
  importWeights(weights: WeightSet): void;
  dispose(): void;
}

export interface ModelOptions {
  readonly known?: KnownWeights;
  /** All of it where it is not given. */
  readonly learning?: Learning;
}

/**
 * Builds a network for inputs of `shape`; any other extents that fit the network work too. Throws StudioError "IllegalNetwork" for
 * shapes that do not fit, "BadInput" where nothing is left to learn.
 */
export function createModel(
  network: Network,
  shape: FeatureShape,
  random: Random,
  { known, learning = wholeOf(network) }: ModelOptions = {},
): Model {
  const analysis = analyse(network, shape);
  const learnt = network.outputs.filter(({ name }) => learning.outputs.includes(name));
  const steps = planNetwork(
    analysis,
    learnt.map(({ node }) => node),
    learning,
  ).steps;
  const predicting = createPredictionPlans(analysis, network, learning);
  const { trainable, running, still, weight } = createWeights(analysis, steps, random, known);
  const parts = [trainable, running, still];
  const fresh = new Map<string, Statistics>();

  const contextOf = (step: Step) => ({
    activation: step.activation,
    leavesBias: step.leavesBias,
    biasInFront: step.biasInFront === null ? null : weight(`${step.biasInFront}/bias`),
    needsInputGradient: step.needsInputGradient,
    isFrozen: step.isFrozen,
    weight: (name: string) => weight(`${step.weightKey}/${name}`),
  });
  /** What nothing learns in or in front of leaves no trace on the tape. */
  const trained = (step: Step, inputs: readonly Tensor[], stepRandom: Random): Tensor => {
    const seen = (statistics: Statistics) =>
      fresh.set(step.weightKey, { mean: keep(statistics.mean), variance: keep(statistics.variance) });
    const training = step.isFrozen ? null : { random: stepRandom.fork(step.node.id), seen };
    const apply = () => applyOperation(step.node, inputs, { ...contextOf(step), training, isTaped: !step.isStill });
    return step.isStill ? withoutTape(apply) : apply();
  };
  const forget = () => {
    for (const { mean, variance } of fresh.values()) dispose([mean, variance]);
    fresh.clear();
  };

  return {
    network,
    analysis,
    trainable,
    train(input, stepRandom) {
      forget();
      const maps = new Map<string, Tensor>();
      const still = new Set(steps.filter(({ isStill }) => isStill).map(({ node }) => node.id));
      for (const step of steps) {
        maps.set(step.node.id, trained(step, inputsOf(step, maps, input), stepRandom));
        for (const id of step.releases) if (still.has(id)) maps.get(id)!.dispose();
      }
      return new Map(learnt.map(({ name, node }) => [name, maps.get(node)!]));
    },
    predict: (input, output = MAIN) =>
      computed(predicting(output), nodeOf(network, output), input, { contextOf, weight }),
    penalty: () => penaltyOf(steps, weight),
    absorbStatistics() {
      if (fresh.size === 0) return;
      tidy(() => {
        const sample = concat(running.parameters.map(({ name }) => statistic(fresh, name)));
        runKernel("blend", [running.flat, sample], { share: STATISTICS_SHARE });
      });
      running.refresh();
      forget();
    },
    exportWeights: async () => (await Promise.all(parts.map((part) => part.export()))).flat(),
    importWeights: (weights) => parts.forEach((part) => part.import(weights)),
    dispose() {
      forget();
      for (const part of parts) part.dispose();
    },
  };
}

interface PredictionContext {
  readonly contextOf: (step: Step) => Omit<OperationContext, "training" | "isTaped">;
  /** A weight by its whole name. */
  readonly weight: (name: string) => Tensor;
}

/** The map of a node after steps that keep nothing for a way back. */
function computed(
  steps: readonly PredictionStep[],
  node: string,
  input: Tensor,
  { contextOf, weight }: PredictionContext,
): Tensor {
  const maps = new Map<string, Tensor>();
  for (const step of steps) {
    const inputs = inputsOf(step, maps, input);
    const context = { ...contextOf(step), training: null, isTaped: false };
    const apply = () =>
      step.layer ? applyLayer(step.layer, inputs, weight) : applyOperation(step.node, inputs, context);
    maps.set(step.node.id, tidy(apply));
    for (const id of step.releases) maps.get(id)?.dispose();
  }
  return maps.get(node)!;
}

/** The steps that each output needs, planned when they are first asked for. */
function createPredictionPlans(
  analysis: NetworkAnalysis,
  network: Network,
  learning: Learning,
): (output: string) => readonly PredictionStep[] {
  const plans = new Map<string, readonly PredictionStep[]>();
  return (output) => {
    const steps = plans.get(output) ?? planPrediction(analysis, nodeOf(network, output), learning);
    plans.set(output, steps);
    return steps;
  };
}

/** Weights that learn, statistics that follow along, and all that stays as it is. */
function createWeights(
  analysis: NetworkAnalysis,
  steps: readonly Step[],
  random: Random,
  known: KnownWeights | undefined,
) {
  const live = new Set(steps.filter(({ isFrozen }) => !isFrozen).map(({ weightKey }) => weightKey));
  const parameters = parametersOf(analysis);
  const roleOf = ({ path, spec }: PathParameter) =>
    !live.has(path) ? "still" : spec.trainable ? "trainable" : "running";
  const part = (role: ReturnType<typeof roleOf>) =>
    createParameters(
      parameters.filter((parameter) => roleOf(parameter) === role),
      random,
      known,
    );
  if (!parameters.some((parameter) => roleOf(parameter) === "trainable"))
    throw new StudioError("BadInput", "Nothing is left to learn: every weight that the losses depend on is frozen.");
  const parts = { trainable: part("trainable"), running: part("running"), still: part("still") };
  const byName = new Map(parameters.map((parameter) => [parameter.name, parts[roleOf(parameter)]]));
  return { ...parts, weight: (name: string): Tensor => byName.get(name)!.get(name) };
}

interface PathParameter extends Parameter {
  /** Where the weights of its node are. */
  readonly path: string;
}

function parametersOf({ nodes }: NetworkAnalysis): readonly PathParameter[] {
  const byName = new Map<string, PathParameter>();
  for (const { node, weights } of nodes) {
    const path = weightPath(node);
    for (const spec of weights) {
      const name = `${path}/${spec.name}`;
      const isKernel = spec.shape.length > 1;
      const shape = isKernel ? [...toExtents(spec.shape.slice(0, -2)), ...spec.shape.slice(-2)] : spec.shape;
      byName.set(name, { path, name, spec, shape });
    }
  }
  return [...byName.values()];
}

const inputsOf = (step: Step, maps: ReadonlyMap<string, Tensor>, input: Tensor): readonly Tensor[] =>
  readsImage(step.node) ? [input] : step.inputs.map((id) => maps.get(id)!);

/** "encoder/block0/norm/mean" is the mean that the node of that key has just seen. */
function statistic(fresh: ReadonlyMap<string, Statistics>, name: string): Tensor {
  const slash = name.lastIndexOf("/");
  return fresh.get(name.slice(0, slash))![name.slice(slash + 1) as keyof Statistics];
}

function penaltyOf(steps: readonly Step[], weight: (name: string) => Tensor): Scalar | null {
  const terms: Scalar[] = [];
  for (const { node, analysis, weightKey, isFrozen } of steps) {
    const penalties = penaltiesOf(node);
    if (isFrozen || !penalties || (penalties.l1 === 0 && penalties.l2 === 0)) continue;
    for (const { name } of analysis.weights) {
      terms.push(weightPenalty(weight(`${weightKey}/${name}`), penalties));
    }
  }
  return terms.length > 0 ? sumOfTerms(terms) : null;
}
