import { StudioError } from "../core/errors.ts";
import { analyse, tensorsOf } from "../core/network/analysis.ts";
import { weightsUnder, withNoise } from "../core/network/beginning.ts";
import type { Network } from "../core/network/network.ts";
import { MAIN, predictionPart } from "../core/network/outputs.ts";
import { matchWeights, type WeightSet } from "../core/network/weights.ts";
import type { Random } from "../core/random.ts";
import { learningOf, lossesOf, phaseAt, watchedOutput, type LaidPhase } from "../core/space/phases.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { readCheckpoint, restore, type Checkpoint, type Progress } from "./checkpoint.ts";
import { createModel } from "./model.ts";
import type { KnownWeights } from "./parameters.ts";
import { createTrainer, type Trainer } from "./trainStep.ts";
import { seeing, wholeImageOf, type SeeingModel } from "./wholeImages.ts";

/** What a training goes through phase by phase. */
export interface PhasedTraining {
  readonly network: Network;
  readonly recipe: Recipe;
  /** Weights of the trials that phases begin from, by label. */
  readonly beginnings?: Readonly<Record<string, WeightSet>>;
  /** Voxels of each class in the training part. */
  readonly classCounts: readonly number[];
  /** Whether patches say all that a voxel counts. */
  readonly areVoxelsWeighed: boolean;
  readonly random: Random;
  readonly resume?: Checkpoint;
}

interface OpenPhase {
  readonly phase: LaidPhase;
  readonly model: SeeingModel;
  /** What the phase is judged by: the model, predicting by an auxiliary output where the main one does not learn. */
  readonly watched: SeeingModel;
  readonly trainer: Trainer;
}

/** The model and the trainer of the phase under way. A phase begins with the weights of the one before and an optimiser that remembers nothing. */
export interface PhaseRun {
  readonly current: OpenPhase;
  /** How far the training had come. */
  readonly from: Progress;
  /** Opens the phase of a step, unless it is open. Throws StudioError "BadInput" where its losses or weights do not fit the network. */
  enter(step: number): Promise<void>;
  dispose(): void;
}

const BEGIN: Progress = { step: 0, losses: { sum: 0, count: 0 }, best: null };

export function createPhaseRun(training: PhasedTraining): PhaseRun {
  const { from, ...begun } = begin(training);
  let { current } = begun;
  const dispose = () => {
    current.trainer.dispose();
    current.model.dispose();
  };
  return {
    get current() {
      return current;
    },
    from,
    async enter(step) {
      const next = phaseAt(training.recipe, step);
      if (next.index === current.phase.index) return;
      const weights = await current.model.exportWeights();
      dispose();
      current = openPhase(training, next, weights, true);
    },
    dispose,
  };
}

/** A checkpoint from the very end of a phase says nothing of the optimiser of the next. */
function begin(training: PhasedTraining): { readonly current: OpenPhase; readonly from: Progress } {
  const { recipe, resume } = training;
  if (!resume) return { current: openPhase(training, phaseAt(recipe, 1), [], true), from: BEGIN };
  const { weights, progress } = readCheckpoint(resume);
  const phase = phaseAt(recipe, progress.step + 1);
  const isFresh = progress.step === phase.before;
  const current = openPhase(training, phase, weights, isFresh);
  try {
    if (isFresh) matchWeights(weights, tensorsOf(current.model.analysis));
    else restore(current.model, current.trainer, weights);
    return { current, from: progress };
  } catch (error) {
    current.trainer.dispose();
    current.model.dispose();
    throw error;
  }
}

const knownOf = (weights: WeightSet): KnownWeights => {
  const byName = new Map(weights.map(({ name, values }) => [name, values]));
  return (name) => byName.get(name);
};

function openPhase(training: PhasedTraining, phase: LaidPhase, weights: WeightSet, isFresh: boolean): OpenPhase {
  const { network, recipe, classCounts, areVoxelsWeighed, random } = training;
  const shape = { spatial: network.dimension === 2 ? recipe.patch.slice(1) : recipe.patch, channels: 1 };
  const begun = isFresh && phase.from ? beginning(training, phase.from, shape) : undefined;
  const known = knownOf(weights);
  const model = seeing(
    createModel(network, shape, random.fork("weights"), {
      known: (name) => begun?.get(name) ?? known(name),
      learning: learningOf(network, phase),
    }),
    wholeImageOf(recipe),
  );
  try {
    const terms = lossesOf(network, phase).map(({ loss = recipe.loss, ...term }) => ({ ...term, loss }));
    const trainer = createTrainer(
      model,
      { recipe: { ...recipe, optimiser: phase.optimiser }, classCounts, areVoxelsWeighed, terms },
      random,
    );
    return { phase, model, watched: watchedBy(model, phase), trainer };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function watchedBy(model: SeeingModel, phase: LaidPhase): SeeingModel {
  const output = watchedOutput(model.network, phase);
  if (output === MAIN) return model;
  return {
    ...model,
    network: predictionPart(model.network, output),
    predict: (input) => model.predict(input, output),
  };
}

function beginning(
  { network, beginnings, random }: PhasedTraining,
  from: NonNullable<LaidPhase["from"]>,
  shape: Parameters<typeof analyse>[1],
): ReadonlyMap<string, Float32Array> {
  const weights = beginnings?.[from.trial];
  if (!weights) throw new StudioError("NotFound", `The weights of trial ${from.trial} are not at hand.`);
  const analysis = analyse(network, shape);
  const found = weightsUnder(analysis, weights, from);
  return from.noise === undefined ? found : withNoise(analysis, found, from.noise, random.fork("noise"));
}
