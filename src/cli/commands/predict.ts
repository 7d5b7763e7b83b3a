import { basename } from "node:path";
import { writerOf } from "../../catalog/exports/index.ts";
import {
  lossNotes,
  maskStack,
  parseMaskValues,
  probabilityStack,
  type MaskWish,
} from "../../catalog/exports/maskStack.ts";
import { volumesOf } from "../../catalog/exports/stack.ts";
import { StudioError } from "../../core/errors.ts";
import { regionShape, type Range, type Region } from "../../core/image/dataset.ts";
import type { DecodedFile } from "../../core/image/format.ts";
import { movedTo } from "../../core/image/geometry.ts";
import type { GreyRange } from "../../core/image/intensity.ts";
import type { ClassInfo } from "../../core/image/labelMap.ts";
import { AS_THEY_ARE, type GreyScale } from "../../core/image/normalisation.ts";
import { joinedStack } from "../../core/image/subjects.ts";
import { shapeText, type Shape3, type Volume } from "../../core/image/volume.ts";
import type { DeviceId } from "../../engine/deviceIds.ts";
import { normalise, type TrainingData } from "../../engine/trainingData.ts";
import { createMemoryFileStore } from "../../storage/memoryFileStore.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { damageText } from "../../storage/studyLog.ts";
import { areSlicesApart, predictSlabs, slabsOf } from "../../worker/predictSlabs.ts";
import type { Prediction } from "../../worker/predictWith.ts";
import { spawnNodeTrainer } from "../../worker/nodeThread.ts";
import { createPool } from "../../worker/pool.ts";
import { trialPredictor } from "../../worker/session.ts";
import { createThreads } from "../../worker/threads.ts";
import type { Predictor } from "../../worker/trainerApi.ts";
import { findTrial } from "../findTrial.ts";
import { fitTo } from "../fitting.ts";
import { greyVolume, parseRange, readStack, type GreyFlags, type ReadFlags } from "../input.ts";
import { classesOf, greyScaleFor, isOnnx, openOnnxFile, type OnnxFlags } from "../onnxSource.ts";
import type { Output } from "../output.ts";
import { checkOutput, STANDARD_OUTPUT, writeOutputs } from "../outputFile.ts";
import { chooseDevice, cores, trainerEntry } from "../run.ts";
import { peekStudy } from "../studyOnDisk.ts";

