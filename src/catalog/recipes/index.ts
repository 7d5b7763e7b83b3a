import { DEFAULT_METRIC } from "../../core/judging/defaultMetrics.ts";
import { createRegistry, type Registered } from "../../core/registry.ts";
import { NO_AFFINE } from "../../core/image/augment.ts";
import { withPhases } from "../../core/space/phases.ts";
import { EVEN_WEIGHTS, type Recipe } from "../../core/space/recipe.ts";

/** How much a search may cost: candidates and their training, chosen on the first screen. */
export interface SearchPlan extends Registered {
  readonly summary: string;
  readonly trials: number;
  readonly spacePreset: string;
  readonly recipe: Recipe;
}

/** Cross-entropy, Adam at 1e-3, 64 px patches with flips and quarter turns, drawn by class where a class is rare. */
const plainRecipe: Recipe = {
  loss: { id: "crossEntropy", options: {} },
  optimiser: { id: "adam", options: { learningRate: 1e-3 } },
  schedule: { id: "constant", options: {} },
  patch: [1, 64, 64],
  batch: 8,
  steps: 400,
  evaluateEvery: 50,
  patchSampling: "usual",
  voxelWeights: EVEN_WEIGHTS,
  augmentation: { flips: true, quarterTurns: true, intensity: 0, elastic: 0, affine: NO_AFFINE },
  pruners: [],
};

/** The same; what nothing is decided by is scored on a part. The systems of the literature are scored on all of it, as they were. */
export const defaultRecipe: Recipe = { ...plainRecipe, scoredShare: 0.125 };

/** A recipe known by its name. */
export interface NamedRecipe extends Registered {
  readonly recipe: Recipe;
}

/**
 * The training of the public code (spec 1.2, 1.5): cross-entropy balanced by class, heavier at boundaries, with a floor; Adam that
 * keeps 1 - 10^-1.5 and 1 - 10^-2.1 of its means, and three quarters of its rate every 10^3.4 steps; flips, elastic deformation, and
 * changes of contrast and brightness; the best evaluation counts. Brightness moves by 0.12 of the range of grey values there, which
 * is taken to be five deviations. Patches are drawn from anywhere, as there: the loss sees to rare classes.
 */
const guayRecipe: Recipe = {
  ...plainRecipe,
  loss: { id: "crossEntropy", options: { classWeights: "balanced" } },
  optimiser: {
    id: "adam",
    options: { learningRate: 1e-3, beta1: 1 - 10 ** -1.5, beta2: 1 - 10 ** -2.1, epsilon: 1e-7 },
  },
  schedule: { id: "staircase", options: { rate: 0.75, decaySteps: 10 ** 3.4 } },
  patchSampling: "uniform",
  voxelWeights: { edges: 25, floor: 0.01 },
  augmentation: {
    ...{ flips: true, quarterTurns: false, intensity: 0, contrast: 0.2, brightness: 0.6, elastic: 20 },
    affine: NO_AFFINE,
  },
  bestBy: DEFAULT_METRIC,
};

/**
 * A hybrid in phases (spec 2.2, "Assembly order"): its slices alone, then the pyramid on slices that stay as they are, then all of it at
 * a tenth of the rate. The poster lists training end to end as a challenge; the shares of the phases are ours.
 */
const hybridRecipe: Recipe = withPhases({ ...plainRecipe, patch: [5, 96, 96], batch: 2 }, [
  { name: "2D alone", steps: 150, losses: [{ output: "slices", weight: 1 }] },
  { name: "3D on it", steps: 150, losses: [{ output: "main", weight: 1 }], frozen: ["slices"] },
  { name: "end to end", steps: 100, optimiser: { id: "adam", options: { learningRate: 1e-4 } } },
]);

/** The same with a field on its scores (spec 2.2): the pyramid trains by what comes before it, and it is added to what stays as it is. */
const hybridCrfRecipe: Recipe = withPhases(hybridRecipe, [
  { name: "2D alone", steps: 150, losses: [{ output: "slices", weight: 1 }] },
  { name: "3D on it", steps: 150, losses: [{ output: "volume", weight: 1 }], frozen: ["slices"] },
  { name: "CRF added", steps: 50, losses: [{ output: "main", weight: 1 }], trains: ["crf"] },
  { name: "end to end", steps: 100, optimiser: { id: "adam", options: { learningRate: 1e-4 } } },
]);

