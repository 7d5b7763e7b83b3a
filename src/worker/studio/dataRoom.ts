import { bakedPicture, bakedSample } from "../../catalog/samples/baked/baked.ts";
import { samples } from "../../catalog/samples/index.ts";
import { StudioError } from "../../core/errors.ts";
import { assembleDataset } from "../../core/image/assemble.ts";
import { classTable } from "../../core/image/classTable.ts";
import { greyOf } from "../../core/image/colors.ts";
import type { Dataset, Split } from "../../core/image/dataset.ts";
import {
  checkSameSubjects,
  normaliseSubjects,
  proposeSplitOf,
  snappedSplit,
  withoutOutside,
} from "../../core/image/subjects.ts";
import type { DecodedFile } from "../../core/image/format.ts";
import { applyMapping, countClasses, UNLABELLED, type LabelMap, type LabelMapping } from "../../core/image/labelMap.ts";
import { markUnlabelled } from "../../core/image/mappingEdits.ts";
import { countNonFinite, withoutNonFinite } from "../../core/image/nonFinite.ts";
import { readLabels } from "../../core/image/readLabels.ts";
import { shortHash } from "../../core/random.ts";
import { automaticWindow, dtypeOf, histogram, intensities, type Volume } from "../../core/image/volume.ts";
import type { StudySource } from "../../storage/studyFolder.ts";
import type { ReaderApi } from "../reading/readerApi.ts";
import type { AxisSizes, DataActionId, DataApi, DataNotice, DataState, OpenListener, StackInfo } from "../studioApi.ts";
import { applyDataEdit, wholeSize, type DataChoices } from "./dataEdits.ts";
import { noticesOf } from "./notices.ts";
import { findStacks, proposeRoles, wantedOf, type FoundStack, type Wanted } from "./openStacks.ts";
import { planeOf } from "./planes.ts";

/** An opened stack with its voxels. */
export interface OpenStack {
  readonly name: string;
  readonly bytes: number;
  readonly decoded: DecodedFile;
}

interface OpenData extends DataChoices {
  readonly name: string;
  readonly image: OpenStack | null;
  readonly labels: OpenStack | null;
  /** Choices before and after these, newest last: they hold while the stacks do. */
  readonly past: readonly DataChoices[];
  readonly future: readonly DataChoices[];
  readonly source: StudySource;
  /** Class names that came with the data. */
  readonly classNames: readonly string[];
  /** Remarks of the last opening: files that were not understood. */
  readonly remarks: readonly DataNotice[];
}

const UNKNOWN_SIZE: AxisSizes = [null, null, null];
const NO_HISTORY = { past: [], future: [] } as const;
const NOTHING: OpenData = {
  name: "",
  image: null,
  labels: null,
  mapping: null,
  split: null,
  gap: 0,
  voxelSizeNm: UNKNOWN_SIZE,
  ...NO_HISTORY,
  source: {},
  classNames: [],
  remarks: [],
};

const HISTOGRAM_BINS = 128;
/** Past this many edits the oldest can no longer be taken back. */
const MOST_UNDO = 200;

export interface DataRoom extends DataApi {
  /** The open pair as a dataset. Throws StudioError "BadInput" where it does not fit together. */
  dataset(): Dataset;
  source(): StudySource;
  /** Takes the split of a study over that is made on these data. */
  useSplit(split: Split): Promise<DataState>;
  /** Opens the data kept with a study. */
  openDataset(dataset: Dataset, source: StudySource): Promise<DataState>;
}

