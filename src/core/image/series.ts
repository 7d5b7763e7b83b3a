import { StudioError } from "../errors.ts";
import type { DecodedFile } from "./format.ts";
import { joinSubjects } from "./subjects.ts";
import { shapeText, voxelCount, type VoxelArray } from "./volume.ts";

export interface NamedDecoded {
  readonly path: string;
  readonly decoded: DecodedFile;
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** By the numbers in the names: "z2" before "z10". */
export const byNaturalOrder = (a: { readonly path: string }, b: { readonly path: string }): number => collator.compare(a.path, b.path);

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
export const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Whether a path reads like labels: "labels/", "train-seg.tif", "gt_01.png". */
export const looksLikeLabels = (path: string): boolean => /(^|[^a-z])(labels?\d*|masks?|seg(mentation)?|gt|ground_?truth|annotations?|truth|semantic|membranes?|mitochondria|synapses?)([^a-z]|$)/i.test(path);

/** One name for a series: its folder, or the common beginning of its file names. */
export function seriesName(paths: readonly string[]): string {
  if (paths.length === 1) return fileName(paths[0]!);
  const folder = fileName(folderOf(paths[0]!));
  if (folder) return folder;
  const names = paths.map(fileName);
  const common = names.reduce((prefix, name) => {
    let length = 0;
    while (length < prefix.length && prefix[length] === name[length]) length++;
    return prefix.slice(0, length);
  });
  return common.replace(/[\d_.-]+$/, "") || "series";
}

/** By the place that the files state themselves, else by the common part of their names. */
function bySeriesOrder(a: NamedDecoded, b: NamedDecoded): number {
  const [first, second] = [a.decoded.order, b.decoded.order];
  if (first !== undefined && second !== undefined && first !== second) return first - second;
  return byNaturalOrder({ path: pairKey(a.path) }, { path: pairKey(b.path) }) || byNaturalOrder(a, b);
}

/** What the name of an image and of its labels have in common: "case 03" of "case_03_raw.nii" and of "case_03-seg.nii". */
export function pairKey(path: string): string {
  const words = fileName(path).replace(/(\.[a-z]+[a-z0-9]*)+$/i, "").split(/[^a-z0-9]+/i);
  const telling = words.map((word) => word.replace(ROLE_WORD, "")).filter((word) => word !== "");
  return telling.join(" ").toLowerCase();
}

const ROLE_WORD = /^(labels?|masks?|seg(mentation)?|gt|truth|annotations?|images?|img|raw|im|train|volume)(?=\d*$)/i;

/**
 * Joins files of one series into a stack, in natural order of their names: slices of one size, or the volumes of several subjects
 * where every file has several slices. Throws StudioError "UnreadableFile" naming the first slice whose size differs.
 */
export function joinSeries(files: readonly NamedDecoded[]): DecodedFile {
  const sorted = [...files].sort(bySeriesOrder);
  const first = sorted[0]!;
  if (sorted.length === 1) return first.decoded;
  if (sorted.every(({ decoded }) => decoded.volume.shape[0] > 1)) return joinedSubjects(sorted);
  const [, height, width] = first.decoded.volume.shape;
  for (const { path, decoded } of sorted) {
    const [, h, w] = decoded.volume.shape;
    if (h === height && w === width && decoded.isColor === first.decoded.isColor) continue;
    throw new StudioError("UnreadableFile", `The slices of "${seriesName(sorted.map((file) => file.path))}" differ: ${fileName(first.path)} is ${shapeText([height, width])}, ${fileName(path)} is ${shapeText([h, w])}. A stack needs slices of one size and kind.`);
  }
  const depth = sorted.reduce((sum, { decoded }) => sum + decoded.volume.shape[0], 0);
  const data = widestArray(sorted, depth * height * width);
  let offset = 0;
  for (const { decoded } of sorted) {
    data.set(decoded.volume.data, offset);
    offset += voxelCount(decoded.volume.shape);
  }
  return {
    volume: { shape: [depth, height, width], data, voxelSizeNm: first.decoded.volume.voxelSizeNm },
    description: `${first.decoded.description.split(",")[0]!} series, ${sorted.length} files,${first.decoded.description.split(",").at(-1)!}`,
    isColor: first.decoded.isColor,
    isLossy: sorted.some(({ decoded }) => decoded.isLossy),
    ...(sorted.length === depth && { sliceNames: sorted.map(({ path }) => fileName(path)) }),
    warnings: [...new Set(sorted.flatMap(({ decoded }) => decoded.warnings))],
  };
}

/** The last number in a file's name. */
const sectionNumber = (name: string): number => Number(/(\d+)\D*$/.exec(name.replace(/(\.[a-z]+[a-z0-9]*)+$/i, ""))?.[1] ?? NaN);

/** What is wrong with labels that were matched to an image slice by slice: the first pair whose numbers do not go on alike; null where all do. */
export function pairWarning({ sliceNames: images }: Pick<DecodedFile, "sliceNames">, { sliceNames: labels }: Pick<DecodedFile, "sliceNames">): string | null {
  if (!images || images.length !== labels?.length) return null;
  const steps = (names: readonly string[]) => names.map((name) => sectionNumber(name) - sectionNumber(names[0]!));
  const [ofImages, ofLabels] = [steps(images), steps(labels)];
  const place = ofImages.findIndex((step, index) => step !== ofLabels[index] && !Number.isNaN(step) && !Number.isNaN(ofLabels[index]));
  return place < 0 ? null : `The numbers in their names do not go on alike: ${images[place]!} goes with ${labels[place]!}. Check that no section is missing.`;
}

function joinedSubjects(sorted: readonly NamedDecoded[]): DecodedFile {
  const [{ decoded: first }] = sorted as readonly [NamedDecoded];
  return {
    volume: joinSubjects(sorted.map(({ path, decoded: { volume } }) => ({ name: subjectName(path), volume }))),
    description: `${first.description.split(",")[0]!}, ${sorted.length} subjects,${first.description.split(",").at(-1)!}`,
    isColor: sorted.some(({ decoded }) => decoded.isColor),
    isLossy: sorted.some(({ decoded }) => decoded.isLossy),
    warnings: [...new Set(sorted.flatMap(({ decoded }) => decoded.warnings))],
  };
}

/** "subject_03" of "images/subject_03.nii.gz". */
const subjectName = (path: string): string => fileName(path).replace(/(\.[a-z]+[a-z0-9]*)+$/i, "");

/** An array that holds the values of all slices: some may be 8-bit, others 16-bit or real. */
function widestArray(files: readonly NamedDecoded[], length: number): VoxelArray {
  const kinds = files.map(({ decoded }) => decoded.volume.data);
  const bytes = (isKind: (data: VoxelArray) => boolean) => Math.max(0, ...kinds.filter(isKind).map((data) => data.BYTES_PER_ELEMENT));
  const [real, signed, unsigned] = [bytes(isReal), bytes(isSigned), bytes((data) => !isReal(data) && !isSigned(data))];
  if (real > 0) return real === 8 || Math.max(signed, unsigned) > 2 ? new Float64Array(length) : new Float32Array(length);
  if (signed === 0) return unsigned === 1 ? new Uint8Array(length) : unsigned === 2 ? new Uint16Array(length) : new Uint32Array(length);
  const needed = Math.max(signed, 2 * unsigned);
  if (needed > 4) return new Float64Array(length);
  return needed === 1 ? new Int8Array(length) : needed === 2 ? new Int16Array(length) : new Int32Array(length);
}

const isReal = (data: VoxelArray): boolean => data instanceof Float32Array || data instanceof Float64Array;
const isSigned = (data: VoxelArray): boolean => data instanceof Int8Array || data instanceof Int16Array || data instanceof Int32Array;
