import { fieldsOf } from "./fields.ts";

const ORIENTATION = 0x112;
const AS_STORED = 1;

/** How viewers turn a picture before they show it: 1 as stored to 8, the orientation of its Exif block (a TIFF directory without pixels); 1 where the block says nothing sound. */
export function orientationOf(exif: Uint8Array): number {
  const order = String.fromCharCode(...exif.subarray(0, 2));
  if (exif.length < 8 || (order !== "II" && order !== "MM")) return AS_STORED;
  const fields = fieldsOf(exif, order === "II");
  const directory = fields.u32(4);
  const entries = directory + 2 <= exif.length ? fields.u16(directory) : 0;
  for (let at = directory + 2; at + 12 <= Math.min(exif.length, directory + 2 + 12 * entries); at += 12) {
    const value = fields.u16(at + 8);
    if (fields.u16(at) === ORIENTATION) return value >= 1 && value <= 8 ? value : AS_STORED;
  }
  return AS_STORED;
}

/** Pixels keep their place in the file, so that labels of the same pixels fit; viewers that turn the picture are warned of. */
export const turnedWarnings = (orientation: number): readonly string[] =>
  orientation === AS_STORED
    ? []
    : [
        `The picture is stored turned (Exif orientation ${orientation}); it is read as stored. Labels drawn in a viewer that turns it do not fit.`,
      ];
