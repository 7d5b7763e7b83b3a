import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import { applyMapping } from "../../core/image/labelMap.ts";
import { shareClasses } from "../../core/image/sets/classMap.ts";
import { joinSets, type DataSet } from "../../core/image/sets/joinSets.ts";
import { normaliseSet } from "../../core/image/sets/normaliseSet.ts";
import { splitSets } from "../../core/image/sets/setSplit.ts";
import { checkSameShape } from "../../core/image/dataset.ts";
import { joinedStack } from "../../core/image/subjects.ts";
import type { Volume } from "../../core/image/volume.ts";
import type { SetSource, StudySource } from "../../storage/studyFolder.ts";
import type { Output } from "../output.ts";
import { readPair, type ReadPair } from "./readPair.ts";
import { splitFrom } from "./splitFlags.ts";

/** Sets that share their classes, and the voxel size that they are to be brought to. */
export interface SetsApart {
  readonly sets: readonly DataSet[];
  readonly voxelSizeNm: Volume["voxelSizeNm"];
}

/** Reads several sets as one dataset. Throws StudioError for what does not fit together. */
export async function readSets(
  sources: readonly SetSource[],
  source: StudySource,
  output: Pick<Output, "note">,
): Promise<Dataset> {
  const { sets, voxelSizeNm } = await readSetsApart(sources, source, output);
  return joinSets(sets, voxelSizeNm);
}

/** The same before they are joined. */
export async function readSetsApart(
  sources: readonly SetSource[],
  source: StudySource,
  output: Pick<Output, "note">,
): Promise<SetsApart> {
  if (source.target === "instances")
    throw new StudioError(
      "BadInput",
      "--target instances learns the objects of one data set; name one, or learn the classes of several.",
    );
  const pairs: ReadPair[] = [];
  for (const places of sources) pairs.push(await readPair(places, source, output));
  for (const { image, labels } of pairs) checkSameShape(image.volume.shape, labels.decoded.volume.shape);
  const names = sources.map(({ name }) => name);
  const mappings = shareClasses(
    pairs.map(({ labels }, index) => ({ name: names[index]!, mapping: labels.mapping })),
    source.classMap,
  );
  const splits = splitSets(
    pairs.map(({ image }, index) => {
      const stack = joinedStack(image);
      const split = splitFrom(sources[index]!, stack);
      return { name: names[index]!, stack, ...(split && { split }) };
    }),
    source.leaveOut,
  );
  const voxelSizeNm = source.voxelSize === "own" ? null : (source.voxelSize ?? pairs[0]!.image.volume.voxelSizeNm);
  pairs.forEach(({ image }, index) => sayResampled(names[index]!, image.volume, voxelSizeNm, output));
  const sets = pairs.map(({ image, labels }, index) => ({
    name: names[index]!,
    joined: normaliseSet(image),
    labels: applyMapping(labels.decoded.volume, mappings[index]!),
    split: splits[index]!,
  }));
  return { sets, voxelSizeNm };
}

/** Tells what a set is brought to, and where that cannot be known. */
function sayResampled(
  name: string,
  { voxelSizeNm: own }: Volume,
  wanted: Volume["voxelSizeNm"],
  output: Pick<Output, "note">,
): void {
  if (!wanted) return;
  if (!own) output.note(`${name} does not say how large its voxels are; it is taken as it is.`);
  else if (own.some((side, axis) => side !== wanted[axis]))
    output.note(
      `${name} is resampled from voxels of ${own.join(" × ")} nm to ${wanted.join(" × ")} nm; --voxel-size own keeps each set as it is.`,
    );
}
