import type { DecodedFile } from "./format.ts";
import { byNaturalOrder, fileName } from "./fileNames.ts";
import { alikeSlices, type NamedDecoded } from "./seriesSlices.ts";
import { joinSubjects } from "./subjects.ts";
import { voxelCount, type VoxelArray } from "./volume.ts";

/** By the place that the files state themselves, else by the common part of their names. */
function bySeriesOrder(a: NamedDecoded, b: NamedDecoded): number {
  const [first, second] = [a.decoded.order, b.decoded.order];
  if (first !== undefined && second !== undefined && first !== second) return first - second;
  return byNaturalOrder({ path: pairKey(a.path) }, { path: pairKey(b.path) }) || byNaturalOrder(a, b);
}

/** What the name of an image and of its labels have in common: "case 03" of "case_03_raw.nii" and of "case_03-seg.nii". */
export function pairKey(path: string): string {
  const words = fileName(path)
    .replace(/(\.[a-z]+[a-z0-9]*)+$/i, "")
    .split(/[^a-z0-9]+/i);
  const telling = words.map((word) => word.replace(ROLE_WORD, "")).filter((word) => word !== "");
  return telling.join(" ").toLowerCase();
}

const ROLE_WORD = /^(labels?|masks?|seg(mentation)?|gt|truth|annotations?|images?|img|raw|im|train|volume)(?=\d*$)/i;

/**
 * Joins files of one series into a stack, in natural order of their names: slices of one size and type, or the volumes of several
 * subjects where every file has several slices. A file of another kind whose name is none of the series is left out by name.
 * Throws StudioError "UnreadableFile" naming a slice of the series that differs.
 */
export function joinSeries(files: readonly NamedDecoded[]): DecodedFile {
  const sorted = [...files].sort(bySeriesOrder);
  if (sorted.length === 1) return sorted[0]!.decoded;
  if (sorted.every(({ decoded }) => decoded.volume.shape[0] > 1)) return joinedSubjects(sorted);
  const { slices, warnings } = alikeSlices(sorted);
  const first = slices[0]!;
  const [, height, width] = first.decoded.volume.shape;
  const depth = slices.reduce((sum, { decoded }) => sum + decoded.volume.shape[0], 0);
  const data = new (first.decoded.volume.data.constructor as new (length: number) => VoxelArray)(
    depth * height * width,
  );
  let offset = 0;
  for (const { decoded } of slices) {
    data.set(decoded.volume.data, offset);
    offset += voxelCount(decoded.volume.shape);
  }
  return {
    volume: { shape: [depth, height, width], data, voxelSizeNm: first.decoded.volume.voxelSizeNm },
    description: `${first.decoded.description.split(",")[0]!} series, ${slices.length} files,${first.decoded.description.split(",").at(-1)!}`,
    isColor: first.decoded.isColor,
    isLossy: slices.some(({ decoded }) => decoded.isLossy),
    ...(first.decoded.maskClasses && { maskClasses: first.decoded.maskClasses }),
    ...(slices.length === depth && { sliceNames: slices.map(({ path }) => fileName(path)) }),
    warnings: [...new Set([...warnings, ...slices.flatMap(({ decoded }) => decoded.warnings)])],
  };
}

/** The number by which each of the names counts: the last of those that change from name to name; NaN where a name has none. */
function sectionNumbers(names: readonly string[]): readonly number[] {
  const all = names.map((name) => (name.replace(/(\.[a-z]+[a-z0-9]*)+$/i, "").match(/\d+/g) ?? []).map(Number));
  const isAlike = all.every((numbers) => numbers.length === all[0]!.length);
  const changing = isAlike
    ? all[0]!.findLastIndex((number, place) => all.some((numbers) => numbers[place] !== number))
    : -1;
  return all.map((numbers) => numbers.at(changing) ?? NaN);
}

/** What is wrong with labels that were matched to an image slice by slice: the first pair whose numbers do not go on alike; null where all do. */
export function pairWarning(
  { sliceNames: images }: Pick<DecodedFile, "sliceNames">,
  { sliceNames: labels }: Pick<DecodedFile, "sliceNames">,
): string | null {
  if (!images || images.length !== labels?.length) return null;
  const steps = (names: readonly string[]) => sectionNumbers(names).map((number, _, [first]) => number - first!);
  const [ofImages, ofLabels] = [steps(images), steps(labels)];
  const place = ofImages.findIndex(
    (step, index) => step !== ofLabels[index] && !Number.isNaN(step) && !Number.isNaN(ofLabels[index]),
  );
  return place < 0
    ? null
    : `The numbers in their names do not go on alike: ${images[place]!} goes with ${labels[place]!}. Check that no section is missing.`;
}

function joinedSubjects(sorted: readonly NamedDecoded[]): DecodedFile {
  const [{ decoded: first }] = sorted as readonly [NamedDecoded];
  return {
    ...joinSubjects(sorted.map(({ path, decoded: { volume } }) => ({ name: subjectName(path), volume }))),
    description: `${first.description.split(",")[0]!}, ${sorted.length} subjects,${first.description.split(",").at(-1)!}`,
    isColor: sorted.some(({ decoded }) => decoded.isColor),
    isLossy: sorted.some(({ decoded }) => decoded.isLossy),
    warnings: [...new Set(sorted.flatMap(({ decoded }) => decoded.warnings))],
  };
}

/** "subject_03" of "images/subject_03.nii.gz". */
const subjectName = (path: string): string => fileName(path).replace(/(\.[a-z]+[a-z0-9]*)+$/i, "");
