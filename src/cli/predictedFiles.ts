import { basename } from "node:path";
import { writerOf } from "../catalog/exports/index.ts";
import { lossNotes, maskStack, probabilityStack, type MaskValues } from "../catalog/exports/maskStack.ts";
import { volumesOf, type ExportStack, type StackWriter } from "../catalog/exports/stack.ts";
import { StudioError } from "../core/errors.ts";
import { regionShape, type Region } from "../core/image/dataset.ts";
import { movedTo } from "../core/image/geometry.ts";
import type { ClassInfo } from "../core/image/labelMap.ts";
import { boundedObjects, type BoundaryClass } from "../core/image/objects/boundaryClass.ts";
import { inFewestBits } from "../core/image/objects/objects.ts";
import type { Volume } from "../core/image/volume.ts";
import type { Prediction } from "../worker/predictWith.ts";
import type { Output } from "./output.ts";
import { checkOutput, STANDARD_OUTPUT, writeOutputs, type OutputRules } from "./outputFile.ts";

/** Slices as they were predicted. */
export interface Predicted extends Prediction {
  /** Of the probabilities of each voxel, 0 … 1; null where it was not asked for. */
  readonly entropy: Float32Array<ArrayBuffer> | null;
}

/** Where a file goes, and the format that its name asks for. */
export interface Place {
  readonly out: string;
  readonly base: string;
  readonly writer: StackWriter;
  readonly rules: OutputRules;
}

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
  const { writer, base } = writerOf(out);
  await checkOutput(out, rules);
  return { out, base, writer, rules };
}

/** The same for real numbers. Throws StudioError "BadInput" for a format of whole numbers and for the standard output. */
export async function entropyPlace(out: string, rules: OutputRules): Promise<Place> {
  if (out === STANDARD_OUTPUT)
    throw new StudioError("BadInput", "--entropy writes a file; name it, such as --entropy doubt.tif.");
  const { writer, base } = writerOf(out);
  if (!writer.holdsChannels)
    throw new StudioError(
      "BadInput",
      `--entropy is "${out}", and entropies are real numbers, which are not written as ${writer.label}. Write TIFF, NRRD, NIfTI or OME-Zarr.`,
    );
  await checkOutput(out, rules);
  return { out, base, writer, rules };
}

/** Where what was predicted lies in the image. */
interface Where {
  readonly volume: Volume;
  readonly region: Region;
  readonly classes: readonly ClassInfo[];
}

/** Writes classes, or probabilities where those were predicted; resolves with the place. */
export function writeMask(
  place: Place,
  { labels, probabilities }: Predicted,
  { values, ...where }: Where & { readonly values: MaskValues },
  output: Output,
): Promise<string> {
  const { classes } = where;
  const { writer } = place;
  const { stack, notes } = probabilities
    ? {
        stack: probabilityStack(placeInImage(where), volumesOf(probabilities, classes.length), classes),
        notes: [],
      }
    : maskStack(placeInImage(where), labels, { writer, values, classes });
  for (const note of notes) output.note(note);
  return writeStack(place, stack, output);
}

export interface WrittenEntropy {
  readonly place: string;
  readonly mean: number;
}

export const writeEntropy = async (
  place: Place,
  entropy: Float32Array<ArrayBuffer>,
  where: Where,
  output: Output,
): Promise<WrittenEntropy> => ({
  place: await writeStack(place, { ...placeInImage(where), data: entropy }, output),
  mean: entropy.reduce((sum, value) => sum + value, 0) / entropy.length,
});

export interface WrittenInstances {
  readonly place: string;
  readonly objects: number;
}

/** Writes the objects that the boundary among the classes parts, each by its number, 0 where there is none. */
export async function writeInstances(
  place: Place,
  { labels }: Predicted,
  { boundary, ...where }: Where & { readonly boundary: BoundaryClass },
  output: Output,
): Promise<WrittenInstances> {
  const { ids, sizes } = boundedObjects(labels, regionShape(where.region), boundary).objects;
  const data = inFewestBits(ids, sizes.length);
  return { place: await writeStack(place, { ...placeInImage(where), data }, output), objects: sizes.length };
}

const placeInImage = ({ volume: { voxelSizeNm, geometry }, region }: Where): Omit<ExportStack, "data"> => ({
  shape: regionShape(region),
  voxelSizeNm,
  ...(geometry && { geometry: movedTo(geometry, [region.z.from, 0, 0]) }),
});

async function writeStack({ out, base, writer, rules }: Place, stack: ExportStack, output: Output): Promise<string> {
  for (const note of lossNotes(stack, writer)) output.note(note);
  return writeOutputs(out, await writer.write(basename(base), stack), rules);
}
