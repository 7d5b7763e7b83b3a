import { putClasses } from "../../catalog/exports/stack.ts";
import { StudioError } from "../../core/errors.ts";
import { finalScores } from "../../catalog/metrics/index.ts";
import { comparedPart, comparePart } from "../../core/image/comparePart.ts";
import { boundaryClassOf } from "../../core/image/objects/boundaryClass.ts";
import { normalisedEntropy } from "../../core/judging/entropy.ts";
import type { Scores } from "../../core/judging/scores.ts";
import type { Part, Range, Region } from "../../core/image/dataset.ts";
import { joinedStack, partRegions } from "../../core/image/subjects.ts";
import { covered } from "../../core/image/testPart.ts";
import { sliceOf } from "../../core/image/volume.ts";
import type { Study } from "../../core/study/study.ts";
import { evaluationOf, type Trial } from "../../core/study/trial.ts";
import { trialPredictor } from "../session.ts";
import type { OpenStudy } from "./openStudy.ts";
import { createRefinement } from "./refinement.ts";

type Probabilities = Float32Array<ArrayBuffer>;

/** Slices whose class probabilities are kept; labels are small and all kept. */
const KEPT_PROBABILITIES = 6;

/** What the trials of an open study see, computed when first asked for. */
export function createPredictions(open: OpenStudy) {
  const labels = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const probabilities = new Map<string, Promise<Probabilities>>();
  const [depth, height, width] = open.study().spec.task.shape;
  const whole = { y: { from: 0, to: height }, x: { from: 0, to: width } };
  const { classes: classList } = open.study().spec.task;
  const classes = classList.length;
  const boundary = boundaryClassOf(classList);

  async function predict(id: number, region: Region, withProbabilities: boolean) {
    const [predictor, pool] = [
      await trialPredictor(open.study(), open.folder, trialOf(open.study(), id)),
      await open.pool(),
    ];
    return pool.predict(predictor, region, withProbabilities);
  }

  const sliceRegion = (z: number): Region => ({ ...whole, z: { from: z, to: z + 1 } });

  function slice(id: number, z: number): Promise<Uint8Array<ArrayBuffer>> {
    if (z < 0 || z >= depth) throw new StudioError("NotFound", `There is no slice ${z}; the stack has ${depth}.`);
    return remembered(labels, `${id}/${z}`, Infinity, async () => {
      // One that is damaged is predicted again.
      const kept = await open.folder.readMask(id, z).catch(() => null);
      if (kept?.length === width * height) return kept;
      const predicted = (await predict(id, sliceRegion(z), false)).labels;
      await open.folder.writeMask(id, z, predicted);
      return predicted;
    });
  }

  const sliceProbabilities = (id: number, z: number): Promise<Probabilities> =>
    remembered(
      probabilities,
      `${id}/${z}`,
      KEPT_PROBABILITIES,
      async () => (await predict(id, sliceRegion(z), true)).probabilities!,
    );

  async function perVoxel(id: number, z: number, value: (all: Probabilities, voxel: number) => number) {
    const all = await sliceProbabilities(id, z);
    return Float32Array.from({ length: width * height }, (_, voxel) => value(all, voxel));
  }

  async function partScores(id: number, part: Part): Promise<Scores> {
    const trial = trialOf(open.study(), id);
    const evaluation = part === "validation" ? evaluationOf(trial) : part === "test" ? trial.test : null;
    if (evaluation) return evaluation.scores;
    const dataset = open.dataset();
    const { labels: truth, split } = dataset;
    if (partRegions(joinedStack(dataset), split, part).length === 0)
      throw new StudioError("NotFound", `The split has no ${part} part.`);
    const stack = { ...joinedStack(dataset), labels: truth.data, classes, boundary, split };
    return finalScores(await comparePart(stack, part, async (region) => (await predict(id, region, false)).labels));
  }

  return {
    width,
    height,
    slice,
    partScores,
    /** Without the columns that are left out. */
    async sliceScores(id: number, z: number, leftOut: Range | null = null): Promise<Scores> {
      const { labels, volume } = open.dataset();
      const truth = covered(sliceOf(labels.data, volume.shape, z).slice(), width, leftOut);
      const region = { shape: [1, height, width], classes, boundary, truth } as const;
      return finalScores(comparedPart([{ ...region, prediction: await slice(id, z) }], classes));
    },
    probability: (id: number, z: number, classIndex: number) =>
      perVoxel(id, z, (all, voxel) => all[voxel * classes + classIndex]!),
    uncertainty: async (id: number, z: number) => normalisedEntropy(await sliceProbabilities(id, z), classes),
    refined: createRefinement(open, sliceProbabilities),
    /** Probabilities of a whole stack, one volume after the other for each class. */
    async probabilities(id: number): Promise<Probabilities> {
      const plane = height * width;
      const all = new Float32Array(classes * depth * plane);
      for (let z = 0; z < depth; z++) putClasses(all, await sliceProbabilities(id, z), classes, z * plane);
      return all;
    },
    async whole(id: number): Promise<Uint8Array<ArrayBuffer>> {
      const mask = new Uint8Array(depth * height * width);
      for (let z = 0; z < depth; z++) mask.set(await slice(id, z), z * height * width);
      return mask;
    },
  };
}

export type Predictions = ReturnType<typeof createPredictions>;

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

function trialOf({ trials }: Study, id: number): Trial {
  const trial = trials.at(id);
  if (!trial) throw new StudioError("NotFound", `This study has no trial ${id}.`);
  return trial;
}