/** Holds the voxels; the page gets facts and the planes it shows. Files are read by `reader`. */
export function createDataRoom(reader: ReaderApi): DataRoom {
  let open = NOTHING;
  let revision = 0;
  let labelMap: LabelMap | null = null;
  let described: Promise<DataState> | null = null;
  const infos = new WeakMap<OpenStack, Promise<StackInfo>>();

  /** Applied at once, described a moment later: of edits that come in a row only the last one's state is worked out, for all of them. */
  async function show(next: OpenData): Promise<DataState> {
    labelMap = mappedLabels(next);
    open = next;
    revision++;
    described = null;
    await new Promise((resolve) => setTimeout(resolve));
    return state();
  }

  /** Names and colours change no voxel. */
  function mappedLabels({ labels, mapping }: OpenData): LabelMap | null {
    if (!labels || !mapping) return null;
    if (labelMap && labels === open.labels && mapping.values === open.mapping?.values)
      return { ...labelMap, classes: mapping.classes };
    return withoutOutside(applyMapping(labels.decoded.volume, mapping), labels.decoded.volume.subjects);
  }

  const edited = (change: (choices: DataChoices) => DataChoices): Promise<DataState> => {
    const before = choicesOf(open);
    return show({ ...open, ...change(before), past: [...open.past, before].slice(-MOST_UNDO), future: [] });
  };

  const restored = (from: "past" | "future", to: "past" | "future"): Promise<DataState> => {
    const target = open[from].at(-1);
    return target
      ? show({ ...open, ...target, [from]: open[from].slice(0, -1), [to]: [...open[to], choicesOf(open)] })
      : state();
  };

  const infoOf = (stack: OpenStack | null): Promise<StackInfo> | null => {
    if (!stack) return null;
    const known = infos.get(stack) ?? describe(stack);
    infos.set(stack, known);
    return known;
  };

  const state = (): Promise<DataState> => (described ??= describedNow());

  async function describedNow(): Promise<DataState> {
    const { image, labels, mapping, split, gap, voxelSizeNm, name, remarks, past, future } = open;
    const facts = {
      revision,
      name,
      mapping,
      split,
      gap,
      voxelSizeNm,
      canUndo: past.length > 0,
      canRedo: future.length > 0,
      presence: labelMap && presenceOf(labelMap),
      trainingVoxels: trainingVoxelsOf(open, labelMap),
      notices: [...remarks, ...noticesOf({ image, labels, mapping, labelMap, split })],
      datasetId: tryDataset()?.id ?? null,
    };
    const [imageInfo, labelInfo] = await Promise.all([infoOf(image), infoOf(labels)]);
    return { ...facts, image: imageInfo && { ...imageInfo, voxelSizeNm: wholeSize(voxelSizeNm) }, labels: labelInfo };
  }

  function dataset(): Dataset {
    const { image, split, name } = open;
    if (!image) throw new StudioError("BadInput", "No image is open. Open an EM stack, or a sample.");
    if (!labelMap || !split)
      throw new StudioError(
        "BadInput",
        `A search needs the classes of some pixels. Open a label stack of ${image.decoded.volume.shape.join(" × ")}.`,
      );
    const nonFinite = countNonFinite(image.decoded.volume);
    if (nonFinite > 0)
      throw new StudioError(
        "BadInput",
        `The image has ${nonFinite} voxels that are NaN or infinite. Replace them, or choose another image.`,
      );
    if (open.labels) checkSameSubjects(image.decoded.volume, open.labels.decoded.volume);
    return assembleDataset(
      name,
      { ...image.decoded.volume, voxelSizeNm: wholeSize(open.voxelSizeNm) },
      labelMap,
      split,
    );
  }

  function tryDataset(): Dataset | null {
    try {
      return dataset();
    } catch {
      return null;
    }
  }

  /** A pair as first opened: every label value a class, split into blocks. */
  function pair(
    image: OpenStack | null,
    labels: OpenStack | null,
    rest: Pick<OpenData, "source" | "classNames" | "remarks" | "name">,
  ): OpenData {
    const split = image ? proposeSplitOf(image.decoded.volume) : null;
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
      split,
      gap: 0,
      voxelSizeNm: (image ?? labels)?.decoded.volume.voxelSizeNm ?? UNKNOWN_SIZE,
      mapping: read?.mapping ?? null,
    };
  }

  async function openWanted(wanted: readonly Wanted[], listener: OpenListener): Promise<DataState> {
    const found = await findStacks(wanted, reader, listener);
    const roles = proposeRoles(found.stacks, open.image !== null);
    const image = roles.image ? asImage(roles.image) : roles.labels && open.image ? open.image : null;
    const remarks = [
      ...found.refused.map(refusal),
      ...roles.left.map(leftOver),
      ...(roles.image?.decoded.isColor ? [converted(roles.image)] : []),
    ];
    if (!roles.image && !roles.labels) return show({ ...open, remarks });
    const labels = roles.labels ?? null;
    try {
      return await show(
        pair(image, labels, {
          name: roles.image ? roles.image.name : open.name || labels!.name,
          source: {},
          classNames: [],
          remarks,
        }),
      );
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      return show({
        ...pair(image, null, {
          name: image?.name ?? "",
          source: {},
          classNames: [],
          remarks: [...remarks, refusal({ file: labels!.name, why: error.message })],
        }),
      });
    }
  }

  return {
    samples: () =>
      Promise.resolve(
        samples.list.map(({ id, label, summary, shape, classes }) => ({
          id,
          label,
          summary,
          shape,
          classNames: classes.map(({ name }) => name),
        })),
      ),
    async samplePreview(id) {
      const { volume, labels } = await bakedPicture(id);
      return { ...planeOf(volume, labels, "xy", 0), classColors: labels.classes.map(({ color }) => color) };
    },
    async openSample(id) {
      const sample = samples.get(id);
      const { volume, labels } = await bakedSample(id);
      const stack = (name: string, data: Volume): OpenStack => ({
        name,
        bytes: data.data.byteLength,
        decoded: {
          volume: data,
          description: `Sample, ${data.shape[0]} slices, 8-bit`,
          isColor: false,
          isLossy: false,
          warnings: [],
        },
      });
      const labelVolume: Volume = { shape: labels.shape, data: labels.data, voxelSizeNm: volume.voxelSizeNm };
      return show(
        pair(stack(`${sample.label}, image`, volume), stack(`${sample.label}, labels`, labelVolume), {
          name: sample.label,
          source: { sample: id },
          classNames: sample.classes.map(({ name }) => name),
          remarks: [],
        }),
      );
    },
    openFiles: (files, listener) => openWanted(wantedOf(files), listener),
    openAddress: (url, listener) => openWanted([{ path: url, bytes: 0, request: { from: "address", url } }], listener),
    async preview(sourceId, index, choice) {
      const { volume, isColor } = await reader.decode(sourceId, index, choice);
      return planeOf(isColor ? { ...volume, data: greyOf(volume.data) } : volume, null, "xy", 0);
    },
    act: (actionId) =>
      actionId === "markZeroUnlabelled"
        ? edited((choices) => ({ ...choices, mapping: choices.mapping && zeroUnlabelled(choices.mapping) }))
        : show({ ...carriedOut(open, actionId), ...NO_HISTORY }),
    edit: async (edit) => edited((choices) => applyDataEdit(choices, edit, open.image?.decoded.volume ?? null)),
    undo: () => restored("past", "future"),
    redo: () => restored("future", "past"),
    swap: () => show(pair(open.labels, open.image, open)),
    close: (role) =>
      show({
        ...open,
        ...NO_HISTORY,
        ...(role === "image" ? { image: null, split: null } : { labels: null, mapping: null }),
      }),
    rename: (name) => show({ ...open, name }),
    useSplit: (split) =>
      show({ ...open, ...NO_HISTORY, split: snappedSplit(split, open.image?.decoded.volume.subjects), gap: 0 }),
    plane(plane, index) {
      if (!open.image) throw new StudioError("NotFound", "No image is open.");
      const { volume } = open.image.decoded;
      const fits = labelMap?.shape.join() === volume.shape.join();
      return Promise.resolve(planeOf(volume, fits ? labelMap : null, plane, index));
    },
    state,
    dataset,
    source: () => open.source,
    openDataset({ name, volume, labels, split }, source) {
      const stack = (what: string, data: Volume): OpenStack => ({
        name: `${name}, ${what}`,
        bytes: data.data.byteLength,
        decoded: {
          volume: data,
          description: `Kept with the study, ${data.shape[0]} slices`,
          isColor: false,
          isLossy: false,
          warnings: [],
        },
      });
      const values = [...countClasses(labels)]
        .map((voxels, index) => ({
          value: index < labels.classes.length ? index : UNLABELLED,
          voxels,
          classIndex: index < labels.classes.length ? index : UNLABELLED,
        }))
        .filter(({ voxels, classIndex }) => voxels > 0 || classIndex !== UNLABELLED);
      return show({
        ...NOTHING,
        name,
        source,
        voxelSizeNm: volume.voxelSizeNm ?? UNKNOWN_SIZE,
        image: stack("image", volume),
        labels: stack("labels", { ...volume, data: labels.data }),
        split,
        mapping: { values, classes: labels.classes },
      });
    },
  };
}