export const recipes = createRegistry<NamedRecipe>("recipe", [
  { id: "default", label: "Cross-entropy, Adam", recipe: defaultRecipe },
  { id: "guay2019", label: "Guay 2019", recipe: guayRecipe },
  { id: "hybrid", label: "Hybrid in phases (Guay 2021)", recipe: hybridRecipe },
  { id: "hybrid-crf", label: "Hybrid with CRF in phases (Guay 2021)", recipe: hybridCrfRecipe },
  {
    id: "segnas3d",
    label: "SegNAS3D (Wong 2019)",
    /** Exponential logarithmic loss, Nadam, four in five patches turned, moved and scaled (spec 4.6). Patches of 32 voxels, two at a time, drawn by class, are ours. */
    recipe: {
      ...plainRecipe,
      loss: { id: "exponentialLogarithmic", options: {} },
      optimiser: { id: "nadam", options: { learningRate: 1e-3 } },
      patch: [32, 32, 32],
      batch: 2,
      patchSampling: "classBalanced",
      augmentation: {
        flips: false,
        quarterTurns: false,
        intensity: 0,
        elastic: 0,
        affine: { ...NO_AFFINE, probability: 0.8 },
      },
    },
  },
  {
    id: "autosegnet",
    label: "AutoSegNet (Xu 2020)",
    /**
     * SGD from 0.5 with restarts, the gradient clipped at 0.5; flips, turns by any angle and small changes of intensity (spec 3.6). The paper gives
     * no momentum; that of ENAS, which it follows, is taken. On ISBI 2012 shared weights leave the constant answer after some 100
     * steps with it and after 550 without, and networks trained alone for 600 steps gain 0.01 (U-Net) to 0.03 (its own members) of mean IoU.
     */
    recipe: {
      ...plainRecipe,
      optimiser: { id: "sgd", options: { learningRate: 0.5, momentum: 0.9, clipNorm: 0.5 } },
      schedule: { id: "warm-restarts", options: {} },
      augmentation: {
        ...{ flips: true, quarterTurns: false, intensity: 0.1, elastic: 0 },
        affine: { probability: 1, rotation: 180, shift: 0, scale: 0 },
      },
    },
  },
]);

/** The space that plans choose a preset of: the one a first search begins with. */
export const FIRST_SPACE = "module-tree";

const medianPruning = { id: "median", options: { trials: 4, warmUp: 75 } };

export const plans = createRegistry<SearchPlan>("search plan", [
  {
    id: "taste",
    label: "Taste",
    summary: "8 networks, 100 steps each. Enough to see networks differ.",
    trials: 8,
    spacePreset: "tiny",
    recipe: {
      ...defaultRecipe,
      steps: 100,
      evaluateEvery: 25,
      patchSampling: "classBalanced",
      optimiser: { id: "adam", options: { learningRate: 3e-3 } },
    },
  },
  {
    id: "workshop",
    label: "Workshop",
    summary: "20 networks, 250 steps each, median pruning.",
    trials: 20,
    spacePreset: "tiny",
    recipe: {
      ...defaultRecipe,
      steps: 250,
      evaluateEvery: 25,
      patchSampling: "classBalanced",
      optimiser: { id: "adam", options: { learningRate: 2e-3 } },
      pruners: [medianPruning],
    },
  },
  {
    id: "browser",
    label: "Browser",
    summary: "40 networks, 400 steps each, median pruning.",
    trials: 40,
    spacePreset: "browser",
    recipe: {
      ...defaultRecipe,
      patchSampling: "classBalanced",
      pruners: [{ ...medianPruning, options: { trials: 5, warmUp: 100 } }],
    },
  },
]);

/** Bytes a candidate may need while it trains before it is turned down, on a machine that does not say how much memory it has. */
export const DEFAULT_MEMORY_CAP = 1.5e9;
