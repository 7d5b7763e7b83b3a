import { StudioError } from "../errors.ts";
import { fileName, seriesName } from "./fileNames.ts";
import type { DecodedFile } from "./format.ts";
import { dtypeOf, shapeText, type VoxelArray } from "./volume.ts";

export interface NamedDecoded {
  readonly path: string;
  readonly decoded: DecodedFile;
}

/** The slices of a series that are of one kind, in one type, and what there is to say of the others. */
export interface AlikeSlices {
  readonly slices: readonly NamedDecoded[];
  readonly warnings: readonly string[];
}

/** At most this share of the files may be strangers that are left out; more are a second series. */
const STRANGER_SHARE = 1 / 4;
const MOST_NAMED = 3;

/**
 * The slices of the kind that most are of. One whose values the others' type holds is converted and told; a stranger, whose name is
 * not of the series, is left out and told. Throws StudioError "UnreadableFile" for any other, as a stack with a gap would be wrong.
 */
export function alikeSlices(files: readonly NamedDecoded[]): AlikeSlices {
  const common = mostOf(files, kindOf);
  const converted = files.map((file) =>
    kindOf(file) === common
      ? file
      : (inTypeOf(
          file,
          files.find((other) => kindOf(other) === common)!,
        ) ?? file),
  );
  const others = converted.filter((file) => kindOf(file) !== common);
  const slices = converted.filter((file) => kindOf(file) === common);
  const areFew = others.length <= Math.max(1, files.length * STRANGER_SHARE);
  const differing = others.filter(
    ({ path }) =>
      !(
        areFew &&
        isStranger(
          path,
          slices.map((slice) => slice.path),
        )
      ),
  );
  if (differing.length > 0)
    throw new StudioError(
      "UnreadableFile",
      `The slices of "${seriesName(files.map(({ path }) => path))}" differ: ${named(differing)}, ${slices.length === 1 ? `${fileName(slices[0]!.path)} is` : `${slices.length} others are`} ${common}. A stack needs slices of one size and type. Convert ${differing.length === 1 ? "it" : "them"}, or move ${differing.length === 1 ? "it" : "them"} elsewhere.`,
    );
  const changed = files.filter((file, index) => converted[index] !== file);
  return {
    slices,
    warnings: [
      ...(others.length > 0
        ? [
            `${slices.length} of ${files.length} files read; ${named(others)} and ${others.length === 1 ? "was" : "were"} left out, the others are ${common}.`,
          ]
        : []),
      ...(changed.length > 0
        ? [
            `${named(changed)}, the others are ${common}. ${changed.length === 1 ? "Its" : "Their"} values were kept as they are; check that they are on the same scale.`,
          ]
        : []),
    ],
  };
}

const kindOf = ({ decoded: { volume, isColor } }: NamedDecoded): string =>
  `${shapeText(volume.shape.slice(1))}, ${isColor ? "colour" : dtypeOf(volume.data)}`;

/** A name with its numbers taken out: "img_#.png". */
const patternOf = ({ path }: Pick<NamedDecoded, "path">): string => fileName(path).replace(/\d+/g, "#").toLowerCase();

const named = (files: readonly NamedDecoded[]): string =>
  `${files
    .slice(0, MOST_NAMED)
    .map((file) => `${fileName(file.path)} is ${kindOf(file)}`)
    .join(", ")}${files.length > MOST_NAMED ? ` and ${files.length - MOST_NAMED} more differ` : ""}`;

/** Whether a file's name is not like those of the slices of a series. */
export function isStranger(path: string, slices: readonly string[]): boolean {
  return (
    slices.length > 1 &&
    patternOf({ path }) !==
      mostOf(
        slices.map((each) => ({ path: each })),
        patternOf,
      )
  );
}

/** What most of the files have in common; of several, that of the first file. */
function mostOf<File>(files: readonly File[], of: (file: File) => string): string {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(of(file), (counts.get(of(file)) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

/** The slice in the type of another one of its size, where that holds all its values; null where not. */
function inTypeOf(
  file: NamedDecoded,
  {
    decoded: {
      volume: { shape, data },
      isColor,
    },
  }: NamedDecoded,
): NamedDecoded | null {
  const { decoded } = file;
  const isSameSize = decoded.volume.shape.slice(1).join() === shape.slice(1).join();
  if (!isSameSize || decoded.isColor !== isColor) return null;
  const converted = (data.constructor as unknown as { from(values: ArrayLike<number>): VoxelArray }).from(
    decoded.volume.data,
  );
  const isKept = converted.every((value, at) => value === decoded.volume.data[at]);
  return isKept ? { ...file, decoded: { ...decoded, volume: { ...decoded.volume, data: converted } } } : null;
}
