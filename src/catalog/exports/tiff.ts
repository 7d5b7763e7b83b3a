import { StudioError } from "../../core/errors.ts";
import { originNm } from "../../core/image/geometry.ts";
import { MASK_CLASSES_KEY, maskClassesText } from "../../core/image/maskClasses.ts";
import { VOXEL_ARRAYS } from "../../core/image/volume.ts";
import { colorTable } from "./classColors.ts";
import { filled, layoutOf, type ExportLayout, type ExportStack, type PlainFile } from "./stack.ts";

const LITTLE_ENDIAN = true;
const SHORT = 3;
const LONG = 4;
const ASCII = 2;
const RATIONAL = 5;

/** Largest data an ordinary TIFF can address. */
const MAX_BYTES = 2 ** 32 - 2 ** 20;

/**
 * An uncompressed little-endian TIFF stack as ImageJ writes it: one page per slice, calibration in the description and the
 * resolution tags. Unsigned integers of 8, 16 and 32 bits and 32-bit floats; channels follow each other within a slice. A mask has its classes'
 * colours as a table that only ImageJ looks at: to everybody else its pixels are grey, so that they are read as class numbers. Throws
 * StudioError "BadInput" above 4 GB and for other types.
 */
export const encodeTiff = (stack: ExportStack): Uint8Array<ArrayBuffer> => filled(plainTiff(layoutOf(stack)), stack);

/** All of such a file but its voxels. */
export function plainTiff(stack: ExportLayout): Omit<PlainFile, "path"> {
  const {
    shape: [slices, height, width],
    type: dtype,
    voxelSizeNm,
    channels = 1,
  } = stack;
  const depth = slices * channels;
  const voxelBytes = VOXEL_ARRAYS[dtype].BYTES_PER_ELEMENT;
  if (!["uint8", "uint16", "uint32", "float32"].includes(dtype))
    throw new StudioError(
      "BadInput",
      `ImageJ reads TIFFs of uint8, uint16, uint32 or float32, not ${dtype}. Write NRRD, NIfTI or OME-Zarr instead.`,
    );
  const pageBytes = height * width * voxelBytes;
  const table = tableOf(stack);
  const description = descriptionOf(stack, table?.most);
  const [, sizeY, sizeX] = voxelSizeNm ?? [1, 1, 1];
  const tableAt = 24 + description.length + (description.length % 2);
  const extraBytes = tableAt - 8 + (table ? 2 * table.shorts.length : 0);
  const entryCount = table ? 14 : 13;
  const directoryBytes = 2 + entryCount * 12 + 4;
  const dataAt = 8 + extraBytes + depth * directoryBytes;
  if (dataAt + depth * pageBytes > MAX_BYTES)
    throw new StudioError("BadInput", "A TIFF holds at most 4 GB. Export a smaller region, or write OME-Zarr.");

  const head = new Uint8Array(dataAt);
  const view = new DataView(head.buffer);
  const short = (at: number, value: number) => view.setUint16(at, value, LITTLE_ENDIAN);
  const long = (at: number, value: number) => view.setUint32(at, value, LITTLE_ENDIAN);
  const rational = (at: number, value: number) => {
    long(at, Math.round(1e6 / value));
    long(at + 4, 1e6);
  };

  short(0, 0x4949);
  short(2, 42);
  long(4, 8 + extraBytes);
  rational(8, sizeX);
  rational(16, sizeY);
  head.set(new TextEncoder().encode(description), 24);
  table?.shorts.forEach((value, index) => short(tableAt + 2 * index, value));

  for (let z = 0; z < depth; z++) {
    const start = 8 + extraBytes + z * directoryBytes;
    const entries: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
      [256, LONG, 1, width],
      [257, LONG, 1, height],
      [258, SHORT, 1, voxelBytes * 8],
      [259, SHORT, 1, 1],
      [262, SHORT, 1, 1],
      [270, ASCII, description.length, 24],
      [273, LONG, 1, dataAt + z * pageBytes],
      [277, SHORT, 1, 1],
      [278, LONG, 1, height],
      [279, LONG, 1, pageBytes],
      [282, RATIONAL, 1, 8],
      [283, RATIONAL, 1, 16],
      ...(table ? [[320, SHORT, table.shorts.length, tableAt] as const] : []),
      [339, SHORT, 1, dtype === "float32" ? 3 : 1],
    ];
    short(start, entryCount);
    for (const [index, [tag, type, count, value]] of entries.entries()) {
      const at = start + 2 + index * 12;
      short(at, tag);
      short(at + 2, type);
      long(at + 4, count);
      if (type === SHORT && count === 1) short(at + 8, value);
      else long(at + 8, value);
    }
    long(start + 2 + entryCount * 12, z + 1 < depth ? start + directoryBytes : 0);
  }
  return { head, placeOf: (slice, channel) => dataAt + (slice * channels + channel) * pageBytes };
}

/** ImageJ's note: how pages are axes, the calibration, and up to which value a table of colours of 16 bits reaches. */
function descriptionOf(stack: ExportLayout, most: number | undefined): string {
  const {
    shape: [slices],
    type,
    voxelSizeNm,
    channels = 1,
  } = stack;
  const hyperstack =
    channels > 1 ? `channels=${channels}\nslices=${slices}\nhyperstack=true\nmode=grayscale` : `slices=${slices}`;
  const calibration = voxelSizeNm ? `\nunit=nm\nspacing=${voxelSizeNm[0]}` : "";
  const range = most !== undefined && type === "uint16" ? `\nmin=0\nmax=${most}` : "";
  return `ImageJ=1.53\nimages=${slices * channels}\n${hyperstack}${calibration}${originLines(stack)}${range}\nloop=false\n${noteLine(stack)}\0`;
}

/** A mask's colours as ImageJ keeps them, all reds before all greens, over the values from 0 to `most`; undefined for what is no mask. */
function tableOf({ maskClasses, channels, type }: ExportLayout) {
  if (!maskClasses || channels !== undefined) return undefined;
  const most = type === "uint8" ? 255 : Math.max(255, ...maskClasses.map(({ value }) => value));
  const colors = colorTable(maskClasses, most);
  return { most, shorts: [0, 1, 2].flatMap((part) => colors.map((color) => color[part]! * 257)) };
}

/** The origin as ImageJ counts it: the place of the space's zero, in voxels. */
function originLines(stack: ExportLayout): string {
  const { voxelSizeNm } = stack;
  const origin = originNm(stack);
  if (!origin || !voxelSizeNm) return "";
  const [x, y, z] = origin.map((nm, axis) => -nm / voxelSizeNm[2 - axis]! + 0);
  return `\nxorigin=${x}\nyorigin=${y}\nzorigin=${z}`;
}

const noteLine = ({ maskClasses }: ExportLayout): string =>
  maskClasses ? `${MASK_CLASSES_KEY}=${maskClassesText(maskClasses)}\n` : "";
