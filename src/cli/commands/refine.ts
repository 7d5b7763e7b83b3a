import { basename } from "node:path";
import { writerOf } from "../../catalog/exports/index.ts";
import { lossNotes, maskStack, parseMaskValues, probabilityStack } from "../../catalog/exports/maskStack.ts";
import { volumesOf } from "../../catalog/exports/stack.ts";
import { scoreAxes } from "../../core/crf/classAxis.ts";
import { logitsOf } from "../../core/crf/logits.ts";
import { meanField, type CrfInput } from "../../core/crf/meanField.ts";
import { crfNumbers, parseCrfSetting, type CrfSettings } from "../../core/crf/settings.ts";
import { StudioError } from "../../core/errors.ts";
import { unnamedClasses, type ClassInfo } from "../../core/image/labelMap.ts";
import { AS_THEY_ARE, scaleOf } from "../../core/image/normalisation.ts";
import { pickArray } from "../../core/image/pick.ts";
import { wholeStack } from "../../core/image/tiledPrediction.ts";
import { shapeText, voxelCount, type Volume } from "../../core/image/volume.ts";
import { mostProbable } from "../../engine/mostProbable.ts";
import { normalise } from "../../engine/trainingData.ts";
import { readStack, requestsOf, withReader } from "../input.ts";
import type { Output } from "../output.ts";
import { checkOutput, writeOutputs } from "../outputFile.ts";

export interface RefineFlags {
  readonly image?: string;
  /** Array within the file of scores. */
  readonly dataset?: string;
  readonly logits?: boolean;
  readonly voxel?: readonly [z: number, y: number, x: number];
  readonly rawIntensity?: boolean;
  readonly set?: readonly string[];
  readonly out?: string;
  readonly probabilities?: boolean;
  readonly format?: string;
  readonly force?: boolean;
}

/** How far probabilities of a voxel may be from 1 together. */
const ROUNDING = 0.02;
/** A neighbouring slice that counts less than this beside one in the plane is not heard. */
const SILENT = 0.01;

/** `cristae refine`: class scores of a stack made smoother by a conditional random field over its grey values. */
export async function refine(file: string, flags: RefineFlags, output: Output): Promise<void> {
  const { image, out, probabilities = false, format, force = false } = flags;
  if (image === undefined || out === undefined)
    throw new StudioError("BadInput", "Name the image and where to write: --image STACK --out MASK.tif.");
  const settings: CrfSettings = Object.fromEntries((flags.set ?? []).map(parseCrfSetting));
  const rules = { flag: "--out", inputs: [file, image], force };
  const { writer, base } = writerOf(out, format);
  await checkOutput(out, rules);
  const { volume } = await readStack(image);
  const scores = await readScores(file, flags, volume);
  const numbers = crfNumbers(settings, scores.classes.length);
  const input = inputOf(scores, volume, flags);
  const [sz, ...plane] = input.voxel;
  const apart = sz / Math.min(sz, ...plane);
  if (volume.shape[0] > 1 && numbers.window[0] > 0 && Math.exp(-(apart ** 2) / (2 * numbers.gamma ** 2)) < SILENT)
    output.note(
      `Slices lie ${apart} voxel sides apart, so that with gamma ${numbers.gamma} only the bilateral message couples them.`,
    );
  const refined = await meanField(input, numbers, (step) => output.bar(() => `Step ${step + 1} of ${numbers.steps}`));
  output.bar(() => "");
  const where = {
    shape: volume.shape,
    voxelSizeNm: volume.voxelSizeNm,
    ...(volume.geometry && { geometry: volume.geometry }),
  };
  const { stack, notes } = probabilities
    ? { stack: probabilityStack(where, volumesOf(refined, scores.classes.length), scores.classes), notes: [] }
    : maskStack(where, classesIn(refined, scores.classes.length), {
        writer,
        classes: scores.classes,
        values: parseMaskValues("index"),
      });
  for (const note of [...notes, ...lossNotes(stack, writer)]) output.note(note);
  const place = await writeOutputs(out, await writer.write(basename(base), stack), rules);
  output.json({ type: "refined", out: place, shape: volume.shape, classes: scores.classes.length, ...numbers });
  output.say(`${shapeText(volume.shape)} voxels of ${scores.classes.length} classes, refined in ${place}`);
}

interface ReadScores {
  /** Row-major [z, y, x, class]. */
  readonly values: Float32Array<ArrayBuffer>;
  readonly classes: readonly ClassInfo[];
}

async function readScores(file: string, { dataset }: RefineFlags, { shape }: Volume): Promise<ReadScores> {
  const [request, ...more] = await requestsOf(file);
  if (!request || more.length > 0)
    throw new StudioError("BadInput", `"${file}" is a folder of images. Name one file with the scores of all classes.`);
  return withReader(async (reader) => {
    const { id, arrays } = await reader.open(request);
    const array = pickArray(arrays, dataset);
    const { axes, classes } = scoreAxes(array, shape, !/^(NPY|NPZ)/.test(array.description));
    const values = new Float32Array(voxelCount(shape) * classes);
    for (let k = 0; k < classes; k++) {
      const { volume } = await reader.decode(id, arrays.indexOf(array), { axes, at: { c: k } });
      volume.data.forEach((value: number, at: number) => (values[at * classes + k] = value));
    }
    return { values, classes: array.maskClasses?.length === classes ? array.maskClasses : unnamedClasses(classes) };
  });
}

function inputOf({ values, classes }: ReadScores, volume: Volume, flags: RefineFlags): CrfInput {
  const { logits = false, rawIntensity = false } = flags;
  const scale = rawIntensity ? AS_THEY_ARE : scaleOf("zscore", volume, [wholeStack(volume.shape)]);
  return {
    logits: logits ? values : logarithms(values, classes.length),
    image: normalise(volume.data, scale),
    shape: volume.shape,
    classes: classes.length,
    voxel: flags.voxel ?? volume.voxelSizeNm ?? [1, 1, 1],
  };
}

/** Throws StudioError "BadInput" for what are no probabilities. */
function logarithms(probabilities: Float32Array<ArrayBuffer>, classes: number): Float32Array<ArrayBuffer> {
  for (let from = 0; from < probabilities.length; from += classes) {
    let total = 0;
    let least = 0;
    for (let k = 0; k < classes; k++) {
      total += probabilities[from + k]!;
      least = Math.min(least, probabilities[from + k]!);
    }
    if (!(Math.abs(total - 1) < ROUNDING && least >= 0))
      throw new StudioError(
        "BadInput",
        `The scores of a voxel are ${[...probabilities.subarray(from, from + classes)].map((value) => value.toPrecision(3)).join(", ")}, which are no probabilities. If they are logits, add --logits.`,
      );
  }
  return logitsOf(probabilities);
}

/** Class of each voxel. */
const classesIn = (probabilities: Float32Array, classes: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: probabilities.length / classes }, (_, at) =>
    mostProbable(probabilities, at * classes, classes),
  );
