import { bakedPicture, bakedSample } from "../../catalog/samples/baked/baked.ts";
import { samples } from "../../catalog/samples/index.ts";
import { StudioError } from "../../core/errors.ts";
import { greyOf } from "../../core/image/colors.ts";
import type { LabelMap } from "../../core/image/labelMap.ts";
import { mayBeNumbered } from "../../core/image/foreground.ts";
import { sharedFolder } from "../../core/image/fileNames.ts";
import type { Shape3, VoxelArray } from "../../core/image/volume.ts";
import type { DrawnLabels } from "../../core/image/surface/classSurface.ts";
import type { Dataset, Split } from "../../core/image/dataset.ts";
import { joinedStack, snappedSplit } from "../../core/image/subjects.ts";
import type { StudySource } from "../../storage/studyFolder.ts";
import type { ReaderApi } from "../reading/readerApi.ts";
import type { Plane } from "../../core/image/plane.ts";
import type { DataActionId, DataApi, DataState, OpenListener, PaintApi, PlanePixels } from "../studioApi.ts";
import { applyDataEdit, wholeSize } from "./dataEdits.ts";
import { checkExperts, createExpertCalls } from "./expertCalls.ts";
import { countRevisions, createHeldData, type HeldData } from "./heldData.ts";
import {
  asImage,
  carriedOut,
  keptData,
  NO_HISTORY,
  NOTHING,
  pairOf,
  stackOf,
  withLabels,
  zeroUnlabelled,
  type OpenData,
  withoutLabels,
} from "./openData.ts";
import { numberedObjects, refusal, remarksOf } from "./openRemarks.ts";
import { findStacks, proposeRoles, wantedOf, type FoundStacks, type Wanted } from "./openStacks.ts";
import type { PaintingGround } from "./beginPainting.ts";
import { withTarget } from "./learningTarget.ts";
import { createPaintRoom } from "./paintRoom.ts";
import { correctedPlane, planeOf } from "./planes.ts";
import { trainingBatch } from "./trainingBatch.ts";
import { createShownData, type ShownData } from "./shownData.ts";

export interface DataRoom extends DataApi {
  readonly paint: PaintApi;
  /** What the page sees: the open data, or slices that are corrected. */
  readonly shown: ShownData;
  /** The open pair as a dataset. Throws StudioError "BadInput" where it does not fit together. */
  dataset(): Dataset;
  /** The classes of every voxel. Throws StudioError "NotFound" where no labels are open. */
  labelled(): Omit<DrawnLabels, "reduction">;
  /** Grey values of the open image; null where it is not `shape`. */
  imageOf(shape: Shape3): VoxelArray | null;
  source(): StudySource;
  /** Which revision of painted labels these are; null where they are not painted. */
  labelRevision(): string | null;
  /** Takes the split of a study over that is made on these data. */
  useSplit(split: Split): Promise<DataState>;
  /** Takes classes of the open image as its labels. */
  takeLabels(labels: LabelMap, name: string, description: string): Promise<DataState>;
  /** Opens the data kept with a study. */
  openDataset(dataset: Dataset, source: StudySource): Promise<DataState>;
}

/** Holds the voxels; the page gets facts and the planes it shows. Files are read by `reader`. */
export function createDataRoom(reader: ReaderApi, ground: PaintingGround): DataRoom {
  const nextRevision = countRevisions();
  const held = createHeldData(nextRevision);
  const shown = createShownData(held, createHeldData(nextRevision), NOTHING);
  /** Other data end the correction of what was open. */
  const show = async (next: OpenData): Promise<DataState> => {
    await shown.leave();
    return held.show(next);
  };
  /** What label values mean is kept with what was painted by them. */
  const recorded = async (work: () => Promise<DataState>): Promise<DataState> => {
    const before = held.open().mapping?.classes;
    const state = await work();
    const { painting, mapping } = held.open();
    if (painting && mapping && mapping.classes !== before) await painting.recordClasses(mapping);
    return state;
  };
  const opened = async (wanted: readonly Wanted[], listener: OpenListener): Promise<DataState> => {
    const found = await findStacks(wanted, reader, listener);
    return openFound({ ...held, show }, found);
  };
  return {
    paint: createPaintRoom(shown, ground),
    shown,
    samples: () => Promise.resolve(sampleInfos()),
    async samplePreview(id) {
      const { volume, labels } = await bakedPicture(id);
      return { ...planeOf(volume, labels, "xy", 0), classColors: labels.classes.map(({ color }) => color) };
    },
    openSample: async (id) => show(await sampleData(id)),
    openFiles: (files, listener) => opened(wantedOf(files), listener),
    ...createExpertCalls({ held, show, reader }),
    openAddress: (url, listener) => opened([{ path: url, bytes: 0, request: { from: "address", url } }], listener),
    async preview(sourceId, index, choice) {
      const { volume, isColor } = await reader.decode(sourceId, index, choice);
      return planeOf(isColor ? { ...volume, data: greyOf(volume.data) } : volume, null, "xy", 0);
    },
    act: (actionId) =>
      actionId === "markZeroUnlabelled"
        ? held.edit((choices) => ({ ...choices, mapping: choices.mapping && zeroUnlabelled(choices.mapping) }))
        : show({ ...acted(held.open(), actionId), ...NO_HISTORY }),
    learn: (target) => show({ ...withTarget(held.open(), target), ...NO_HISTORY }),
    edit: async (edit) => {
      const { image } = held.open();
      checkExperts(held.open(), edit);
      return recorded(() => held.edit((choices) => applyDataEdit(choices, edit, image && joinedStack(image.decoded))));
    },
    undo: () => recorded(() => held.undo()),
    redo: () => recorded(() => held.redo()),
    swap() {
      const open = held.open();
      return show(pairOf(open.labels, open.image, open));
    },
    close: (role) =>
      show({
        ...(role === "image"
          ? { ...held.open(), painting: null, image: null, experts: [], split: null }
          : withoutLabels(held.open())),
        ...NO_HISTORY,
      }),
    rename: (name) => show({ ...held.open(), name }),
    useSplit(split) {
      const open = held.open();
      return show({ ...open, ...NO_HISTORY, split: snappedSplit(split, open.image?.decoded.subjects), gap: 0 });
    },
    plane: (plane, index) => Promise.resolve(openPlane(shown, plane, index)),
    batch: (recipe, draw) => Promise.resolve().then(() => trainingBatch(held.dataset(), recipe, draw)),
    state: () => shown.state(),
    dataset: () => held.dataset(),
    labelled: () => openLabels(shown.held()),
    imageOf: (shape) => openImage(shown.held(), shape),
    source: () => held.open().source,
    labelRevision: () => held.open().painting?.state().revision ?? null,
    takeLabels: (labels, name, description) => show(withLabels(held.open(), labels, name, description)),
    openDataset: (dataset, source) => show(keptData(dataset, source)),
  };
}

