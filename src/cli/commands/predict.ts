import { basename } from "node:path";
import { parseMaskValues, type MaskValues } from "../../catalog/exports/maskStack.ts";
import { StudioError } from "../../core/errors.ts";
import { lengthOf, regionShape, type Region } from "../../core/image/dataset.ts";
import { fitTo } from "../../core/image/fitting.ts";
import type { GreyRange } from "../../core/image/intensity.ts";
import type { ClassInfo } from "../../core/image/labelMap.ts";
import { boundaryClassOf, type BoundaryClass } from "../../core/image/objects/boundaryClass.ts";
import { AS_THEY_ARE, type GreyScale } from "../../core/image/normalisation.ts";
import { eachPortion, inSlices, slicedIntensity, type SlicedVolume } from "../../core/image/slicedVolume.ts";
import { shapeText, type Shape3, type VoxelArray } from "../../core/image/volume.ts";
import type { DeviceId } from "../../engine/deviceIds.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { damageText } from "../../storage/studyLog.ts";
import { trialPredictor } from "../../worker/session.ts";
import { nodeSha256 } from "../../worker/reading/nodeSha256.ts";
import type { Predictor } from "../../worker/trainerApi.ts";
import { findTrial } from "../findTrial.ts";
import { parseRange, type GreyFlags, type ReadFlags } from "../input.ts";
import { classesOf, greyScaleFor, HOW_TO_MATCH, isOnnx, openOnnxFile, type OnnxFlags } from "../onnxSource.ts";
import type { Output } from "../output.ts";
import { STANDARD_OUTPUT } from "../outputFile.ts";
import { hasPart, type Place } from "../predicting/growingFile.ts";
import {
  entropyPlace,
  instancesPlace,
  maskPlace,
  openEntropy,
  openInstances,
  openMask,
  type PredictedFile,
  type WrittenEntropy,
  type WrittenInstances,
} from "../predicting/predictedFiles.ts";
import { identityOf, openRecord } from "../predicting/predictionRecord.ts";
import { predictInto } from "../predicting/predictInto.ts";
import { openSlicedInput, readWhole, type SlicedInput } from "../predicting/slicedInput.ts";
import { chooseDevice } from "../run.ts";
import { peekStudy } from "../studyOnDisk.ts";

export interface PredictFlags extends ReadFlags, GreyFlags, OnnxFlags {
  readonly probabilities?: boolean;
  /** Bring the image's mean and deviation to those of the training. */
  readonly matchIntensity?: boolean;
  readonly force?: boolean;
  /** Go on with a prediction that was ended before it was whole. */
  readonly resume?: boolean;
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
export interface Source {
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
    image,
    out,
    entropy,
    instances,
    format,
    values = "original",
    force = false,
    resume = false,
    ...flags
  }: PredictFlags,
  output: Output,
): Promise<void> {
  const places = { "--out": out, "--entropy": entropy, "--instances": instances };
  checkPlaces(image, places);
  if (resume && out === STANDARD_OUTPUT)
    throw new StudioError(
      "BadInput",
      "--resume goes on with a file; the standard output is written from its beginning.",
    );
  const rules = { inputs: [image, file], force };
  const given: Places = {
    mask: out === undefined ? null : await maskPlace(out, format, { flag: "--out", ...rules }),
    doubt: entropy === undefined ? null : await entropyPlace(entropy, { flag: "--entropy", ...rules }),
    objects: instances === undefined ? null : await instancesPlace(instances, { flag: "--instances", ...rules }),
  };
  const wish: Wish = { ...flags, image, resume, values: parseMaskValues(values), isOut: out === STANDARD_OUTPUT };
  const opened = await (isOnnx(file) ? ofOnnx : ofStudy)(file, sourceFlags(wish, given), wish, output);
  try {
    await predictOpened(opened, given, wish, output);
  } finally {
    opened.close();
  }
}

/** Where results go; null for what is not asked for. */
interface Places {
  readonly mask: Place | null;
  readonly doubt: Place | null;
  readonly objects: Place | null;
}

interface Wish extends Omit<PredictFlags, "values"> {
  readonly image: string;
  readonly resume: boolean;
  readonly values: MaskValues;
  readonly isOut: boolean;
}

const sourceFlags = (wish: Wish, { doubt }: Places): SourceFlags => ({
  image: wish.image,
  matchIntensity: wish.matchIntensity ?? false,
  asksMore: wish.probabilities ? "--probabilities" : doubt ? "--entropy" : null,
  ...(wish.trial !== undefined && { trial: wish.trial }),
  ...(wish.device !== undefined && { device: wish.device }),
  ...(wish.normalise !== undefined && { normalise: wish.normalise }),
  ...(wish.classes !== undefined && { classes: wish.classes }),
});

