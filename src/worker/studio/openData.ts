import { StudioError } from "../../core/errors.ts";
import { assembleDataset } from "../../core/image/assemble.ts";
import { greyOf } from "../../core/image/colors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import { asForeground } from "../../core/image/foreground.ts";
import type { DecodedFile } from "../../core/image/format.ts";
import { countClasses, UNLABELLED, type LabelMap, type LabelMapping } from "../../core/image/labelMap.ts";
import { markUnlabelled } from "../../core/image/mappingEdits.ts";
import { countNonFinite, withoutNonFinite } from "../../core/image/nonFinite.ts";
import { usualSplit } from "../../core/image/usualGap.ts";
import { readLabels } from "../../core/image/readLabels.ts";
import { checkSameSubjects, joinedStack, normaliseSubjects, type Subject } from "../../core/image/subjects.ts";
import type { Volume } from "../../core/image/volume.ts";
import type { StudySource } from "../../storage/studyFolder.ts";
import type { AxisSizes, DataActionId, DataNotice, LearningTarget } from "../studioApi.ts";
import { wholeSize, type DataChoices } from "./dataEdits.ts";
import type { ExpertLabels } from "./experts.ts";
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
  /** Labels of the same image by others, by the classes of the open labels. */
  readonly experts: readonly ExpertLabels[];
  /** Labels with more values than there could be classes, which are not taken before somebody says that they are numbers of objects. */
  readonly numbered: OpenStack | null;
  /** What is learnt of the labels. */
  readonly target: LearningTarget;
  /** The labels as they were before boundaries were drawn in them. */
  readonly plain: Pick<OpenData, "labels" | "mapping" | "source"> | null;
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
  experts: [],
  numbered: null,
  target: "classes",
  plain: null,
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
  const { split, gap } = image ? usualSplit(image.decoded) : { split: null, gap: 0 };
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
    experts: [],
    numbered: null,
    target: "classes",
    plain: null,
    painting: null,
    split,
    gap,
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

/** What becomes of the stacks when a notice is answered in a way that changes no more than them. */
export function carriedOut(
  open: OpenData,
  actionId: Exclude<DataActionId, "markZeroUnlabelled" | "takeBoundedObjects">,
): OpenData {
  switch (actionId) {
    case "closeLabels":
      return withoutLabels(open);
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

/** What the two classes of labels are called that tell objects from everything else. */
export const OBJECT_NAMES = ["background", "object"] as const;

/** Numbered objects as one class beside the background. */
function withObjects(open: OpenData): OpenData {
  const { image, numbered } = open;
  if (!numbered) return open;
  const labels = { ...numbered, decoded: asForeground(numbered.decoded) };
  return { ...pairOf(image, labels, { ...open, classNames: OBJECT_NAMES, remarks: [] }), numbered };
}

/** Zero as no class of its own. */
export function zeroUnlabelled(mapping: LabelMapping): LabelMapping {
  const zero = mapping.values.find(({ value }) => value === 0);
  return zero && zero.classIndex !== UNLABELLED ? markUnlabelled(mapping, zero.classIndex) : mapping;
}

/** The data with their labels as they came, of which classes are learnt. */
export const plainly = (open: OpenData): OpenData => ({ ...open, ...open.plain, target: "classes", plain: null });

export const withoutLabels = (open: OpenData): OpenData => ({
  ...plainly(open),
  ...{ labels: null, numbered: null, experts: [], painting: null, mapping: null },
});

function withCommonSlices(given: OpenData): OpenData {
  const open = plainly(given);
  const { image, labels, numbered } = open;
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
    numbered: numbered && cut(numbered),
    experts: [],
    painting: null,
    mapping: readLabels(cutLabels.decoded, { names: open.classNames }).mapping,
    ...usualSplit(cutImage.decoded),
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
  return {
    ...NOTHING,
    name,
    source,
    voxelSizeNm: volume.voxelSizeNm ?? UNKNOWN_SIZE,
    image: stackOf(`${name}, image`, description, volume, subjects),
    ...indexedLabels(labels, { name: `${name}, labels`, description, voxelSizeNm: volume.voxelSizeNm, subjects }),
    split,
  };
}

/** The open image with other labels. */
export const withLabels = (open: OpenData, labels: LabelMap, name: string, description: string): OpenData => ({
  ...open,
  ...NO_HISTORY,
  ...indexedLabels(labels, {
    ...{ name, description },
    voxelSizeNm: open.image!.decoded.volume.voxelSizeNm,
    subjects: open.image!.decoded.subjects,
  }),
  target: "classes",
  plain: null,
  experts: [],
  numbered: null,
  painting: null,
});

interface IndexedStack extends Pick<Volume, "voxelSizeNm"> {
  readonly name: string;
  readonly description: string;
  readonly subjects: readonly Subject[] | undefined;
}

/** Labels whose voxels are the indices of their classes. */
export function indexedLabels(
  labels: LabelMap,
  { name, description, voxelSizeNm, subjects }: IndexedStack,
): { readonly labels: OpenStack; readonly mapping: LabelMapping } {
  const values = [...countClasses(labels)]
    .map((voxels, index) => ({
      value: index < labels.classes.length ? index : UNLABELLED,
      voxels,
      classIndex: index < labels.classes.length ? index : UNLABELLED,
    }))
    .filter(({ voxels, classIndex }) => voxels > 0 || classIndex !== UNLABELLED);
  return {
    labels: stackOf(name, description, { shape: labels.shape, data: labels.data, voxelSizeNm }, subjects),
    mapping: { values, classes: labels.classes },
  };
}
