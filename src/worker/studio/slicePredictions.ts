import { putClasses } from "../../catalog/exports/stack.ts";
import { StudioError } from "../../core/errors.ts";
import type { Range } from "../../core/image/dataset.ts";
import type { Shape3 } from "../../core/image/volume.ts";
import { normalisedEntropy } from "../../core/judging/entropy.ts";
import type { Prediction } from "../predictWith.ts";

type Labels = Uint8Array<ArrayBuffer>;
type Values = Float32Array<ArrayBuffer>;

/** A stack that trials predict in. */
export interface SliceSource {
  readonly shape: Shape3;
  /** How many there are. */
  readonly classes: number;
  /** How many slices are predicted together, where a network reads beyond the one that is looked at; one where it is not given. */
  readonly together?: number;
  /** Predicts whole slices by a trial. */
  readonly predict: (trial: number, slices: Range, withProbabilities: boolean) => Promise<Prediction>;
  /** Labels that outlive the tab. */
  readonly kept?: {
    readonly read: (trial: number, z: number) => Promise<Labels | null>;
    readonly write: (trial: number, z: number, labels: Labels) => Promise<void>;
  };
}

/** What trials see in a stack, slice by slice, predicted when first asked for. */
export interface SlicePredictions {
  readonly slice: (trial: number, z: number) => Promise<Labels>;
  /** [voxel][class] of a slice. */
  readonly sliceProbabilities: (trial: number, z: number) => Promise<Values>;
  /** Of one class. */
  readonly probability: (trial: number, z: number, classIndex: number) => Promise<Values>;
  /** Normalised entropy, 0 … 1. */
  readonly uncertainty: (trial: number, z: number) => Promise<Values>;
  readonly whole: (trial: number) => Promise<Labels>;
  /** Of the whole stack, one volume after the other for each class. */
  readonly probabilities: (trial: number) => Promise<Values>;
  /** Normalised entropy of the whole stack. */
  readonly entropy: (trial: number) => Promise<Values>;
}

/** Predictions whose class probabilities are kept; labels are small and all kept. */
const KEPT_PROBABILITIES = 6;

export function createSlicePredictions({ shape, classes, together = 1, predict, kept }: SliceSource): SlicePredictions {
  const labels = new Map<string, Promise<Labels>>();
  const predicted = { plain: new Map<string, Promise<Prediction>>(), probable: new Map<string, Promise<Prediction>>() };
  const [depth, height, width] = shape;
  const plane = height * width;

  /** What was predicted with a slice, and where in it the slice begins. */
  async function around(trial: number, z: number, withProbabilities: boolean) {
    const from = z - (z % together);
    const prediction = await remembered(
      withProbabilities ? predicted.probable : predicted.plain,
      `${trial}/${from}`,
      withProbabilities ? KEPT_PROBABILITIES : 1,
      () => predict(trial, { from, to: Math.min(depth, from + together) }, withProbabilities),
    );
    return { prediction, first: (z - from) * plane };
  }

  function slice(trial: number, z: number): Promise<Labels> {
    if (z < 0 || z >= depth) throw new StudioError("NotFound", `There is no slice ${z}; the stack has ${depth}.`);
    return remembered(labels, `${trial}/${z}`, Infinity, async () => {
      // One that is damaged is predicted again.
      const found = await kept?.read(trial, z).catch(() => null);
      if (found?.length === plane) return found;
      const { prediction, first } = await around(trial, z, false);
      const own = prediction.labels.slice(first, first + plane);
      await kept?.write(trial, z, own);
      return own;
    });
  }

  async function sliceProbabilities(trial: number, z: number): Promise<Values> {
    const { prediction, first } = await around(trial, z, true);
    return prediction.probabilities!.subarray(first * classes, (first + plane) * classes);
  }

  /** Slice after slice into one volume. */
  async function stacked<Voxels extends Labels | Values>(
    all: Voxels,
    sliceOf: (z: number) => Promise<Voxels>,
  ): Promise<Voxels> {
    for (let z = 0; z < depth; z++) all.set(await sliceOf(z), z * plane);
    return all;
  }

  const uncertainty = async (trial: number, z: number) =>
    normalisedEntropy(await sliceProbabilities(trial, z), classes);
  return {
    slice,
    sliceProbabilities,
    async probability(trial, z, classIndex) {
      const all = await sliceProbabilities(trial, z);
      return Float32Array.from({ length: plane }, (_, voxel) => all[voxel * classes + classIndex]!);
    },
    uncertainty,
    whole: (trial) => stacked(new Uint8Array(depth * plane), (z) => slice(trial, z)),
    async probabilities(trial) {
      const all = new Float32Array(classes * depth * plane);
      for (let z = 0; z < depth; z++) putClasses(all, await sliceProbabilities(trial, z), classes, z * plane);
      return all;
    },
    entropy: (trial) => stacked(new Float32Array(depth * plane), (z) => uncertainty(trial, z)),
  };
}

/** Computes a value once per key; the oldest go first past `most`. One that failed is computed again. */
function remembered<T>(
  cache: Map<string, Promise<T>>,
  key: string,
  most: number,
  compute: () => Promise<T>,
): Promise<T> {
  const known = cache.get(key);
  if (known) return known;
  const made = compute();
  cache.set(key, made);
  made.catch(() => cache.delete(key));
  if (cache.size > most) cache.delete(cache.keys().next().value!);
  return made;
}