/** The outputs of a prediction. */
interface Files {
  readonly out: PredictedFile<string> | null;
  readonly entropy: PredictedFile<WrittenEntropy> | null;
  readonly instances: PredictedFile<WrittenInstances> | null;
}

async function predictOpened(
  { source, volume, sha256 }: Opened,
  places: Places,
  wish: Wish,
  output: Output,
): Promise<void> {
  const region = regionOf(volume, wish.slices);
  const boundary = places.objects && boundaryOf(source);
  for (const warning of source.warnings) output.note(warning);
  const device = await source.device();
  const probabilities = wish.probabilities ?? false;
  const outs = [places.mask, places.doubt, places.objects].flatMap((place) => (place ? [place.out] : []));
  const { intensity, predictor, classes } = source;
  const asked = { region, intensity, device, outs, probabilities, values: wish.values, format: places.mask?.writer.id };
  if (!wish.resume && (await hasPart(outs[0]!)))
    output.note(`An unfinished prediction at "${outs[0]!}" is begun anew; --resume would go on with it.`);
  const record = await openRecord(outs, identityOf(predictor, sha256, asked), wish.resume);
  const where = { volume, region, classes };
  const growth = { goesOn: wish.resume, output };
  const files: Files = {
    out:
      places.mask && (await openMask({ place: places.mask, ...growth }, where, { values: wish.values, probabilities })),
    entropy: places.doubt && (await openEntropy({ place: places.doubt, ...growth }, where)),
    instances:
      places.objects && boundary && (await openInstances({ place: places.objects, ...growth }, { ...where, boundary })),
  };
  const needsProbabilities = probabilities || files.entropy !== null;
  await predictInto(
    { predictor, volume, intensity, classes: classes.length },
    { device, region, needsProbabilities, record, files: Object.values(files).filter((each) => each !== null) },
    output,
  );
  const written: Written = {
    ...{ source, shape: regionShape(region) },
    ...(files.out && { out: await files.out.finish() }),
    ...(files.entropy && { entropy: await files.entropy.finish() }),
    ...(files.instances && { instances: await files.instances.finish() }),
  };
  await record.remove();
  if (wish.isOut) output.note(summaryOf(written));
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

interface Opened extends SlicedInput {
  readonly source: Source;
  /** Of the image's voxels. */
  readonly sha256: string;
}

async function ofStudy(
  file: string,
  { trial: which = "best", device, normalise, classes: names, ...flags }: SourceFlags,
  read: ReadFlags & GreyFlags,
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
  const { task } = study.spec;
  const input = await openSlicedInput(flags.image, read);
  try {
    const hash = nodeSha256();
    const intensity = await slicedIntensity(input.volume, (values) => hash.update(bytesOf(values)));
    const seen = { intensity, voxelSizeNm: input.volume.voxelSizeNm };
    return {
      ...input,
      sha256: hash.hex(),
      source: {
        predictor,
        classes: task.classes,
        ...fitTo(task, seen, { ...flags, howToMatch: HOW_TO_MATCH }),
        name: `Trial ${trial.label}`,
        json: { trial: trial.id, label: trial.label },
        device: () => chooseDevice(device),
      },
    };
  } catch (error) {
    input.close();
    throw error;
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: VoxelArray): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);

async function ofOnnx(
  path: string,
  { device, classes: names, asksMore, ...flags }: SourceFlags,
  read: ReadFlags & GreyFlags,
  output: Output,
): Promise<Opened> {
  const { file, facts } = await openOnnxFile(path);
  const classes = classesOf(facts, names);
  if (facts.channels === null && asksMore)
    throw new StudioError("BadInput", `This network gives classes only; leave ${asksMore} out.`);
  if (device !== undefined && device !== "auto")
    output.note(`ONNX files are run by ${facts.runtime} on the processor; --device does not count.`);
  // Scales of files that do not say their own go by quantiles, and networks of files by extents of their own: of all voxels.
  const volume = await readWhole(flags.image, read);
  const { scale, warnings } = greyScaleFor(facts, volume, flags);
  const hash = nodeSha256();
  await eachPortion(inSlices(volume), (values) => hash.update(bytesOf(values)));
  return {
    ...{ volume: inSlices(volume), sha256: hash.hex(), close: () => undefined },
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

/** Whole slices: those that `--slices` names, or all. Throws StudioError "BadInput" for slices that are not there. */
function regionOf({ shape: [depth, height, width] }: SlicedVolume, slices: string | undefined): Region {
  const z = slices === undefined ? { from: 0, to: depth } : parseRange("--slices", slices);
  if (lengthOf(z) < 1 || z.to > depth)
    throw new StudioError(
      "BadInput",
      `--slices is "${slices!}", and the image has slices 0 to ${depth - 1}: at most 0:${depth}.`,
    );
  return { z, y: { from: 0, to: height }, x: { from: 0, to: width } };
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
