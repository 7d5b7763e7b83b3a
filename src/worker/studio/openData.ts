import { StudioError } from "../../core/errors.ts";
import { assembleDataset } from "../../core/image/assemble.ts";
import { greyOf } from "../../core/image/colors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import { asForeground } from "../../core/image/foreground.ts";
import type { DecodedFile } from "../../core/image/format.ts";
import { countClasses, UNLABELLED, type LabelMap, type LabelMapping } from "../../core/image/labelMap.ts";
import { markUnlabelled } from "../../core/image/mappingEdits.ts";
import { countNonFinite, withoutNonFinite } from "../../core/image/nonFinite.ts";
import { readLabels } from "../../core/image/readLabels.ts";
import {
  checkSameSubjects,
  joinedStack,
  normaliseSubjects,
  proposeSplitOf,
  type Subject,
} from "../../core/image/subjects.ts";
import type { Volume } from "../../core/image/volume.ts";
import type { StudySource } from "../../storage/studyFolder.ts";
import type { AxisSizes, DataActionId, DataNotice } from "../studioApi.ts";
import { wholeSize, type DataChoices } from "./dataEdits.ts";
import type { FoundStack } from "./openStacks.ts";
import type { Painting } from "./painting.ts";

/** An opened stack with its voxels. */
export interface OpenStack {
  readonly name: string;
  readonly bytes: number;
  readonly decoded: DecodedFile;
}

/** The stacks that are open, with what was decided about them. */
export interface OpenData extends DataChoices {
  readonly name: string;
  readonly image: OpenStack | null;
  readonly labels: OpenStack | null;
  /** What is painted on the labels; null while nothing is. */
  readonly painting: Painting | null;
  /** Choices before and after these, newest last: they hold while the stacks do. */
  readonly past: readonly DataChoices[];
  readonly future: readonly DataChoices[];
  readonly source: StudySource;
  /** Labels with more values than there could be classes, which are not taken before somebody says that they are numbers of objects. */
  readonly numbered: OpenStack | null;
  /** Class names that came with the data. */
  readonly classNames: readonly string[];
  /** Remarks of the last opening: files that were not understood. */
  readonly remarks: readonly DataNotice[];
}

/** Where no file tells it. */
export const UNKNOWN_SIZE: AxisSizes = [null, null, null];
/** After what can not be taken back. */
export const NO_HISTORY = { past: [], future: [] } as const;
export const NOTHING: OpenData = {
  name: "",
  image: null,
  labels: null,
  numbered: null,
  painting: null,
  mapping: null,
  split: null,
  gap: 0,
  voxelSizeNm: UNKNOWN_SIZE,
  ...NO_HISTORY,
  source: {},
  classNames: [],
  remarks: [],
};

/** A pair as first opened: every label value a class, split into blocks. */
export function pairOf(
  image: OpenStack | null,
  labels: OpenStack | null,
  rest: Pick<OpenData, "source" | "classNames" | "remarks" | "name">,
): OpenData {
  const split = image ? proposeSplitOf(joinedStack(image.decoded)) : null;
  const { name, source, classNames, remarks } = rest;
  const read = labels && readLabels(labels.decoded, { names: classNames });
  return {
    name,
    source,
    classNames,
    remarks,
    ...NO_HISTORY,
    image,
    labels: read && { ...labels, decoded: read.decoded },
    numbered: null,
    painting: null,
    split,
    gap: 0,
    voxelSizeNm: (image ?? labels)?.decoded.volume.voxelSizeNm ?? UNKNOWN_SIZE,
    mapping: read?.mapping ?? null,
  };
}

/** The pair as a dataset. Throws StudioError "BadInput" where it does not fit together. */
export function datasetOf(open: OpenData, labelMap: LabelMap | null): Dataset {
  const { image, split, name } = open;
  if (!image) throw new StudioError("BadInput", "No image is open. Open an EM stack, or a sample.");
  if (!labelMap || !split)
    throw new StudioError(
      "BadInput",
      `A search needs the classes of some pixels. Open a label stack of ${image.decoded.volume.shape.join(" × ")}, or paint some.`,
    );
  const nonFinite = countNonFinite(image.decoded.volume);
  if (nonFinite > 0)
    throw new StudioError(
      "BadInput",
      `The image has ${nonFinite} voxels that are NaN or infinite. Replace them, or choose another image.`,
    );
  if (open.labels) checkSameSubjects(joinedStack(image.decoded), joinedStack(open.labels.decoded));
  const volume = { ...image.decoded.volume, voxelSizeNm: wholeSize(open.voxelSizeNm) };
  return assembleDataset(name, { ...image.decoded, volume }, labelMap, split);
}

