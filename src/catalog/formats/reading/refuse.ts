import { StudioError } from "../../../core/errors.ts";
import { elementCount } from "../../../core/image/boxes.ts";
import { ELEMENT_BYTES, type ElementType } from "../../../core/image/elements.ts";
import { shapeText } from "../../../core/image/volume.ts";

/** Says why a file is not opened: what was found, where, and what would work. */
export function refuse(why: string): never {
  throw new StudioError("UnreadableFile", why);
}

/** No array beyond this is opened, and no axis of one: no header that claims more is a stack. */
const MOST_BYTES = 2 ** 40;

/** Throws for extents that are no whole numbers from 1, and for arrays that nothing could hold. */
export function checkShape(shape: readonly number[], dtype: ElementType): void {
  if (shape.some((extent) => !Number.isSafeInteger(extent) || extent < 1))
    refuse(
      `Its header says ${shapeText(shape)} voxels, which is no stack. The header is damaged; save the file again.`,
    );
  if (elementCount(shape) * ELEMENT_BYTES[dtype] > MOST_BYTES)
    refuse(
      `Its header claims ${shapeText(shape)} voxels of ${dtype}, more than any machine could open. The header is damaged; save the file again.`,
    );
}

/** The largest piece that is unpacked or read into memory at once. */
export const MOST_PIECE_BYTES = 2 ** 31 - 2 ** 16;

/** Throws before a piece is allocated that memory would not hold. */
export function checkPiece(bytes: number, what: string): void {
  if (!(bytes >= 0 && bytes <= MOST_PIECE_BYTES))
    refuse(
      `${what} would unpack to ${(bytes / 1e9).toFixed(1)} GB at once; 2.1 GB is the most. Save the stack in smaller pieces.`,
    );
}

/** Compression may shrink by so much, not more: deflate's limit is 1032. */
export const MOST_DEFLATE_RATIO = 1032;
