import { basename } from "node:path";
import { writerOf } from "../../catalog/exports/index.ts";
import { lossNotes, maskStack, probabilityStack, type MaskValues } from "../../catalog/exports/maskStack.ts";
import { layoutOf, type ExportLayout, type ExportStack } from "../../catalog/exports/stack.ts";
import { StudioError } from "../../core/errors.ts";
import { lengthOf, regionShape, type Range, type Region } from "../../core/image/dataset.ts";
import { movedTo } from "../../core/image/geometry.ts";
import type { ClassInfo } from "../../core/image/labelMap.ts";
import { boundedObjects, type BoundaryClass } from "../../core/image/objects/boundaryClass.ts";
import { inFewestBits } from "../../core/image/objects/objects.ts";
import type { Volume } from "../../core/image/volume.ts";
import { normalisedEntropy } from "../../core/judging/entropy.ts";
import type { Prediction } from "../../worker/predictWith.ts";
import type { Output } from "../output.ts";
import { checkOutput, STANDARD_OUTPUT, writeOutputs, type OutputRules } from "../outputFile.ts";
import { openGrowingFile, type GrowingFile, type Place } from "./growingFile.ts";

/** Throws StudioError where nothing can be written there, before anything is computed. */
export async function maskPlace(out: string, format: string | undefined, rules: OutputRules): Promise<Place> {
  const { writer, base } = writerOf(out === STANDARD_OUTPUT ? "mask.tif" : out, format);
  await checkOutput(out, rules);
  return { out, base, writer, rules };
}

/** The same for numbers of objects. Throws StudioError "BadInput" for the standard output. */
export async function instancesPlace(out: string, rules: OutputRules): Promise<Place> {
  if (out === STANDARD_OUTPUT)
    throw new StudioError("BadInput", "--instances writes a file; name it, such as --instances objects.tif.");
  return maskPlace(out, undefined, rules);
}

/** The same for real numbers. Throws StudioError "BadInput" for a format of whole numbers and for the standard output. */
export async function entropyPlace(out: string, rules: OutputRules): Promise<Place> {
  if (out === STANDARD_OUTPUT)
    throw new StudioError("BadInput", "--entropy writes a file; name it, such as --entropy doubt.tif.");
  const { writer } = writerOf(out);
  if (!writer.holdsChannels)
    throw new StudioError(
      "BadInput",
      `--entropy is "${out}", and entropies are real numbers, which are not written as ${writer.label}. Write TIFF, NRRD, NIfTI or OME-Zarr.`,
    );
  return maskPlace(out, undefined, rules);
}

/** Where what is predicted lies in the image. */
export interface Where {
  readonly volume: Pick<Volume, "voxelSizeNm" | "geometry">;
  readonly region: Region;
  readonly classes: readonly ClassInfo[];
}

/** An output that takes slabs of a prediction as they come, in any order. */
export interface PredictedFile<Written> extends Pick<GrowingFile, "sync" | "abandon" | "close"> {
  /** `slices` of the image. */
  put(slices: Range, prediction: Prediction): Promise<void>;
  /** What it came to, once all slices were put. */
  finish(): Promise<Written>;
}

interface Growth {
  readonly place: Place;
  readonly goesOn: boolean;
  readonly output: Output;
}

/** Classes, or probabilities where those are predicted; comes to the place. */
export function openMask(
  growth: Growth,
  where: Where,
  wish: { readonly values: MaskValues; readonly probabilities: boolean },
): Promise<PredictedFile<string>> {
  return wish.probabilities ? openProbabilities(growth, where) : openClasses(growth, where, wish.values);
}