/** What becomes of the stacks when a notice is answered. */
export function carriedOut(open: OpenData, actionId: Exclude<DataActionId, "markZeroUnlabelled">): OpenData {
  switch (actionId) {
    case "closeLabels":
      return { ...open, labels: null, painting: null, mapping: null };
    case "takeObjects":
      return withObjects(open);
    case "useCommonSlices":
      return withCommonSlices(open);
    case "replaceNonFinite":
      return {
        ...open,
        image: open.image && {
          ...open.image,
          decoded: { ...open.image.decoded, volume: withoutNonFinite(open.image.decoded.volume) },
        },
      };
    case "dismissRemarks":
      return { ...open, remarks: [], numbered: null };
    default:
      return actionId satisfies never;
  }
}

/** Numbered objects as one class beside the background. */
function withObjects(open: OpenData): OpenData {
  const { image, numbered } = open;
  if (!numbered) return open;
  const labels = { ...numbered, decoded: asForeground(numbered.decoded) };
  return pairOf(image, labels, { ...open, classNames: ["background", "object"], remarks: [] });
}

/** Zero as no class of its own. */
export function zeroUnlabelled(mapping: LabelMapping): LabelMapping {
  const zero = mapping.values.find(({ value }) => value === 0);
  return zero && zero.classIndex !== UNLABELLED ? markUnlabelled(mapping, zero.classIndex) : mapping;
}

function withCommonSlices(open: OpenData): OpenData {
  const { image, labels } = open;
  if (!image || !labels) return open;
  const depth = Math.min(image.decoded.volume.shape[0], labels.decoded.volume.shape[0]);
  const cut = (stack: OpenStack): OpenStack => {
    const { volume } = stack.decoded;
    const [, height, width] = volume.shape;
    return {
      ...stack,
      decoded: {
        ...stack.decoded,
        volume: { ...volume, shape: [depth, height, width], data: volume.data.slice(0, depth * height * width) },
      },
    };
  };
  const [cutImage, cutLabels] = [cut(image), cut(labels)];
  return {
    ...open,
    image: cutImage,
    labels: cutLabels,
    painting: null,
    mapping: readLabels(cutLabels.decoded, { names: open.classNames }).mapping,
    split: proposeSplitOf(joinedStack(cutImage.decoded)),
  };
}

/** What can be taken back. */
export const choicesOf = ({ mapping, split, gap, voxelSizeNm }: OpenData): DataChoices => ({
  mapping,
  split,
  gap,
  voxelSizeNm,
});

/** An image as it is trained on: grey, and of several subjects each on the same scale. */
export function asImage(stack: FoundStack): OpenStack {
  const grey = toGrey(stack);
  const { volume, subjects } = grey.decoded;
  return subjects ? { ...grey, decoded: { ...grey.decoded, volume: normaliseSubjects({ volume, subjects }) } } : grey;
}

/** Colour pictures opened as an image become grey. */
function toGrey(stack: FoundStack): OpenStack {
  const { decoded } = stack;
  if (!decoded.isColor) return stack;
  return {
    ...stack,
    decoded: { ...decoded, isColor: false, volume: { ...decoded.volume, data: greyOf(decoded.volume.data) } },
  };
}

/** Voxels that come from no file. */
export const stackOf = (
  name: string,
  description: string,
  volume: Volume,
  subjects?: readonly Subject[],
): OpenStack => ({
  name,
  bytes: volume.data.byteLength,
  decoded: { volume, description, isColor: false, isLossy: false, warnings: [], ...(subjects && { subjects }) },
});

/** The data that were kept with a study. */
export function keptData({ name, volume, subjects, labels, split }: Dataset, source: StudySource): OpenData {
  const description = `Kept with the study, ${volume.shape[0]} slices`;
  const values = [...countClasses(labels)]
    .map((voxels, index) => ({
      value: index < labels.classes.length ? index : UNLABELLED,
      voxels,
      classIndex: index < labels.classes.length ? index : UNLABELLED,
    }))
    .filter(({ voxels, classIndex }) => voxels > 0 || classIndex !== UNLABELLED);
  return {
    ...NOTHING,
    name,
    source,
    voxelSizeNm: volume.voxelSizeNm ?? UNKNOWN_SIZE,
    image: stackOf(`${name}, image`, description, volume, subjects),
    labels: stackOf(`${name}, labels`, description, { ...volume, data: labels.data }, subjects),
    split,
    mapping: { values, classes: labels.classes },
  };
}