export interface PredictFlags extends ReadFlags, GreyFlags, OnnxFlags {
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

/** What predicts, and what it takes and gives. */
interface Source {
  readonly predictor: Predictor;
  readonly classes: readonly ClassInfo[];
  /** What training threads normalise the image by. */
  readonly intensity: GreyScale & Partial<GreyRange>;
  readonly warnings: readonly string[];
  /** In a sentence: "Trial 3". */
  readonly name: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly device: () => Promise<DeviceId>;
}

type SourceFlags = Pick<PredictFlags, "trial" | "device" | "normalise" | "classes" | "probabilities"> & {
  readonly image: string;
  readonly matchIntensity: boolean;
};

/** `cristae predict`: the classes that a trial, or a network of an ONNX file, sees in an image: as class indices or as the probability of each class. */
export async function predict(
  file: string,
  {
    trial,
    image,
    out,
    format,
    slices,
    values = "original",
    device,
    probabilities = false,
    matchIntensity = false,
    force = false,
    normalise,
    classes,
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
  const readVolume = async () => greyVolume(oneSubject(await readStack(image, read), image), { image, ...read });
  const flags = {
    ...{ image, matchIntensity, probabilities },
    ...(trial !== undefined && { trial }),
    ...(device !== undefined && { device }),
    ...(normalise !== undefined && { normalise }),
    ...(classes !== undefined && { classes }),
  };
  const { volume, source } = await (isOnnx(file) ? ofOnnx : ofStudy)(file, flags, readVolume, output);
  const region = regionOf(volume, slices);
  for (const warning of source.warnings) output.note(warning);
  const predicted = await predictedBy(source, volume, region, probabilities, output);
  const { stack, notes } = stackOf(predicted, { classes: source.classes, volume, region, ...wish });
  for (const note of [...notes, ...lossNotes(stack, writer)]) output.note(note);
  const place = await writeOutputs(out, await writer.write(basename(base), stack), rules);
  const written = { source, shape: regionShape(region), place };
  if (out === STANDARD_OUTPUT) output.note(summaryOf(written));
  else tell(written, output);
}

interface Opened {
  readonly source: Source;
  readonly volume: Volume;
}

async function ofStudy(
  file: string,
  { trial: which = "best", device, normalise, classes: names, ...flags }: SourceFlags,
  readVolume: () => Promise<Volume>,
  output: Output,
): Promise<Opened> {
  if (normalise !== undefined || names !== undefined)
    throw new StudioError(
      "BadInput",
      "--normalise and --classes are for ONNX files; a study knows its grey values and its classes.",
    );
  const { study, damage, files } = await peekStudy(file);
  if (damage) output.note(damageText(damage));
  const trial = findTrial(study, which);
  const predictor = await trialPredictor(study, openStudyFolder(files, ""), trial);
  const volume = await readVolume();
  const { task } = study.spec;
  return {
    volume,
    source: {
      predictor,
      classes: task.classes,
      ...fitTo(task, volume, flags),
      name: `Trial ${trial.label}`,
      json: { trial: trial.id, label: trial.label },
      device: () => chooseDevice(device),
    },
  };
}

async function ofOnnx(
  path: string,
  { device, classes: names, probabilities = false, ...flags }: SourceFlags,
  readVolume: () => Promise<Volume>,
  output: Output,
): Promise<Opened> {
  const { file, facts } = await openOnnxFile(path);
  const classes = classesOf(facts, names);
  if (facts.channels === null && probabilities)
    throw new StudioError("BadInput", "This network gives classes only; leave --probabilities out.");
  if (device !== undefined && device !== "auto")
    output.note(`ONNX files are run by ${facts.runtime} on the processor; --device does not count.`);
  const volume = await readVolume();
  const { scale, warnings } = greyScaleFor(facts, volume, flags);
  return {
    volume,
    source: {
      predictor: { onnx: file, scale: AS_THEY_ARE },
      classes,
      intensity: scale,
      warnings,
      name: basename(path),
      json: { network: basename(path), runtime: facts.runtime },
      device: () => Promise.resolve("cpu"),
    },
  };
}

/** Slab by slab where slices are apart, on all cores; the image is normalised as its turn comes. */
async function predictedBy(
  { predictor, classes, intensity, device: chosen }: Source,
  volume: Volume,
  region: Region,
  probabilities: boolean,
  output: Output,
): Promise<Prediction> {
  const device = await chosen();
  const [depth, height, width] = regionShape(region);
  const plane = height * width;
  const workers = device === "webgpu" ? 1 : cores;
  const slabs = slabsOf(region.z, plane, workers, areSlicesApart(predictor));
  const isCut = slabs.length > 1;
  const dataOf = (slab: Range) => trainingDataOf(isCut ? slicesOf(volume, slab) : volume, intensity, classes.length);
  if (!isCut) return predictedWhole({ predictor, device, data: dataOf(region.z) }, region, probabilities);
  const labels = new Uint8Array(depth * plane);
  const scores = probabilities ? new Float32Array(depth * plane * classes.length) : null;
  let done = 0;
  const threads = createThreads({
    spawn: () => spawnNodeTrainer(trainerEntry),
    ...{ device, pace: "full", data: trainingDataOf(slicesOf(volume, NOTHING), intensity, classes.length) },
  });
  try {
    await predictSlabs(threads, {
      ...{ predictor, slabs, workers, withProbabilities: probabilities, dataOf },
      keep({ from, to }, found) {
        labels.set(found.labels, (from - region.z.from) * plane);
        scores?.set(found.probabilities!, (from - region.z.from) * plane * classes.length);
        done += to - from;
        output.bar(() => `${done} of ${depth} slices predicted`);
      },
    });
  } finally {
    threads.close();
  }
  return { labels, probabilities: scores };
}

interface WholePrediction {
  readonly predictor: Predictor;
  readonly device: DeviceId;
  readonly data: TrainingData;
}

async function predictedWhole(
  { predictor, device, data }: WholePrediction,
  region: Region,
  probabilities: boolean,
): Promise<Prediction> {
  const pool = createPool({
    spawn: () => spawnNodeTrainer(trainerEntry),
    ...{ device, slots: 1, data, artifacts: openStudyFolder(createMemoryFileStore(), "") },
  });
  try {
    return await pool.predict(predictor, region, probabilities);
  } finally {
    pool.close();
  }
}

/** Some slices of a volume as a volume; its values are not copied. */
function slicesOf(volume: Volume, { from, to }: Range): Volume {
  const [, height, width] = volume.shape;
  const plane = height * width;
  return {
    shape: [to - from, height, width],
    voxelSizeNm: volume.voxelSizeNm,
    data: volume.data.subarray(from * plane, to * plane),
  };
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

/** What a training thread must know to predict: an image, and neither labels nor parts. */
const trainingDataOf = (volume: Volume, intensity: Source["intensity"], classes: number): TrainingData => ({
  ...joinedStack({ volume }),
  image: normalise(volume.data, intensity),
  labels: new Uint8Array(0),
  classes,
  split: { axis: "slices", train: NOTHING, validation: NOTHING, test: NOTHING },
});
const NOTHING: Range = { from: 0, to: 0 };

interface Predicted extends MaskWish {
  readonly volume: Volume;
  readonly region: Region;
}

/** The stack to write, where the region lies in the image; and sentences on what its format cannot hold. */
function stackOf({ labels, probabilities }: Prediction, { classes, volume, region, ...wish }: Predicted) {
  const where = {
    shape: regionShape(region),
    voxelSizeNm: volume.voxelSizeNm,
    ...(volume.geometry && { geometry: movedTo(volume.geometry, [region.z.from, 0, 0]) }),
  };
  return probabilities
    ? { stack: probabilityStack(where, volumesOf(probabilities, classes.length), classes), notes: [] }
    : maskStack(where, labels, { ...wish, classes });
}

interface Written {
  readonly source: Source;
  readonly shape: Shape3;
  readonly place: string;
}

const summaryOf = ({ source: { name, classes }, shape, place }: Written): string =>
  `${name}: ${shapeText(shape)} voxels of ${classes.length} classes in ${place}`;

function tell(written: Written, output: Output): void {
  const { source, shape, place } = written;
  output.json({
    type: "predicted",
    ...source.json,
    out: place,
    shape,
    classes: source.classes.map(({ name }) => name),
    warnings: source.warnings,
  });
  output.say(summaryOf(written));
}
