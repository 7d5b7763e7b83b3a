import { basename } from "node:path";
import { parseMaskValues } from "../../catalog/exports/maskStack.ts";
import { StudioError } from "../../core/errors.ts";
import { lengthOf, regionShape, type Region } from "../../core/image/dataset.ts";
import { fitTo } from "../../core/image/fitting.ts";
import type { DecodedFile } from "../../core/image/format.ts";
import type { GreyRange } from "../../core/image/intensity.ts";
import type { ClassInfo } from "../../core/image/labelMap.ts";
import { boundaryClassOf, type BoundaryClass } from "../../core/image/objects/boundaryClass.ts";
import { AS_THEY_ARE, type GreyScale } from "../../core/image/normalisation.ts";
import { normalisedEntropy } from "../../core/judging/entropy.ts";
import { shapeText, type Shape3, type Volume } from "../../core/image/volume.ts";
import type { DeviceId } from "../../engine/deviceIds.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { damageText } from "../../storage/studyLog.ts";
import { spawnNodeTrainer } from "../../worker/nodeThread.ts";
import { trialPredictor } from "../../worker/session.ts";
import { createStackPredictor } from "../../worker/stackPredictor.ts";
import type { Predictor } from "../../worker/trainerApi.ts";
import { findTrial } from "../findTrial.ts";
import { greyVolume, parseRange, readStack, type GreyFlags, type ReadFlags } from "../input.ts";
import { classesOf, greyScaleFor, HOW_TO_MATCH, isOnnx, openOnnxFile, type OnnxFlags } from "../onnxSource.ts";
import type { Output } from "../output.ts";
import { STANDARD_OUTPUT } from "../outputFile.ts";
import {
  entropyPlace,
  instancesPlace,
  maskPlace,
  writeEntropy,
  writeInstances,
  writeMask,
  type Predicted,
  type WrittenEntropy,
  type WrittenInstances,
} from "../predictedFiles.ts";
import { chooseDevice, cores, trainerEntry } from "../run.ts";
import { peekStudy } from "../studyOnDisk.ts";

export interface PredictFlags extends ReadFlags, GreyFlags, OnnxFlags {
  readonly probabilities?: boolean;
  /** Bring the image's mean and deviation to those of the training. */
  readonly matchIntensity?: boolean;
  readonly force?: boolean;
  readonly trial?: string;
  readonly out?: string;
  /** Where the entropy of the probabilities is written, voxel by voxel. */
  readonly entropy?: string;
  /** Where the objects that a learnt boundary parts are written, each by its number. */
  readonly instances?: string;
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

type SourceFlags = Pick<PredictFlags, "trial" | "device" | "normalise" | "classes"> & {
  readonly image: string;
  /** The flag that asks for more than classes; null where none does. */
  readonly asksMore: "--probabilities" | "--entropy" | null;
  readonly matchIntensity: boolean;
};

/**
 * `cristae predict`: the classes that a trial, or a network of an ONNX file, sees in an image: as class indices or as the probability of
 * each class, and the entropy of the probabilities, 0 where one class is sure and 1 where all are equal.
 */
export async function predict(
  file: string,
  {
    trial,
    image,
    out,
    entropy,
    instances,
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
  const places = { "--out": out, "--entropy": entropy, "--instances": instances };
  checkPlaces(image, places);
  const inputs = [image, file];
  const mask = out === undefined ? null : await maskPlace(out, format, { flag: "--out", inputs, force });
  const doubt = entropy === undefined ? null : await entropyPlace(entropy, { flag: "--entropy", inputs, force });
  const objects =
    instances === undefined ? null : await instancesPlace(instances, { flag: "--instances", inputs, force });
  const wish = { values: parseMaskValues(values) };
  const readVolume = async () => greyVolume(oneSubject(await readStack(image, read), image), { image, ...read });
  const flags = {
    ...({ image, matchIntensity, asksMore: probabilities ? "--probabilities" : doubt ? "--entropy" : null } as const),
    ...(trial !== undefined && { trial }),
    ...(device !== undefined && { device }),
    ...(normalise !== undefined && { normalise }),
    ...(classes !== undefined && { classes }),
  };
  const { volume, source } = await (isOnnx(file) ? ofOnnx : ofStudy)(file, flags, readVolume, output);
  const region = regionOf(volume, slices);
  const boundary = objects && boundaryOf(source);
  for (const warning of source.warnings) output.note(warning);
  const predicted = await predictedBy(source, volume, region, { probabilities, entropy: doubt !== null }, output);
  const where = { volume, region, classes: source.classes };
  const written: Written = {
    ...{ source, shape: regionShape(region) },
    ...(mask && { out: await writeMask(mask, predicted, { ...where, ...wish }, output) }),
    ...(doubt && { entropy: await writeEntropy(doubt, predicted.entropy!, where, output) }),
    ...(objects && boundary && { instances: await writeInstances(objects, predicted, { ...where, boundary }, output) }),
  };
  if (out === STANDARD_OUTPUT) output.note(summaryOf(written));
  else tell(written, output);
}

/** Throws StudioError "BadInput" where there is nothing to be done, or two files are one. */
function checkPlaces(image: string | undefined, places: Readonly<Record<string, string | undefined>>): asserts image {
  const named = Object.entries(places).filter(([, place]) => place !== undefined);
  if (image === undefined || named.length === 0)
    throw new StudioError(
      "BadInput",
      "Name what to predict and where to: --image FILE --out MASK.tif, --entropy DOUBT.tif, or --instances OBJECTS.tif.",
    );
  for (const [index, [flag, place]] of named.entries()) {
    const twin = named.slice(0, index).find(([, other]) => other === place);
    if (twin) throw new StudioError("BadInput", `${twin[0]} and ${flag} are both "${place}"; name two files.`);
  }
}

/** The class that parts objects. Throws StudioError "BadInput" where none was learnt. */
function boundaryOf({ classes, name }: Source): BoundaryClass {
  const boundary = boundaryClassOf(classes);
  if (boundary) return boundary;
  throw new StudioError(
    "BadInput",
    `${name} has learnt no boundaries between objects. Write a mask, and find its objects with cristae objects MASK; or train with --target instances.`,
  );
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
      ...fitTo(task, volume, { ...flags, howToMatch: HOW_TO_MATCH }),
      name: `Trial ${trial.label}`,
      json: { trial: trial.id, label: trial.label },
      device: () => chooseDevice(device),
    },
  };
}

