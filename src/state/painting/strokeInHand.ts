import { brushSegment, type Brush } from "../../core/image/painting/brush.ts";
import {
  limited,
  paintMask,
  type PaintLimits,
  type PlaneMask,
  type PlanePoint,
} from "../../core/image/painting/planeMask.ts";
import type { EditPlace } from "../../core/image/painting/labelEdit.ts";
import type { Rect } from "../../core/image/plane.ts";
import type { PlaneStroke } from "../../worker/studioApi.ts";
import type { ShownPlane } from "../followPlane.ts";

/** What is painted, and with what. */
export interface StrokeWish extends Pick<EditPlace, "tool" | "value"> {
  /** By which the value is shown; UNLABELLED of an eraser. */
  readonly classIndex: number;
  readonly limits: PaintLimits;
}

/** A stroke that is being drawn: the page's own plane has it at once, the worker when it is finished. */
export interface StrokeInHand {
  readonly plane: ShownPlane;
  /** Where the pointer was, all of it. */
  path(): readonly PlanePoint[];
  /** Paints on to a place, and says which part of the plane is to be drawn anew; null where that changes nothing. */
  extend(to: PlanePoint, brush: Brush): Rect | null;
  /** Paints what another tool covers. */
  cover(mask: PlaneMask): Rect | null;
  /** All of it; null where nothing was painted. */
  finished(): PlaneStroke | null;
}

/** The labels of a plane that carries none yet are UNLABELLED throughout. */
export interface LabelledPlane extends ShownPlane {
  readonly labels: Uint8Array<ArrayBuffer>;
}

export function beginStroke(plane: LabelledPlane, { tool, value, classIndex, limits }: StrokeWish): StrokeInHand {
  const touched = new Uint8Array(plane.width * plane.height);
  const path: PlanePoint[] = [];
  let around: Rect | null = null;

  function cover(wanted: PlaneMask): Rect | null {
    const mask = limited(wanted, plane, classIndex, limits);
    if (!mask.mask.includes(1)) return null;
    paintMask(mask, plane, touched, 1);
    paintMask(mask, plane, plane.labels, classIndex);
    around = around ? bothRects(around, mask.rect) : mask.rect;
    return mask.rect;
  }

  return {
    plane,
    path: () => path,
    cover,
    extend(to, brush) {
      const segment = brushSegment(path.at(-1) ?? to, to, brush, plane);
      path.push(to);
      return segment && cover(segment);
    },
    finished() {
      if (!around) return null;
      const mask = new Uint8Array(around.width * around.height);
      for (let row = 0; row < around.height; row++) {
        const begin = (around.y + row) * plane.width + around.x;
        mask.set(touched.subarray(begin, begin + around.width), row * around.width);
      }
      return { tool, value, plane: plane.plane, index: plane.index, rect: around, mask };
    },
  };
}

/** The smallest rectangle that holds both. */
export function bothRects(one: Rect, other: Rect): Rect {
  const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}
