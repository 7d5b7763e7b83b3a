import { StudioError } from "../../core/errors.ts";
import { orEnd } from "../../core/orEnd.ts";
import { fitTo } from "../../core/image/fitting.ts";
import { robustIntensity } from "../../core/image/intensity.ts";
import { inSlices } from "../../core/image/slicedVolume.ts";
import { wholeStack } from "../../core/image/tiledPrediction.ts";
import { UNLABELLED, type ClassInfo } from "../../core/image/labelMap.ts";
import { countNonFinite } from "../../core/image/nonFinite.ts";
import type { Volume } from "../../core/image/volume.ts";
import { areSlicesApart } from "../predictSlabs.ts";
import type { Prediction } from "../predictWith.ts";
import { trialPredictor } from "../session.ts";
import { createStackPredictor, type PredictingMachine } from "../stackPredictor.ts";
import type { NewStackFacts, NewStackWish } from "../studioApi.ts";
import { wholeSize } from "./dataEdits.ts";
import type { OpenData } from "./openData.ts";
import type { OpenStudy } from "./openStudy.ts";
import { createSlicePredictions, type SlicePredictions } from "./slicePredictions.ts";

/** An image that networks of a study were not trained on, as one of their trials sees it. */
export interface NewStack {
  readonly trial: number;
  /** "trial 2". */
  readonly name: string;
  readonly volume: Volume;
  readonly classes: readonly ClassInfo[];
  readonly facts: NewStackFacts;
  readonly predictions: SlicePredictions;
  /** A slice as far as it is predicted by now: unlabelled elsewhere. */
  readonly sliceSoFar: (z: number) => Uint8Array<ArrayBuffer>;
  /** Predicts what is missing, several slices at a time; false where `isWanted` says so before the end. */
  readonly predictAll: (isWanted: (done: number) => boolean | Promise<boolean>) => Promise<boolean>;
  readonly close: () => void;
}

/** Slices that a network which reads beyond them predicts at a time: a tile of it is about as deep. */
const SLICES_TOGETHER = 8;

/** Throws StudioError "NotFound" without an image or where weights were not kept, "BadInput" for several subjects and for voxels that are no numbers. */
export async function openNewStack(
  study: OpenStudy,
  open: OpenData,
  { trial: id, matchIntensity }: NewStackWish,
  machine: PredictingMachine,
): Promise<NewStack> {
  const trial = study.study().trials.at(id);
  if (!trial) throw new StudioError("NotFound", `This study has no trial ${id}.`);
  const { name: image, volume } = imageOf(open);
  const { task } = study.study().spec;
  const predictor = await trialPredictor(study.study(), study.folder, trial);
  const found = robustIntensity(volume, [wholeStack(volume.shape)]);
  const seen = { intensity: found, voxelSizeNm: volume.voxelSizeNm };
  const { intensity, ...facts } = fitTo(task, seen, {
    ...{ image, matchIntensity },
    howToMatch: "Match grey values to bring them over.",
  });
  const { classes } = task;
  const stack = createStackPredictor(
    { predictor, volume: inSlices(volume), intensity, classes: classes.length },
    machine,
  );
  const closing = createClosing();
  const together = areSlicesApart(predictor) ? 1 : SLICES_TOGETHER;
  const predictions = createSlicePredictions({
    ...{ shape: volume.shape, classes: classes.length, together },
    async predict(_, slices, withProbabilities) {
      let found: Prediction | null = null;
      // So few slices are one slab, whatever predicts them.
      const predicted = stack.predict(slices, withProbabilities, (_slab, prediction) => void (found = prediction));
      await orEnd(predicted, closing.closed);
      return found!;
    },
  });
  return {
    ...{ trial: id, name: `trial ${trial.label}`, volume, classes, facts },
    ...countedSlices(volume, predictions, id, { workers: machine.device === "webgpu" ? 1 : machine.workers, together }),
    close() {
      closing.close();
      stack.close();
    },
  };
}

/** A thread that is ended answers nothing: what waits for it ends as "Cancelled". */
function createClosing(): { readonly closed: Promise<never>; readonly close: () => void } {
  let close: () => void = () => undefined;
  const closed = new Promise<never>((_, reject) => {
    close = () => reject(new StudioError("Cancelled", "This stack is not segmented any more."));
  });
  closed.catch(() => undefined);
  return { closed, close };
}

/** Predictions that know which slices there are already. */
function countedSlices(
  { shape: [depth, height, width] }: Volume,
  predictions: SlicePredictions,
  trial: number,
  { workers, together }: { readonly workers: number; readonly together: number },
): Pick<NewStack, "predictions" | "sliceSoFar" | "predictAll"> {
  const known = new Map<number, Uint8Array<ArrayBuffer>>();
  const empty = new Uint8Array(height * width).fill(UNLABELLED);
  async function slice(id: number, z: number) {
    const labels = await predictions.slice(id, z);
    known.set(z, labels);
    return labels;
  }

  async function predictAll(isWanted: (done: number) => boolean | Promise<boolean>): Promise<boolean> {
    let [next, isStopped] = [0, false];
    const work = async (): Promise<void> => {
      while (next < depth && !isStopped) {
        const from = next;
        next += together;
        for (let z = from; z < Math.min(depth, from + together); z++) await slice(trial, z);
        if (!(await isWanted(known.size))) isStopped = true;
      }
    };
    await Promise.all(Array.from({ length: Math.min(workers, depth) }, work));
    return !isStopped;
  }

  return { predictions: { ...predictions, slice }, sliceSoFar: (z) => known.get(z) ?? empty, predictAll };
}

function imageOf({ image, voxelSizeNm }: OpenData): { readonly name: string; readonly volume: Volume } {
  if (!image) throw new StudioError("NotFound", "No image is open. Open an EM stack to segment it.");
  const { volume, subjects } = image.decoded;
  if (subjects)
    throw new StudioError(
      "BadInput",
      `${image.name} holds the volumes of ${subjects.length} subjects. Open one of its files; segment each by itself.`,
    );
  const nonFinite = countNonFinite(volume);
  if (nonFinite > 0)
    throw new StudioError(
      "BadInput",
      `The image has ${nonFinite} voxels that are NaN or infinite. Replace them, or choose another image.`,
    );
  return { name: image.name, volume: { ...volume, voxelSizeNm: wholeSize(voxelSizeNm) } };
}