async function ofOnnx(
  path: string,
  { device, classes: names, asksMore, ...flags }: SourceFlags,
  readVolume: () => Promise<Volume>,
  output: Output,
): Promise<Opened> {
  const { file, facts } = await openOnnxFile(path);
  const classes = classesOf(facts, names);
  if (facts.channels === null && asksMore)
    throw new StudioError("BadInput", `This network gives classes only; leave ${asksMore} out.`);
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

/** What is wanted beside the classes. */
interface Wanted {
  readonly probabilities: boolean;
  readonly entropy: boolean;
}

/** On all cores, where slices are apart. */
async function predictedBy(
  { predictor, classes, intensity, device: chosen }: Source,
  volume: Volume,
  { z }: Region,
  wanted: Wanted,
  output: Output,
): Promise<Predicted> {
  const device = await chosen();
  const [, height, width] = volume.shape;
  const [depth, plane, count] = [lengthOf(z), height * width, classes.length];
  const labels = new Uint8Array(depth * plane);
  const probabilities = wanted.probabilities ? new Float32Array(depth * plane * count) : null;
  const entropy = wanted.entropy ? new Float32Array(depth * plane) : null;
  let done = 0;
  const stack = createStackPredictor(
    { predictor, volume, intensity, classes: count },
    { spawn: () => spawnNodeTrainer(trainerEntry), device, workers: cores },
  );
  try {
    await stack.predict(z, wanted.probabilities || wanted.entropy, ({ from, to }, found) => {
      const first = (from - z.from) * plane;
      labels.set(found.labels, first);
      probabilities?.set(found.probabilities!, first * count);
      entropy?.set(normalisedEntropy(found.probabilities!, count), first);
      done += to - from;
      if (done < depth) output.bar(() => `${done} of ${depth} slices predicted`);
    });
  } finally {
    stack.close();
  }
  return { labels, probabilities, entropy };
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

interface Written {
  readonly source: Source;
  readonly shape: Shape3;
  readonly out?: string;
  readonly entropy?: WrittenEntropy;
  readonly instances?: WrittenInstances;
}

const summaryOf = ({ source: { name, classes }, shape, out, entropy, instances }: Written): string =>
  [
    ...(out === undefined ? [] : [`${name}: ${shapeText(shape)} voxels of ${classes.length} classes in ${out}`]),
    ...(entropy ? [`${name}: mean entropy ${entropy.mean.toFixed(4)}, voxel by voxel in ${entropy.place}`] : []),
    ...(instances ? [`${name}: ${instances.objects} objects, each by its number in ${instances.place}`] : []),
  ].join("\n");

function tell(written: Written, output: Output): void {
  const { source, shape, out, entropy, instances } = written;
  output.json({
    type: "predicted",
    ...source.json,
    ...(out !== undefined && { out }),
    ...(entropy && { entropy: entropy.place, meanEntropy: entropy.mean }),
    ...(instances && { instances: instances.place, objects: instances.objects }),
    shape,
    classes: source.classes.map(({ name }) => name),
    warnings: source.warnings,
  });
  output.say(summaryOf(written));
}
