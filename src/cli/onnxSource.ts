import { readFile } from "node:fs/promises";
import { StudioError } from "../core/errors.ts";
import { classColor, MAX_CLASSES, unnamedClasses, type ClassInfo } from "../core/image/labelMap.ts";
import {
  AS_THEY_ARE,
  NORMALISATION_IDS,
  NORMALISATIONS,
  scaleOf,
  type GreyScale,
  type Normalisation,
} from "../core/image/normalisation.ts";
import { fitTo } from "../core/image/fitting.ts";
import { robustIntensity } from "../core/image/intensity.ts";
import { wholeStack } from "../core/image/tiledPrediction.ts";
import type { Volume } from "../core/image/volume.ts";
import { spawnNodeTrainer } from "../worker/nodeThread.ts";
import { checkClassesOf, type OnnxFacts } from "../worker/onnx/onnxFacts.ts";
import type { OnnxFile } from "../worker/trainerApi.ts";
import { hashOf } from "../storage/hashOf.ts";
import { orCrash } from "../worker/trainerThread.ts";
import { trainerEntry } from "./run.ts";

export interface OnnxFlags {
  readonly normalise?: string;
  /** Names of the classes in the order of the network's channels, with commas between them. */
  readonly classes?: string;
}

/** How a person at the command line brings grey values over. */
export const HOW_TO_MATCH = "Bring them over with --match-intensity.";

/** Whether a path names an ONNX file rather than a study. */
export const isOnnx = (path: string): boolean => path.toLowerCase().endsWith(".onnx");

/** Reads an ONNX file, and finds out in a thread of its own what its network takes and gives. */
export async function openOnnxFile(path: string): Promise<{ readonly file: OnnxFile; readonly facts: OnnxFacts }> {
  const bytes = new Uint8Array(
    await readFile(path).catch(() => {
      throw new StudioError("UnreadableFile", `There is no file "${path}".`);
    }),
  );
  const file = { sha256: hashOf(bytes), bytes };
  const thread = spawnNodeTrainer(trainerEntry);
  try {
    return { file, facts: await orCrash(thread, thread.trainer.openNetwork(file)) };
  } finally {
    thread.end();
  }
}

/** Throws StudioError "BadInput" for a normalisation that is none. */
export function parseNormalisation(flag: string, text: string): Normalisation {
  const found = NORMALISATION_IDS.find((id) => id === text);
  if (found) return found;
  throw new StudioError("BadInput", `${flag} is "${text}"; choose ${NORMALISATION_IDS.join(", ")}.`);
}

/** What is made of an image's grey values for a network, and sentences on it. What its own file says counts before anything else. */
export function greyScaleFor(
  { own }: OnnxFacts,
  volume: Volume,
  {
    image,
    matchIntensity,
    normalise,
  }: { readonly image: string; readonly matchIntensity: boolean; readonly normalise?: string | undefined },
): { readonly scale: GreyScale; readonly warnings: readonly string[] } {
  if (own) {
    if (normalise !== undefined)
      throw new StudioError(
        "BadInput",
        `--normalise ${normalise} is not needed: this network was exported by Cristae, and its file says what is made of grey values (${own.normalisation === "inside" ? "all of it is inside" : "mean and deviation of the training"}).`,
      );
    const found = robustIntensity(volume, [wholeStack(volume.shape)]);
    const seen = { intensity: found, voxelSizeNm: volume.voxelSizeNm };
    const { intensity, warnings } = fitTo(own, seen, { image, matchIntensity, howToMatch: HOW_TO_MATCH });
    return { scale: own.normalisation === "outside" ? intensity : before(intensity, own.intensity), warnings };
  }
  if (matchIntensity)
    throw new StudioError(
      "BadInput",
      "--match-intensity needs to know the grey values of the training, which this file does not say; use --normalise zscore.",
    );
  const chosen = normalise === undefined ? "zscore" : parseNormalisation("--normalise", normalise);
  const assumed = `The file does not say what its network makes of grey values; taken is zscore (${NORMALISATIONS.zscore}). Choose with --normalise ${NORMALISATION_IDS.join("|")}.`;
  return {
    scale: scaleOf(chosen, volume, [wholeStack(volume.shape)]),
    warnings: normalise === undefined ? [assumed] : [],
  };
}

/** The scale before a network that normalises by the training's grey values itself, so that it comes to normalising by others. */
function before({ mean, deviation }: GreyScale, inside: GreyScale): GreyScale {
  if (mean === inside.mean && deviation === inside.deviation) return AS_THEY_ARE;
  const unit = (deviation || 1) / (inside.deviation || 1);
  return { mean: mean - inside.mean * unit, deviation: unit };
}

/** The classes of a network's output: as its own file names them, as the user does, or by number. */
export function classesOf({ own, channels }: OnnxFacts, names: string | undefined): readonly ClassInfo[] {
  const given = names?.split(",").map((name) => name.trim());
  const numbers = channels === null ? MAX_CLASSES : Math.max(2, channels);
  const known = given
    ? given.map((name, index) => ({ name, color: classColor(index) }))
    : (own?.classes ?? unnamedClasses(numbers));
  checkClassesOf({ channels }, known.length, undefined);
  return known;
}
