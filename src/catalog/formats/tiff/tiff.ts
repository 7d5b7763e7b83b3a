import { elementCount, frameReader } from "../../../core/image/boxes.ts";
import { ELEMENT_BYTES } from "../../../core/image/elements.ts";
import type { ByteSource, Format, ReadableArray } from "../../../core/image/format.ts";
import { refuse } from "../reading/refuse.ts";
import { contiguousReader } from "../reading/contiguous.ts";
import { readDirectories, TAG } from "./directory.ts";
import { readLayouts, statedCount } from "./layout.ts";
import type { Layout } from "./pageOrder.ts";
import { frameShapeOf, readPage, type Page } from "./page.ts";
import { checkCompression, readPixels, UNCOMPRESSED } from "./pixels.ts";

/** TIFF 6.0 and BigTIFF, read page by page from the source: stacks, ImageJ's hyperstacks, OME-TIFF. */
export default {
  id: "tiff",
  label: "TIFF",
  extensions: ["tif", "tiff", "btf", "tf8"],
  sniff: ([a, b, c, d]) =>
    (a === 0x49 && b === 0x49 && (c === 42 || c === 43) && d === 0) ||
    (a === 0x4d && b === 0x4d && c === 0 && (d === 42 || d === 43)),
  async open(source) {
    const pages: Page[] = [];
    for (const directory of await readDirectories(source)) pages.push(await readPage(directory));
    const kept = pages.filter(({ subfileType }) => (subfileType & (REDUCED | MASK)) === 0);
    const stack = kept.length > 0 ? kept : pages;
    const [first] = stack as [Page, ...Page[]];
    checkCompression(first);
    const left = pages.length - stack.length;
    const warnings =
      left > 0 ? [`${left} page${left === 1 ? "" : "s"} with reduced copies or masks were left out.`] : [];
    const hidden = await hiddenStack(source, first, stack.length);
    if (hidden) return [{ ...hidden, warnings: [...hidden.warnings, ...warnings] }];
    const layouts = await readLayouts(first, stack.length, source.name);
    return Promise.all(
      layouts.map(async (layout) => {
        const array = await arrayOf(
          source,
          layout.pages.map((page) => stack[page]!),
          layout,
        );
        return { ...array, warnings: [...array.warnings, ...warnings] };
      }),
    );
  },
} satisfies Format;

const [REDUCED, MASK] = [1, 4];
const [WHITE_IS_ZERO, RGB, PALETTE, YCBCR] = [0, 2, 3, 6];

async function arrayOf(source: ByteSource, pages: readonly Page[], layout: Layout): Promise<ReadableArray> {
  const [first] = pages as [Page, ...Page[]];
  checkPages(pages);
  await checkPalettes(pages);
  const frameShape = frameShapeOf(first);
  const shape = [...layout.extents, ...frameShape];
  return {
    name: layout.name,
    shape,
    axes: layout.axes + frameAxes(first),
    dtype: first.dtype,
    voxelSizeNm: layout.voxelSizeNm,
    ...notesOf(layout),
    description: describe(first, pages.length),
    ...(await looksOf(first)),
    ...(layout.order !== undefined && { order: layout.order }),
    warnings: layout.warnings,
    read: frameReader(shape, frameShape.length, ELEMENT_BYTES[first.dtype], (index) =>
      readPixels(source, pages[index.reduce((place, at, axis) => place * layout.extents[axis]! + at, 0)]!),
    ),
  };
}

const notesOf = ({ geometry, maskClasses }: Layout): Pick<ReadableArray, "geometry" | "maskClasses"> => ({
  ...(geometry && { geometry }),
  ...(maskClasses && { maskClasses }),
});

const frameAxes = ({ samples, isPlanar }: Page): string => (samples === 1 ? "yx" : isPlanar ? "syx" : "yxs");

function describe({ bits, dtype, photometric, samples }: Page, pages: number): string {
  const kind =
    photometric === RGB
      ? "colour"
      : samples > 1
        ? `${samples} channels`
        : `${bits}-bit${dtype.startsWith("float") ? " float" : ""}`;
  return `TIFF, ${pages} page${pages === 1 ? "" : "s"}, ${kind}`;
}

