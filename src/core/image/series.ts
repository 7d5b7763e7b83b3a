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
    warnings: [...new Set(sorted.flatMap(({ decoded }) => decoded.warnings))],
  };
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

/** An array of the widest element type of the series: some slices of a series may be 1-bit, others 8-bit or 16-bit. */
function widestArray(files: readonly NamedDecoded[], length: number): VoxelArray {
  const widest = files.map(({ decoded }) => decoded.volume.data).reduce((a, b) => (b.BYTES_PER_ELEMENT > a.BYTES_PER_ELEMENT ? b : a));
  return new (widest.constructor as new (length: number) => VoxelArray)(length);
}
