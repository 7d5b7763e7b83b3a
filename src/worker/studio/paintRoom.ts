import * as Comlink from "comlink";
import { lossNotes, maskStack } from "../../catalog/exports/maskStack.ts";
import { stackWriters } from "../../catalog/exports/index.ts";
import { ballChange } from "../../core/image/painting/ball.ts";
import { copyBefore, fillBetween, type BoxChange } from "../../core/image/painting/betweenSlices.ts";
import { boxOf, type EditPlace, type LabelVolume } from "../../core/image/painting/labelEdit.ts";
import { paintMask } from "../../core/image/painting/planeMask.ts";
import { boxOfRect, type Rect } from "../../core/image/plane.ts";
import type { PaintApi, PlaneStroke, SavedMask } from "../studioApi.ts";
import { keptPainting, withPainting, type PaintingGround } from "./beginPainting.ts";
import { wholeSize } from "./dataEdits.ts";
import type { HeldData } from "./heldData.ts";
import { createKeptPaintings } from "./keptPaintings.ts";
import { oneFile } from "./oneFile.ts";
import { createPainter, paintingOf } from "./painter.ts";
import type { ShownData } from "./shownData.ts";

const SAME_SIZES = [1, 1, 1] as const;

/** Paints on the labels that the data room shows. */
export function createPaintRoom(shownData: ShownData, ground: PaintingGround): PaintApi {
  const held = () => shownData.held();
  const begin = async () => {
    await shownData.leave();
    await held().show(await withPainting(held().open(), held().labelMap(), ground));
    return held().state();
  };
  const painter = createPainter(shownData);
  const paintings = createKeptPaintings(ground);

  return {
    begin,
    async reopen(id) {
      await shownData.leave();
      await held().show(await keptPainting(id, ground));
      return begin();
    },
    kept: () => paintings.list(),
    remove: (id) => paintings.remove(id),
    stroke: (stroke) => painter.change(placeOf(stroke), (labels) => strokeChange(labels, stroke), null),
    ball: (wish) =>
      painter.change(
        { ...placeOf(wish), tool: "ball" },
        (labels) => ballChange(labels, imageOf(held()), { ...wish, spacing: spacingOf(held()) }),
        wish,
      ),
    fillBetween: (where) =>
      painter.change(
        { ...placeOf(where), tool: "between" },
        (labels) => fillBetween(labels, { ...where, spacing: spacingOf(held()) }, where.index),
        where,
      ),
    copyBefore: (where) =>
      painter.change({ ...placeOf(where), tool: "copy" }, (labels) => copyBefore(labels, where, where.index), where),
    save: (format) => savedMask(held(), format),
    undo: (shown) => painter.perform(() => ({ type: "undone" }), shown),
    redo: (shown) => painter.perform(() => ({ type: "redone" }), shown),
  };
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
