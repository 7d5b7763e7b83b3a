import { concat, dispose, keep, tidy, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { analyse, readsImage, type NetworkAnalysis } from "../core/network/analysis.ts";
import type { FeatureShape, Network } from "../core/network/network.ts";
import { penaltiesOf } from "../core/network/operations.ts";
import { STATISTICS_SHARE } from "../core/network/semantics.ts";
import type { Random } from "../core/random.ts";
import { toExtents } from "./kernels/geometry.ts";
import { runKernel } from "./kernels/run.ts";
import { sumOfTerms, weightPenalty } from "./ops/losses.ts";
import type { Statistics } from "./ops/norm.ts";
import { applyOperation } from "./operations/operations.ts";
import { createParameters, type KnownWeights, type Parameter, type ParameterBuffer } from "./parameters.ts";
import { planNetwork, type Step } from "./plan.ts";
import type { WeightSet } from "../core/network/weights.ts";

/** A network with its weights on the active device. Feature maps are [batch, depth, height, width, channels], also in 2D. */
export interface Model {
  readonly network: Network;
  readonly analysis: NetworkAnalysis;
  readonly trainable: ParameterBuffer;
  /** Logits; every intermediate map is kept for the way back by the tape that is recording. `random` is the stream of this step's dropout. */
  train(input: Tensor, random: Random): Tensor;
  /** Logits with the running statistics; maps are freed as soon as nothing reads them. */
  predict(input: Tensor): Tensor;
  /** Penalties on weights, or null where the network has none. */
  penalty(): Scalar | null;
  /** Takes the statistics of the last `train` into the running ones. */
  absorbStatistics(): void;
  exportWeights(): Promise<WeightSet>;
  /** Throws StudioError "BadStudyFile" for the weights of another network. */
  importWeights(weights: WeightSet): void;
  dispose(): void;
}

/** Builds a network for inputs of `shape`; any other extents that fit the network work too. Throws StudioError "IllegalNetwork". */
export function createModel(network: Network, shape: FeatureShape, random: Random, known?: KnownWeights): Model {
  const analysis = analyse(network, shape);
  const plan = planNetwork(analysis, network.output);
  const parameters = parametersOf(plan.steps);
  const trainable = createParameters(
    parameters.filter(({ spec }) => spec.trainable),
    random,
    known,
  );
  const running = createParameters(
    parameters.filter(({ spec }) => !spec.trainable),
    random,
    known,
  );
  const isTrainable = new Map(parameters.map(({ name, spec }) => [name, spec.trainable]));
  const weight = (name: string): Tensor => (isTrainable.get(name) ? trainable : running).get(name);
  const fresh = new Map<string, Statistics>();

  const contextOf = (step: Step) => ({
    activation: step.activation,
    needsInputGradient: step.needsInputGradient,
    weight: (name: string) => weight(`${step.weightKey}/${name}`),
  });
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
      for (const step of plan.steps) {
        const seen = (statistics: Statistics) =>
          fresh.set(step.weightKey, { mean: keep(statistics.mean), variance: keep(statistics.variance) });
        const training = { random: stepRandom.fork(step.node.id), seen };
        maps.set(
          step.node.id,
          applyOperation(step.node, inputsOf(step, maps, input), { ...contextOf(step), training }),
        );
      }
      return maps.get(plan.output)!;
    },
    predict(input) {
      const maps = new Map<string, Tensor>();
      for (const step of plan.steps) {
        maps.set(
          step.node.id,
          tidy(() => applyOperation(step.node, inputsOf(step, maps, input), { ...contextOf(step), training: null })),
        );
        for (const id of step.releases) maps.get(id)?.dispose();
      }
      return maps.get(plan.output)!;
    },
    penalty: () => penaltyOf(plan.steps, weight),
    absorbStatistics() {
      if (fresh.size === 0) return;
      tidy(() => {
        const sample = concat(running.parameters.map(({ name }) => statistic(fresh, name)));
        runKernel("blend", [running.flat, sample], { share: STATISTICS_SHARE });
      });
      running.refresh();
      forget();
    },
    exportWeights: async () => [...(await trainable.export()), ...(await running.export())],
    importWeights(weights) {
      trainable.import(weights);
      running.import(weights);
    },
    dispose() {
      forget();
      trainable.dispose();
      running.dispose();
    },
  };
}

function parametersOf(steps: readonly Step[]): readonly Parameter[] {
  const byName = new Map<string, Parameter>();
  for (const { analysis, weightKey } of steps) {
    for (const spec of analysis.weights) {
      const name = `${weightKey}/${spec.name}`;
      const isKernel = spec.shape.length > 1;
      const shape = isKernel ? [...toExtents(spec.shape.slice(0, -2)), ...spec.shape.slice(-2)] : spec.shape;
      byName.set(name, { name, spec, shape });
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
  for (const { node, analysis, weightKey } of steps) {
    const penalties = penaltiesOf(node);
    if (!penalties || (penalties.l1 === 0 && penalties.l2 === 0)) continue;
    for (const { name } of analysis.weights) {
      terms.push(weightPenalty(weight(`${weightKey}/${name}`), penalties));
    }
  }
  return terms.length > 0 ? sumOfTerms(terms) : null;
}