/** What becomes of the stacks when a notice is answered. */
function carriedOut(open: OpenData, actionId: Exclude<DataActionId, "markZeroUnlabelled">): OpenData {
  switch (actionId) {
    case "closeLabels":
      return { ...open, labels: null, mapping: null };
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
      return { ...open, remarks: [] };
    default:
      return actionId satisfies never;
  }
}

function zeroUnlabelled(mapping: LabelMapping): LabelMapping {
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
  const cutLabels = cut(labels);
  return {
    ...open,
    image: cut(image),
    labels: cutLabels,
    mapping: readLabels(cutLabels.decoded, { names: open.classNames }).mapping,
    split: proposeSplitOf({ shape: [depth, image.decoded.volume.shape[1], image.decoded.volume.shape[2]] }),
  };
}

const choicesOf = ({ mapping, split, gap, voxelSizeNm }: OpenData): DataChoices => ({
  mapping,
  split,
  gap,
  voxelSizeNm,
});

async function describe({ name, bytes, decoded: { volume, description, warnings } }: OpenStack): Promise<StackInfo> {
  const facts = intensities(volume);
  return {
    name,
    format: description,
    shape: volume.shape,
    dtype: dtypeOf(volume.data),
    bytes,
    voxelSizeNm: volume.voxelSizeNm,
    intensities: facts,
    histogram: histogram(volume, facts, HISTOGRAM_BINS),
    window: automaticWindow(volume, facts),
    hash: await hashOf(volume),
    warnings,
  };
}

