import * as Comlink from "comlink";
import { lossNotes, maskStack } from "../../catalog/exports/maskStack.ts";
import { stackWriters } from "../../catalog/exports/index.ts";
import { StudioError } from "../../core/errors.ts";
import type { Region } from "../../core/image/dataset.ts";
import { ballChange } from "../../core/image/painting/ball.ts";
import { copyBefore, fillBetween, type BoxChange } from "../../core/image/painting/betweenSlices.ts";
import type { PaintEvent } from "../../core/image/painting/history.ts";
import { boxOf, editOf, type EditPlace, type LabelVolume } from "../../core/image/painting/labelEdit.ts";
import { paintMask } from "../../core/image/painting/planeMask.ts";
import { boxOfRect, rectOfBox, voxelOfPixel, type Rect } from "../../core/image/plane.ts";
import type { PaintAnswer, PaintApi, PlanePlace, PlaneStroke, SavedMask } from "../studioApi.ts";
import { keptPainting, withPainting, type PaintingGround } from "./beginPainting.ts";
import { wholeSize } from "./dataEdits.ts";
import type { HeldData } from "./heldData.ts";
import { oneFile } from "./oneFile.ts";
import type { Painting } from "./painting.ts";

const SAME_SIZES = [1, 1, 1] as const;

/** Paints on the labels that the data room holds. */
export function createPaintRoom(held: HeldData, ground: PaintingGround): PaintApi {
  const begin = async () => {
    await held.show(await withPainting(held.open(), held.labelMap(), ground));
    return held.state();
  };

  /** Does what is asked, and answers with what of it is in sight; a stroke is in sight already. */
  async function perform(
    eventOf: (labels: LabelVolume) => PaintEvent | null,
    shown: PlanePlace | null,
  ): Promise<PaintAnswer> {
    const painting = paintingOf(held);
    const box = await painting.perform(eventOf, (changed) => held.repaint(changed));
    return { painting: painting.state(), box, patch: box && shown && patchOf(held, shown, box) };
  }

  const change = (place: EditPlace, changeOf: (labels: LabelVolume) => BoxChange | null, shown: PlanePlace | null) =>
    perform((labels) => paintedBy(labels, place, changeOf(labels)), shown);

  return {
    begin,
    async reopen(id) {
      await held.show(await keptPainting(id, ground));
      return begin();
    },
    stroke: (stroke) => change(placeOf(stroke), (labels) => strokeChange(labels, stroke), null),
    ball: (wish) =>
      change(
        { ...placeOf(wish), tool: "ball" },
        (labels) => ballChange(labels, imageOf(held), { ...wish, spacing: spacingOf(held) }),
        wish,
      ),
    fillBetween: (where) =>
      change(
        { ...placeOf(where), tool: "between" },
        (labels) => fillBetween(labels, { ...where, spacing: spacingOf(held) }, where.index),
        where,
      ),
    copyBefore: (where) =>
      change({ ...placeOf(where), tool: "copy" }, (labels) => copyBefore(labels, where, where.index), where),
    save: (format) => savedMask(held, format),
    undo: (shown) => perform(() => ({ type: "undone" }), shown),
    redo: (shown) => perform(() => ({ type: "redone" }), shown),
  };
}

function paintingOf({ open }: HeldData): Painting {
  const { painting } = open();
  if (!painting) throw new StudioError("NotFound", "No labels are being painted. Press Paint labels to begin.");
  return painting;
}

async function savedMask(held: HeldData, format: string): Promise<SavedMask> {
  paintingOf(held);
  const { shape, data, classes } = held.labelMap()!;
  const { geometry } = imageOf(held);
  const { name, voxelSizeNm } = held.open();
  const where = { shape, voxelSizeNm: wholeSize(voxelSizeNm), ...(geometry && { geometry }) };
  const writer = stackWriters.get(format);
  const { stack, notes } = maskStack(where, data.slice(), { writer, classes, values: "index" });
  const file = oneFile(`${name} labels`, await writer.write(`${name} labels`, stack));
  return Comlink.transfer({ ...file, notes: [...notes, ...lossNotes(stack, writer)] }, [file.bytes.buffer]);
}

const imageOf = ({ open }: HeldData) => open().image!.decoded.volume;
const spacingOf = ({ open }: HeldData) => wholeSize(open().voxelSizeNm) ?? SAME_SIZES;

const placeOf = <Place extends Omit<EditPlace, "tool"> & Partial<EditPlace>>({ tool, plane, index, value }: Place) =>
  ({ tool, plane, index, value }) as Pick<Place, keyof EditPlace>;

function paintedBy(labels: LabelVolume, place: EditPlace, change: BoxChange | null): PaintEvent | null {
  const edit = change && editOf(labels, place, change.box, change.after);
  return edit && { type: "painted", edit };
}

/** A stroke as what the box around it becomes. The mask lies row by row as the plane is seen, which for YZ is not how voxels lie. */
function strokeChange(labels: LabelVolume, { plane, index, rect, mask, value }: PlaneStroke): BoxChange {
  const box = boxOfRect(plane, index, rect);
  const after = boxOf(labels, box);
  const seen = plane === "yz" ? transposed(mask, rect) : mask;
  paintMask(
    { rect: { x: 0, y: 0, width: after.length, height: 1 }, mask: seen },
    { width: after.length, height: 1 },
    after,
    value,
  );
  return { box, after };
}

function transposed(mask: Uint8Array<ArrayBuffer>, { width, height }: Rect): Uint8Array<ArrayBuffer> {
  const turned = new Uint8Array(mask.length);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) turned[x * height + y] = mask[y * width + x]!;
  return turned;
}

function patchOf({ labelMap }: HeldData, { plane, index }: PlanePlace, box: Region): PaintAnswer["patch"] {
  const [classes, rect] = [labelMap(), rectOfBox(plane, index, box)];
  if (!classes || !rect) return null;
  const labels = new Uint8Array(rect.width * rect.height);
  for (let at = 0; at < labels.length; at++) {
    const [x, y] = [rect.x + (at % rect.width), rect.y + Math.floor(at / rect.width)];
    labels[at] = classes.data[voxelOfPixel(classes.shape, plane, index, x, y)]!;
  }
  return { rect, labels };
}
