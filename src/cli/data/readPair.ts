import { asForeground } from "../../core/image/foreground.ts";
import type { DecodedFile } from "../../core/image/format.ts";
import { parseLabelValues } from "../../core/image/labelValues.ts";
import { readLabels, type ReadLabels } from "../../core/image/readLabels.ts";
import { pairWarning } from "../../core/image/series.ts";
import { checkSameSubjects, joinedStack } from "../../core/image/subjects.ts";
import type { VoxelArray } from "../../core/image/volume.ts";
import type { StudySource } from "../../storage/studyFolder.ts";
import { greyVolume, readStack, type ReadFlags } from "../input.ts";
import type { Output } from "../output.ts";

/** Where an image and its labels lie. */
export interface PairPlaces {
  readonly image: string;
  readonly labels: string;
}

/** An image, one finite number a voxel, and labels that belong to it. */
export interface ReadPair {
  readonly image: DecodedFile;
  readonly labels: ReadLabels;
  /** Numbers of objects by voxel, where their labels are one class of all. */
  readonly numbers: VoxelArray | null;
}

/** Reads an image with its labels, and tells what is to be known of them. Throws StudioError for what does not fit together. */
export async function readPair(
  places: PairPlaces,
  source: StudySource,
  output: Pick<Output, "note">,
): Promise<ReadPair> {
  const unlabelled = source.unlabelled === undefined ? undefined : parseLabelValues("--unlabelled", source.unlabelled);
  const image = await readStack(places.image, source);
  const stored = await readStack(places.labels, labelFlags(source), { channelFlag: "--labels-channel" });
  const labels = readLabels(
    source.foreground ? asForeground(stored, unlabelled) : stored,
    unlabelled === undefined ? {} : { unlabelled },
  );
  checkSameSubjects(joinedStack(image), joinedStack(labels.decoded));
  for (const warning of new Set(
    [...image.warnings, ...labels.decoded.warnings, pairWarning(image, labels.decoded) ?? []].flat(),
  ))
    output.note(warning);
  return {
    image: { ...image, volume: greyVolume(image, { ...source, image: places.image }) },
    labels,
    numbers: source.foreground ? stored.volume.data : null,
  };
}

/** What of the label file is read: its own array and channel, and slices as the image's. */
function labelFlags({ labelsDataset: dataset, labelsChannel: channel, channelsAsSlices }: StudySource): ReadFlags {
  return {
    ...(dataset !== undefined && { dataset }),
    ...(channel !== undefined && { channel }),
    ...(channelsAsSlices !== undefined && { channelsAsSlices }),
  };
}
