import { bakedSample } from "../../catalog/samples/baked/baked.ts";
import { samples } from "../../catalog/samples/index.ts";
import { StudioError } from "../../core/errors.ts";
import { assembleDataset } from "../../core/image/assemble.ts";
import { checkClasses, findingText } from "../../core/image/checkClasses.ts";
import type { Dataset, Split } from "../../core/image/dataset.ts";
import { fileName } from "../../core/image/fileNames.ts";
import { labelMapOf } from "../../core/image/readLabels.ts";
import { joinedStack, normaliseSubjects, proposeSplitOf } from "../../core/image/subjects.ts";
import type { StudySource } from "../../storage/studyFolder.ts";
import type { Output } from "../output.ts";
import type { DataSource } from "./dataFlags.ts";
import { readPart } from "./readPart.ts";
import { readPair, type PairPlaces } from "./readPair.ts";
import { readSets } from "./readSets.ts";
import { splitFrom } from "./splitFlags.ts";
import { withTarget } from "./target.ts";

/** A dataset, and where it can be found again. */
export interface ReadDataset {
  readonly dataset: Dataset;
  readonly source: StudySource;
}

/** The dataset of a source, with the split given or the one it says. Throws StudioError for what does not fit together. */
export async function readDataset(
  { train, val, test, ...source }: DataSource,
  output: Pick<Output, "note">,
  split?: Split,
): Promise<ReadDataset> {
  const texts = {
    ...(train !== undefined && { train }),
    ...(val !== undefined && { val }),
    ...(test !== undefined && { test }),
  };
  const { sample, image, labels, sets } = source;
  const dataset = sets
    ? await readSets(sets, source, output)
    : sample !== undefined
      ? await sampleOf(sample, { source, texts, split })
      : await readOne(placesOf({ image, labels }), { source, texts, split }, output);
  const findings = sample === undefined ? checkClasses(dataset.labels, dataset.split, dataset.subjects) : [];
  for (const finding of findings)
    output.note(
      `${findingText(finding)}${finding.kind === "takenAsUnlabelled" && source.unlabelled === undefined ? " Name others, or none, with --unlabelled." : ""}`,
    );
  return { dataset, source: sample === undefined ? source : { sample, ...targetFields(source) } };
}

const targetFields = ({ target, boundaries }: StudySource): StudySource => ({
  ...(target !== undefined && { target }),
  ...(boundaries !== undefined && { boundaries }),
});

async function sampleOf(id: string, { source, texts, split }: OneSource): Promise<Dataset> {
  const { label } = samples.get(id);
  const { volume, labels } = await bakedSample(id, readPart);
  const stack = joinedStack({ volume });
  return assembleDataset(
    label,
    { volume },
    withTarget(labels, { source, numbers: null, voxelSizeNm: volume.voxelSizeNm }),
    split ?? splitFrom(texts, stack) ?? proposeSplitOf(stack),
  );
}

/** Throws StudioError "BadInput" where one of both is missing. */
function placesOf({ image, labels }: { readonly [Key in keyof PairPlaces]: string | undefined }): PairPlaces {
  if (image !== undefined && labels !== undefined) return { image, labels };
  throw new StudioError(
    "BadInput",
    `Name the data: --image FILE --labels FILE, or --sample ${samples.list.map(({ id }) => id).join("|")}.`,
  );
}

interface OneSource {
  readonly source: StudySource;
  readonly texts: Parameters<typeof splitFrom>[0];
  readonly split: Split | undefined;
}

async function readOne(
  places: PairPlaces,
  { source, texts, split }: OneSource,
  output: Pick<Output, "note">,
): Promise<Dataset> {
  const { image, labels, numbers } = await readPair(places, source, output);
  const { subjects } = image;
  const joined = subjects ? { ...image, volume: normaliseSubjects({ volume: image.volume, subjects }) } : image;
  const stack = joinedStack(joined);
  return assembleDataset(
    fileName(places.image.replace(/\/+$/, "")),
    joined,
    withTarget(labelMapOf(labels), { source, numbers, voxelSizeNm: image.volume.voxelSizeNm }),
    split ?? splitFrom(texts, stack) ?? proposeSplitOf(stack),
  );
}
