import { StudioError } from "../../core/errors.ts";
import type { Range, Region } from "../../core/image/dataset.ts";
import type { BoxChange } from "../../core/image/painting/betweenSlices.ts";
import type { PaintEvent } from "../../core/image/painting/history.ts";
import { editOf, type EditPlace, type LabelVolume } from "../../core/image/painting/labelEdit.ts";
import { rectOfBox, voxelOfPixel } from "../../core/image/plane.ts";
import type { PaintAnswer, PlanePlace } from "../studioApi.ts";
import type { HeldData } from "./heldData.ts";
import type { Painting } from "./painting.ts";
import type { ShownData } from "./shownData.ts";

/** Changes the labels that are painted on. */
export interface Painter {
  /** Does what is asked, and answers with what of it is in sight; what the page has drawn itself is in sight already. */
  perform(eventOf: (labels: LabelVolume) => PaintEvent | null, shown: PlanePlace | null): Promise<PaintAnswer>;
  change(
    place: EditPlace,
    changeOf: (labels: LabelVolume) => BoxChange | null,
    shown: PlanePlace | null,
  ): Promise<PaintAnswer>;
}

export function createPainter(shownData: ShownData): Painter {
  async function perform(
    eventOf: (labels: LabelVolume) => PaintEvent | null,
    shown: PlanePlace | null,
  ): Promise<PaintAnswer> {
    const held = shownData.held();
    const painting = paintingOf(held);
    const box = await painting.perform(eventOf, (changed) => held.repaint(changed));
    return { painting: painting.state(), box, patch: box && shown && patchOf(held, shown, box) };
  }

  return {
    perform,
    change: (place, changeOf, shown) =>
      perform((labels) => {
        const change = changeOf(labels);
        const correction = shownData.correction();
        if (change && correction) checkWithin(change.box.z, correction.proposal.slices);
        const edit = change && editOf(labels, place, change.box, change.after);
        return edit && { type: "painted", edit };
      }, shown),
  };
}

/** Throws StudioError "NotFound" where no labels are painted on. */
export function paintingOf({ open }: HeldData): Painting {
  const { painting } = open();
  if (!painting) throw new StudioError("NotFound", "No labels are being painted. Press Paint labels to begin.");
  return painting;
}

/** Only slices of the round are trained on by it. */
function checkWithin({ from, to }: Range, slices: Range): void {
  if (from >= slices.from && to <= slices.to) return;
  throw new StudioError(
    "BadInput",
    `This round corrects slices ${slices.from} to ${slices.to - 1}; the stroke reaches beyond them, so nothing was painted.`,
  );
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
