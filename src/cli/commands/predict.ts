import { basename } from "node:path";
import { writerOf } from "../../catalog/exports/index.ts";
import {
  lossNotes,
  maskStack,
  parseMaskValues,
  probabilityStack,
  type MaskWish,
} from "../../catalog/exports/maskStack.ts";
import { putClasses } from "../../catalog/exports/stack.ts";
import { StudioError } from "../../core/errors.ts";
import { regionShape, type Region } from "../../core/image/dataset.ts";
import type { DecodedFile } from "../../core/image/format.ts";
import { movedTo } from "../../core/image/geometry.ts";
import { shapeText, type Shape3, type Volume } from "../../core/image/volume.ts";
import { joinedStack } from "../../core/image/subjects.ts";
import { type Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import { fitsIntensity, robustIntensity, type Intensity } from "../../core/image/intensity.ts";
import { normalise, type TrainingData } from "../../engine/trainingData.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { damageText } from "../../storage/studyLog.ts";
import type { Prediction } from "../../worker/localEvaluator.ts";
import { createPool } from "../../worker/pool.ts";
import { spawnNodeTrainer } from "../../worker/nodeThread.ts";
import { weightedNetworks } from "../../worker/session.ts";
import { findTrial } from "../findTrial.ts";
import { greyVolume, parseRange, readStack, type GreyFlags, type ReadFlags } from "../input.ts";
import type { Output } from "../output.ts";
import { checkOutput, STANDARD_OUTPUT, writeOutputs } from "../outputFile.ts";
import { chooseDevice, trainerEntry } from "../run.ts";
import { peekStudy } from "../studyOnDisk.ts";

export interface PredictFlags extends ReadFlags, GreyFlags {
  readonly probabilities?: boolean;
  /** Bring the image's mean and deviation to those of the training. */
  readonly matchIntensity?: boolean;
  readonly force?: boolean;
  readonly trial?: string;
  readonly out?: string;
  /** Id of the format, where the ending of `out` is that of several. */
  readonly format?: string;
  readonly slices?: string;
  /** Numbers of the classes in a mask: original (those of the labels, the default) or index. */
  readonly values?: string;
  readonly device?: string;
}

/** `cristae predict`: the classes that a trial sees in an image, as class indices or as the probability of each class. */
export async function predict(
  file: string,
  {
    trial: which = "best",
    image,
    out,
    format,
    slices,
    values = "original",
    device,
    probabilities = false,
    matchIntensity = false,
    force = false,
    ...read
  }: PredictFlags,
  output: Output,
): Promise<void> {
  if (image === undefined || out === undefined)
    throw new StudioError("BadInput", "Name what to predict and where to: --image FILE --out MASK.tif.");
  const rules = { flag: "--out", inputs: [image, file], force };
  const { writer, base } = writerOf(out === STANDARD_OUTPUT ? "mask.tif" : out, format);
  await checkOutput(out, rules);
  const wish = { writer, values: parseMaskValues(values) };
  const { study, damage, files } = await peekStudy(file);
  if (damage) output.note(damageText(damage));
  const folder = openStudyFolder(files, "");
  const trial = findTrial(study, which);
  const members = await weightedNetworks(study, folder, trial);
  const volume = greyVolume(oneSubject(await readStack(image, read), image), { image, ...read });
  const region = regionOf(volume, slices);
  const { intensity, warnings } = fitTo(study, volume, { image, matchIntensity });
  for (const warning of warnings) output.note(warning);
  const pool = createPool({
    spawn: () => spawnNodeTrainer(trainerEntry),
    device: await chooseDevice(device),
    slots: 1,
    data: dataOf(study, volume, intensity),
    artifacts: folder,
  });
  let place: string;
  try {
    const predicted = await pool.predict(members, region, probabilities);
    const { stack, notes } = stackOf(predicted, { study, volume, region, ...wish });
    for (const note of [...notes, ...lossNotes(stack, writer)]) output.note(note);
    place = await writeOutputs(out, await writer.write(basename(base), stack), rules);
  } finally {
    pool.close();
  }
  const written = { study, trial, shape: regionShape(region), place, warnings };
  if (out === STANDARD_OUTPUT) output.note(summaryOf(written));
  else tell(written, output);
}

/** Throws StudioError "BadInput" for the joined volumes of several subjects. */
function oneSubject(decoded: DecodedFile, image: string): DecodedFile {
  if (decoded.subjects)
    throw new StudioError(
      "BadInput",
      `${image} holds the volumes of ${decoded.subjects.length} subjects. Name one of its files; predict each by itself.`,
    );
  return decoded;
}

/** Whole slices: those that `--slices` names, or all. */
function regionOf({ shape: [depth, height, width] }: Volume, slices: string | undefined): Region {
  return {
    z: slices === undefined ? { from: 0, to: depth } : parseRange("--slices", slices),
    y: { from: 0, to: height },
    x: { from: 0, to: width },
  };
}

/** What a training thread must know to predict: an image, and no labels. */
const dataOf = ({ spec: { task } }: Study, volume: Volume, intensity: Intensity): TrainingData => ({
  ...joinedStack({ volume }),
  image: normalise(volume.data, intensity),
  labels: new Uint8Array(0),
  classes: task.classes.length,
  split: task.split,
});

interface Predicted extends Omit<MaskWish, "classes"> {
  readonly study: Study;
  readonly volume: Volume;
  readonly region: Region;
}

/** The stack to write, where the region lies in the image; and sentences on what its format cannot hold. */
function stackOf({ labels, probabilities }: Prediction, { study, volume, region, ...wish }: Predicted) {
  const { classes } = study.spec.task;
  const where = {
    shape: regionShape(region),
    voxelSizeNm: volume.voxelSizeNm,
    ...(volume.geometry && { geometry: movedTo(volume.geometry, [region.z.from, 0, 0]) }),
  };
  return probabilities
    ? { stack: probabilityStack(where, byClass(probabilities, classes.length), classes), notes: [] }
    : maskStack(where, labels, { ...wish, classes });
}

interface Written {
  readonly study: Study;
  readonly trial: Trial;
  readonly shape: Shape3;
  readonly place: string;
  readonly warnings: readonly string[];
}

const summaryOf = ({ study, trial, shape, place }: Written): string =>
  `Trial ${trial.label}: ${shapeText(shape)} voxels of ${study.spec.task.classes.length} classes in ${place}`;

function tell(written: Written, output: Output): void {
  const { study, trial, shape, place, warnings } = written;
  output.json({
    type: "predicted",
    trial: trial.id,
    label: trial.label,
    out: place,
    shape,
    classes: study.spec.task.classes.map(({ name }) => name),
    warnings,
  });
  output.say(summaryOf(written));
}

/** How far a voxel's side may be from that of the training, as a factor. */
const FAR_VOXELS = 1.25;

/** Grey values by which an image is normalised, and sentences on what of it is not as in the training. */
function fitTo(
  { spec: { task } }: Study,
  volume: Volume,
  { image, matchIntensity }: { readonly image: string; readonly matchIntensity: boolean },
): { readonly intensity: Intensity; readonly warnings: readonly string[] } {
  const [depth, height, width] = volume.shape;
  const found = robustIntensity(volume, [
    { z: { from: 0, to: depth }, y: { from: 0, to: height }, x: { from: 0, to: width } },
  ]);
  const warnings: string[] = [];
  const [own, trained] = [volume.voxelSizeNm, task.voxelSizeNm];
  if (own && trained && own.some((side, axis) => Math.max(side / trained[axis]!, trained[axis]! / side) > FAR_VOXELS)) {
    warnings.push(
      `The voxels of ${image} are ${sizeText(own)} nm, those of the training were ${sizeText(trained)} nm: what the network looks for has another size here.`,
    );
  }
  if (matchIntensity || task.intensity.isPerSubject) return { intensity: found, warnings };
  if (!fitsIntensity(task.intensity, found))
    warnings.push(
      `The grey values of ${image} (mean ${figure(found.mean)}, deviation ${figure(found.deviation)}) are not those of the training (mean ${figure(task.intensity.mean)}, deviation ${figure(task.intensity.deviation)}): the prediction may mean nothing. Bring them over with --match-intensity.`,
    );
  return { intensity: task.intensity, warnings };
}

const sizeText = (size: readonly number[]): string => size.map(figure).join(" × ");
const figure = (value: number): string => String(Number(value.toPrecision(4)));

/** The probabilities of each voxel as a volume of each class. */
function byClass(probabilities: Float32Array, classes: number): Float32Array<ArrayBuffer> {
  const data = new Float32Array(probabilities.length);
  putClasses(data, probabilities, classes);
  return data;
}
