import { elementCount } from "../../../core/image/boxes.ts";
import { shapeText } from "../../../core/image/volume.ts";
import { namedAxes } from "../reading/axes.ts";
import { frameShapeOf, type Page } from "./page.ts";
import { alongZ, type Layout } from "./pageOrder.ts";

/** The note that tifffile writes where nothing else is asked of it: {"shape": [2, 3, 512, 512], "axes": "ZCYX"}, or shape=(2, 3, 512, 512). */
interface Note {
  readonly shape: readonly number[];
  /** Axes before those of a page. */
  readonly leading: readonly number[];
  readonly axes: string;
}

function readNote(description: string, page: Page): Note | null {
  const { shape, axes } = parsed(description);
  const frame = frameShapeOf(page);
  const leading = shape.slice(0, Math.max(0, shape.length - frame.length));
  const isOfPage =
    leading.length > 0 &&
    shape.slice(-frame.length).join() === frame.join() &&
    leading.every((extent) => Number.isSafeInteger(extent) && extent > 0);
  return isOfPage ? { shape, leading, axes } : null;
}

function parsed(description: string): Pick<Note, "shape" | "axes"> {
  const old = /^shape=\(([\d, ]+)\)/.exec(description)?.[1];
  if (old !== undefined)
    return {
      shape: old
        .split(",")
        .filter((part) => part.trim() !== "")
        .map(Number),
      axes: "",
    };
  try {
    const { shape, axes } = (description.startsWith("{") ? JSON.parse(description) : {}) as {
      readonly shape?: unknown;
      readonly axes?: unknown;
    };
    return {
      shape: Array.isArray(shape) ? shape.map(Number) : [],
      axes: typeof axes === "string" ? axes.toLowerCase() : "",
    };
  } catch {
    return { shape: [], axes: "" };
  }
}

/** How many pages tifffile's note speaks of; null where there is none. */
export function shapedCount(description: string, page: Page): number | null {
  const note = readNote(description, page);
  return note && elementCount(note.leading);
}

/** The order of the pages by tifffile's note; along z where there is none, and where it speaks of another number of pages. */
export function shapedLayout(
  description: string,
  page: Page,
  pageCount: number,
): Pick<Layout, "axes" | "extents" | "pages" | "warnings"> {
  const [note, plain] = [readNote(description, page), alongZ(pageCount)];
  if (!note) return { ...plain, warnings: [] };
  const count = elementCount(note.leading);
  if (count !== pageCount)
    return {
      ...plain,
      warnings: [
        `The note of tifffile speaks of ${count} images (${shapeText(note.shape)}), the file has ${pageCount}${pageCount > 1 ? "; they are taken as slices" : ""}.`,
      ],
    };
  const used = [...note.leading.entries()].filter(([, extent]) => extent > 1);
  const letters = used.map(([axis]) => note.axes[axis] ?? "").join("");
  const isKnown =
    letters.length === used.length && /^[tcz]*$/.test(letters) && new Set(letters).size === letters.length;
  return {
    axes: isKnown ? letters : namedAxes(used.length + 2).slice(0, -2),
    extents: used.map(([, extent]) => extent),
    pages: plain.pages,
    warnings: [],
  };
}