async function looksOf({ directory, photometric, samples, dtype, bits }: Page): Promise<Partial<ReadableArray>> {
  if (photometric === YCBCR) refuse("Its colours are stored as brightness and hue (YCbCr). Save it as RGB or grey.");
  if (photometric === RGB && samples >= 3) return { samples: "color" };
  if (samples > 1) return { samples: "channels" };
  if (photometric === WHITE_IS_ZERO && dtype.startsWith("uint"))
    return { isInverted: true, scale: { slope: -1, intercept: 2 ** bits - 1 } };
  if (photometric !== PALETTE) return {};
  const table = await directory.numbers(TAG.palette);
  const count = table.length / 3;
  return Number.isInteger(count) && count > 0
    ? {
        palette: Array.from(
          { length: count },
          (_, index) =>
            ((table[index]! >> 8) << 16) | ((table[count + index]! >> 8) << 8) | (table[2 * count + index]! >> 8),
        ),
      }
    : {};
}

/** What the values of a page mean: pages that differ in this must not be read alike. */
const PHOTOMETRICS: Readonly<Record<number, string>> = { 0: "white is 0", 1: "black is 0", 2: "colour", 3: "palette" };

/** Throws StudioError "UnreadableFile" naming the first page that differs. */
function checkPages(pages: readonly Page[]): void {
  const [first] = pages as [Page, ...Page[]];
  const look = ({ width, height, samples, dtype, bits, photometric, isPlanar }: Page) =>
    `${width} × ${height}${samples > 1 ? ` with ${samples} samples` : ""}, ${dtype}${bits === 8 * ELEMENT_BYTES[dtype] ? "" : ` of ${bits} bits`}${isPlanar ? ", planar" : ""}, ${PHOTOMETRICS[photometric] ?? `photometric ${photometric}`}`;
  for (const [index, page] of pages.entries()) {
    if (look(page) !== look(first))
      refuse(
        `The pages of this TIFF differ: page 0 is ${look(first)}, page ${index} is ${look(page)}. A stack needs pages of one size and type; save them as files of their own.`,
      );
    checkCompression(page);
  }
}

/** Throws StudioError "UnreadableFile" naming the first page whose palette is another: one number would stand for two colours. */
async function checkPalettes(pages: readonly Page[]): Promise<void> {
  if (pages[0]!.photometric !== PALETTE) return;
  const palettes = await Promise.all(pages.map(async ({ directory }) => (await directory.numbers(TAG.palette)).join()));
  const other = palettes.findIndex((palette) => palette !== palettes[0]);
  if (other > 0)
    refuse(
      `The pages of this TIFF differ: page ${other} has another palette than page 0. A stack needs pages of one palette; save them as RGB or as files of their own.`,
    );
}

/** ImageJ writes stacks beyond 4 GB as one page with the other images behind it, uncompressed, and tifffile does so where it is asked to; null where there are none, as in a page that was cut out of a stack with its note. */
async function hiddenStack(source: ByteSource, first: Page, pageCount: number): Promise<ReadableArray | null> {
  const { count, by } = statedCount(await first.directory.text(TAG.description), first);
  if (pageCount !== 1 || count <= 1 || first.compression !== UNCOMPRESSED || first.samples !== 1) return null;
  const offset = await first.directory.number(TAG.stripOffsets, 0);
  const there = imagesThere(source, first, offset);
  if (there === 1) return null;
  if (there < count)
    refuse(
      `The note of ${by} speaks of ${count} images of ${first.width} × ${first.height}, but the file ends after ${Math.floor(there)}. It was cut off; download or save it again.`,
    );
  const [layout] = (await readLayouts(first, count, source.name)) as [Layout];
  const shape = [...layout.extents, first.height, first.width];
  const read = contiguousReader({
    source,
    offset,
    shape,
    dtype: first.dtype,
    isLittleEndian: first.directory.isLittleEndian,
  });
  return {
    name: "",
    shape,
    axes: `${layout.axes}yx`,
    dtype: first.dtype,
    voxelSizeNm: layout.voxelSizeNm,
    ...notesOf(layout),
    description: describe(first, elementCount(layout.extents)),
    warnings: layout.warnings,
    read,
  };
}

/** How many images, not always a whole number, there is room for from the first one on. ImageJ puts the directory before them, most others behind, where it ends them. */
function imagesThere(source: ByteSource, { width, height, dtype, directory }: Page, offset: number): number {
  const imageBytes = width * height * ELEMENT_BYTES[dtype];
  const isBehind = directory.at > offset;
  const room = (isBehind ? directory.at : source.size) - offset;
  const isAlone = room < 2 * imageBytes && (isBehind || room - imageBytes <= MOST_PADDING);
  return isAlone ? 1 : room / imageBytes;
}

const MOST_PADDING = 16;