/** SHA-256 where the page may use it (https and localhost), else a short checksum of the voxels. */
async function hashOf({ data }: Volume): Promise<string> {
  const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  if (!("subtle" in crypto))
    return shortHash(String(bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193), 0x811c9dc5)));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function trainingVoxelsOf({ image, split }: OpenData, labels: LabelMap | null): readonly number[] | null {
  if (!image || !labels || !split || image.decoded.volume.shape.join() !== labels.shape.join()) return null;
  return classTable(labels, split, image.decoded.volume.subjects).classes.map(({ voxels }) => voxels.train);
}

function presenceOf(labels: LabelMap): Float32Array<ArrayBuffer> {
  const [depth, height, width] = labels.shape;
  const presence = new Float32Array(labels.classes.length * depth);
  for (let z = 0; z < depth; z++) {
    const counts = countClasses(labels, z, z + 1);
    for (let index = 0; index < labels.classes.length; index++)
      presence[index * depth + z] = counts[index]! / (height * width);
  }
  return presence;
}

const refusal = ({ file, why }: { readonly file: string; readonly why: string }): DataNotice => ({
  kind: "notUnderstood",
  severity: "error",
  title: `${file} was not opened`,
  text: why,
  actions: [{ id: "dismissRemarks", label: "Go on without it" }],
  file,
});

const leftOver = ({ name }: FoundStack): DataNotice => ({
  kind: "notUnderstood",
  severity: "note",
  title: `${name} was left aside`,
  text: "One image and one label stack are open at a time. Drop it alone to use it.",
  actions: [{ id: "dismissRemarks", label: "Dismiss" }],
  file: name,
});

const converted = ({ name }: FoundStack): DataNotice => ({
  kind: "fileWarning",
  severity: "warning",
  title: `${name} is in colour`,
  text: "It was converted to grey by brightness. EM images are grey; check that this is the right file.",
  actions: [],
  file: name,
});

/** An image as it is trained on: grey, and of several subjects each on the same scale. */
function asImage(stack: FoundStack): OpenStack {
  const grey = toGrey(stack);
  const { volume } = grey.decoded;
  return volume.subjects ? { ...grey, decoded: { ...grey.decoded, volume: normaliseSubjects(volume) } } : grey;
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
