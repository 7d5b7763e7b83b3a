import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import { classColor, UNLABELLED, type LabelMap, type LabelMapping } from "../../core/image/labelMap.ts";
import { joinedStack, proposeSplitOf } from "../../core/image/subjects.ts";
import { shapeText, voxelCount } from "../../core/image/volume.ts";
import type { FileStore } from "../../storage/fileStore.ts";
import { hashOf } from "../../storage/hashOf.ts";
import { openPaintingFolder, type PaintingFolder } from "../../storage/paintingFolder.ts";
import type { DataNotice } from "../studioApi.ts";
import { keptData, NO_HISTORY, stackOf, type OpenData } from "./openData.ts";
import { openPainting } from "./painting.ts";
import { infoOf } from "./stackFacts.ts";
import type { StudyLocks } from "./studyLocks.ts";

/** The folder of what is painted in this browser. */
export const PAINTINGS = "paintings";
/** Stacks of more slices are parted by slices with one between parts, thinner ones by columns with some between. */
const SLICES_WITH_GAP = 4;
const MOST_COLUMNS_APART = 16;

export interface PaintingGround {
  readonly files: FileStore;
  readonly locks: StudyLocks;
}

export const paintingFolder = ({ files }: PaintingGround, id: string): PaintingFolder =>
  openPaintingFolder(files, `${PAINTINGS}/${id}`);

/**
 * The open data with labels that can be painted on: those that are open, or none yet. What was painted on the same image and labels before
 * comes back. Throws StudioError "NotFound" without an image, "BadInput" where the labels are of another size, "StudyBusy" where another
 * tab paints them.
 */
export async function withPainting(
  open: OpenData,
  labelMap: LabelMap | null,
  ground: PaintingGround,
): Promise<OpenData> {
  if (open.painting) return open;
  const parts = labelMap ? open : { ...open, ...apartParts(open) };
  const base = await baseOf(parts, labelMap);
  const id = base.id.slice(0, 16);
  const lock = await ground.locks.take(`painting ${id}`);
  if (!lock)
    throw new StudioError("StudyBusy", "These labels are being painted in another tab. Close it to paint them here.");
  const folder = paintingFolder(ground, id);
  const opened = await openPainting({
    ...{ id, log: folder, base: base.labels, baseRevision: base.id },
    begin: () => folder.writeBase(base),
    release: () => lock.release(),
  });
  const { painting } = opened;
  const { volume } = open.image!.decoded;
  const name = open.labels?.name ?? `${base.name}, painted`;
  const mapping = opened.mapping ?? valuesAsClasses(base.labels);
  return {
    ...parts,
    ...NO_HISTORY,
    labels: stackOf(name, "Painted here", { ...volume, data: painting.labels.data }),
    mapping: painting.recounted(mapping),
    painting,
    remarks: opened.damage === null ? open.remarks : [...open.remarks, damaged(opened.damage)],
  };
}

/** Data of which labels were painted, as they were before: `withPainting` brings the rest back. Throws StudioError "NotFound" where they are not kept any more. */
export async function keptPainting(id: string, ground: PaintingGround): Promise<OpenData> {
  const base = await paintingFolder(ground, id).readBase();
  if (!base) throw new StudioError("NotFound", "The painted labels are not kept in this browser any more.");
  const gap = Math.max(0, base.split.validation.from - base.split.train.to);
  const kept = { ...keptData(base, {}), name: base.name, gap };
  return base.labels.classes.length > 0 ? kept : { ...kept, labels: null, mapping: null };
}

/** Parts that keep away from each other: what is painted beside what is trained on is nearly the same, and checks nothing. */
function apartParts({ image, split, gap }: OpenData): Pick<OpenData, "split" | "gap"> {
  if (!image || gap > 0) return { split, gap };
  const [depth, , width] = image.decoded.volume.shape;
  const apart = depth > SLICES_WITH_GAP ? 1 : Math.min(MOST_COLUMNS_APART, Math.floor(width / 32));
  return { split: proposeSplitOf(joinedStack(image.decoded), apart), gap: apart };
}

/** Named by what it holds, so that opening the same files finds it again. */
async function baseOf(open: OpenData, labelMap: LabelMap | null): Promise<Dataset> {
  const { image, split, name } = open;
  if (!image || !split) throw new StudioError("NotFound", "No image is open. Open an EM stack to paint its labels.");
  const { volume, subjects } = image.decoded;
  const { shape } = volume;
  if (labelMap && labelMap.shape.join() !== shape.join())
    throw new StudioError(
      "BadInput",
      `The labels are ${shapeText(labelMap.shape)}, the image is ${shapeText(shape)}. Close the labels to paint new ones.`,
    );
  const labels = labelMap ?? { shape, data: new Uint8Array(voxelCount(shape)).fill(UNLABELLED), classes: [] };
  const { hash } = await infoOf(image);
  const named = new TextEncoder().encode([hash, shape.join(), labelMap ? hashOf(labels.data) : "bare"].join("/"));
  return { id: hashOf(named), name, volume, ...(subjects && { subjects }), labels, split };
}

/** Each class is its own value. Where there is none, painting begins with what is looked for and what is not. */
export function valuesAsClasses({ classes }: LabelMap): LabelMapping {
  const named =
    classes.length > 0 ? classes : ["background", "class 1"].map((name, index) => ({ name, color: classColor(index) }));
  return { values: named.map((_, index) => ({ value: index, voxels: 0, classIndex: index })), classes: named };
}

/** The notice of a log that could not be followed to its end. */
export const damaged = (why: string): DataNotice => ({
  kind: "paintingDamaged",
  severity: "warning",
  title: "Not all that was painted could be brought back",
  text: `${why} What was painted before it is here; the damaged log is kept beside the new one.`,
  actions: [],
});