async function openClasses(growth: Growth, where: Where, values: MaskValues): Promise<PredictedFile<string>> {
  const { classes, region } = where;
  const { writer } = growth.place;
  const encoded = (labels: Uint8Array<ArrayBuffer>) =>
    maskStack(placeInImage(where), labels, { writer, values, classes });
  const { stack, notes } = encoded(new Uint8Array(0));
  for (const note of notes) growth.output.note(note);
  const file = await grow(growth, layoutOf(stack));
  return {
    ...file,
    put: (slices, { labels }) => file.put(slices.from - region.z.from, 0, encoded(labels).stack.data),
  };
}

async function openProbabilities(growth: Growth, where: Where): Promise<PredictedFile<string>> {
  const { classes, region } = where;
  const stack = probabilityStack(placeInImage(where), new Float32Array(0), classes);
  const file = await grow(growth, layoutOf(stack));
  return {
    ...file,
    async put(slices, { probabilities }) {
      const values = probabilities!;
      const volume = new Float32Array(values.length / classes.length);
      for (let index = 0; index < classes.length; index++) {
        for (let voxel = 0; voxel < volume.length; voxel++) volume[voxel] = values[voxel * classes.length + index]!;
        await file.put(slices.from - region.z.from, index, volume);
      }
    },
  };
}

export interface WrittenEntropy {
  readonly place: string;
  readonly mean: number;
}

/** Entropies of the probabilities of each voxel, 0 … 1. */
export async function openEntropy(growth: Growth, where: Where): Promise<PredictedFile<WrittenEntropy>> {
  const { classes, region } = where;
  const file = await grow(growth, { ...placeInImage(where), type: "float32" });
  return {
    ...file,
    put: (slices, { probabilities }) =>
      file.put(slices.from - region.z.from, 0, normalisedEntropy(probabilities!, classes.length)),
    async finish() {
      let sum = 0;
      const [depth, height, width] = regionShape(region);
      for (let slice = 0; slice < depth; slice++) for (const value of await file.read(slice, 1, 0)) sum += value;
      return { place: await file.finish(), mean: sum / (depth * height * width) };
    },
  };
}

export interface WrittenInstances {
  readonly place: string;
  readonly objects: number;
}

/**
 * The objects that the boundary among the classes parts, each by its number, 0 where there is none. An object reaches over any number
 * of slices, so that they are found at the end, in the memory of all voxels.
 */
export async function openInstances(
  growth: Growth,
  { boundary, ...where }: Where & { readonly boundary: BoundaryClass },
): Promise<PredictedFile<WrittenInstances>> {
  const { place, output } = growth;
  const { region } = where;
  const bare = { ...place.writer, plain: () => null };
  const layout: ExportLayout = { ...placeInImage(where), type: "uint8" };
  const file = await openGrowingFile({ ...place, writer: bare }, layout, growth.goesOn);
  return {
    ...file,
    put: (slices, { labels }) => file.put(slices.from - region.z.from, 0, labels),
    async finish() {
      const labels = (await file.read(0, lengthOf(region.z), 0)) as Uint8Array<ArrayBuffer>;
      const { ids, sizes } = boundedObjects(labels, regionShape(region), boundary).objects;
      const data = inFewestBits(ids, sizes.length);
      const written = await writeStack(place, { ...placeInImage(where), data }, output);
      await file.abandon();
      return { place: written, objects: sizes.length };
    },
  };
}

const placeInImage = ({ volume: { voxelSizeNm, geometry }, region }: Where): Omit<ExportStack, "data"> => ({
  shape: regionShape(region),
  voxelSizeNm,
  ...(geometry && { geometry: movedTo(geometry, [region.z.from, 0, 0]) }),
});

function grow({ place, goesOn, output }: Growth, layout: ExportLayout): Promise<GrowingFile> {
  for (const note of lossNotes(layout, place.writer)) output.note(note);
  return openGrowingFile(place, layout, goesOn);
}

async function writeStack({ out, base, writer, rules }: Place, stack: ExportStack, output: Output): Promise<string> {
  for (const note of lossNotes(stack, writer)) output.note(note);
  return writeOutputs(out, await writer.write(basename(base), stack), rules);
}