const sampleInfos = () =>
  samples.list.map(({ id, label, summary, shape, classes }) => ({
    id,
    label,
    summary,
    shape,
    classNames: classes.map(({ name }) => name),
  }));

async function sampleData(id: string): Promise<OpenData> {
  const { label, classes } = samples.get(id);
  const { volume, labels } = await bakedSample(id);
  const description = `Sample, ${volume.shape[0]} slices, 8-bit`;
  const { shape, data } = labels;
  return pairOf(
    stackOf(`${label}, image`, description, volume),
    stackOf(`${label}, labels`, description, { shape, data, voxelSizeNm: volume.voxelSizeNm }),
    { name: label, source: { sample: id }, classNames: classes.map(({ name }) => name), remarks: [] },
  );
}

/** Lone labels join the image that is open; labels that can not be read leave the image, and say why. */
const acted = (open: OpenData, actionId: Exclude<DataActionId, "markZeroUnlabelled">): OpenData =>
  actionId === "takeBoundedObjects"
    ? withTarget(carriedOut(open, "takeObjects"), "objects")
    : carriedOut(open, actionId);

async function openFound({ open, show }: HeldData, found: FoundStacks): Promise<DataState> {
  const before = open();
  const roles = proposeRoles(found.stacks, before.image !== null);
  const image = roles.image ? asImage(roles.image) : roles.labels ? before.image : null;
  const remarks = remarksOf(found, roles);
  if (!roles.image && !roles.labels) return show({ ...before, remarks });
  const { labels } = roles;
  const folder = sharedFolder(found.stacks.flatMap(({ paths }) => paths));
  const rest = { source: {}, classNames: [], remarks };
  try {
    return await show(
      pairOf(image, labels, { ...rest, name: folder ?? roles.image?.name ?? (before.name || labels!.name) }),
    );
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    const { isColor, volume } = labels!.decoded;
    const isNumbered = !isColor && mayBeNumbered(volume);
    const why = isNumbered ? numberedObjects(labels!) : refusal({ file: labels!.name, why: error.message });
    const alone = pairOf(image, null, { ...rest, name: image?.name ?? "", remarks: [...remarks, why] });
    return show({ ...alone, numbered: isNumbered ? labels! : null });
  }
}

function openLabels({ open, labelMap }: HeldData): Omit<DrawnLabels, "reduction"> {
  const labels = labelMap();
  if (!labels) throw new StudioError("NotFound", "No labels are open. Open a label stack to see its classes.");
  return { shape: labels.shape, labels: labels.data, voxelSizeNm: wholeSize(open().voxelSizeNm) };
}

function openImage({ open }: HeldData, shape: Shape3): VoxelArray | null {
  const volume = open().image?.decoded.volume;
  return volume?.shape.join() === shape.join() ? volume.data : null;
}

function openPlane(shown: ShownData, plane: Plane, index: number): PlanePixels {
  const { image } = shown.held().open();
  if (!image) throw new StudioError("NotFound", "No image is open.");
  const { volume } = image.decoded;
  const labels = shown.held().labelMap();
  const correction = shown.correction();
  if (correction && labels) return correctedPlane(volume, labels, correction.proposal, { plane, index });
  const fits = labels?.shape.join() === volume.shape.join();
  return planeOf(volume, fits ? labels : null, plane, index);
}
