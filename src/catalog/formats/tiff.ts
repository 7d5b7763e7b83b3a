import type { GeoTIFFImage } from "geotiff";
import { StudioError } from "../../core/errors.ts";
import type { DecodedFile, Format } from "../../core/image/format.ts";
import type { VoxelArray } from "../../core/image/volume.ts";
import { packColors } from "./colors.ts";

/** More voxels than this are refused before anything is allocated: a header may claim anything. */
const MAX_VOXELS = 2 ** 31;

/** Multi-page TIFF, 8 and 16-bit integers and floats, read with geotiff. */
export default {
  id: "tiff",
  label: "TIFF",
  extensions: ["tif", "tiff"],
  sniff: ([a, b, c, d]) => (a === 0x49 && b === 0x49 && (c === 42 || c === 43) && d === 0) || (a === 0x4d && b === 0x4d && c === 0 && (d === 42 || d === 43)),
  async decode(bytes) {
    const { fromArrayBuffer } = await import("geotiff");
    const pages = await readable(async () => {
      const tiff = await fromArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
      const count = await tiff.getImageCount();
      return Promise.all(Array.from({ length: count }, (_, index) => tiff.getImage(index)));
    });
    return decodePages(pages);
  },
} satisfies Format;

type Page = GeoTIFFImage;

async function decodePages(pages: readonly Page[]): Promise<DecodedFile> {
  const first = pages[0];
  if (!first) throw new StudioError("UnreadableFile", "This TIFF has no pages.");
  const [width, height, samples] = [first.getWidth(), first.getHeight(), first.getSamplesPerPixel()];
  checkPages(pages, width, height, samples);
  const plane = width * height;
  let data: VoxelArray | null = null;
  for (const [z, page] of pages.entries()) {
    const raster = (await readable(() => page.readRasters({ interleave: true }))) as unknown as VoxelArray;
    const pixels = samples >= 3 ? packColors(raster, samples, page.getBitsPerSample(0) > 8 ? 8 : 0) : raster;
    data ??= new (pixels.constructor as new (length: number) => VoxelArray)(plane * pages.length);
    data.set(pixels.subarray(0, plane), z * plane);
  }
  const isFloat = first.getSampleFormat(0) === 3;
  const description = `TIFF, ${pages.length} page${pages.length === 1 ? "" : "s"}, ${samples >= 3 ? "colour" : `${first.getBitsPerSample(0)}-bit${isFloat ? " float" : ""}`}`;
  return { volume: { shape: [pages.length, height, width], data: data!, voxelSizeNm: await voxelSizeOf(first) }, description, isColor: samples >= 3, isLossy: (await tag(first, "Compression")) === JPEG_COMPRESSION, warnings: [] };
}

function checkPages(pages: readonly Page[], width: number, height: number, samples: number): void {
  for (const [index, page] of pages.entries()) {
    if (page.getWidth() === width && page.getHeight() === height && page.getSamplesPerPixel() === samples) continue;
    const found = `page 0 is ${width} × ${height} with ${samples} channel(s), page ${index} is ${page.getWidth()} × ${page.getHeight()} with ${page.getSamplesPerPixel()}`;
    throw new StudioError("UnreadableFile", `The pages of this TIFF differ: ${found}. A stack needs pages of one size.`);
  }
  if (samples === 2) throw new StudioError("UnreadableFile", "This TIFF has 2 channels per pixel. Save one channel as a grey image.");
  if (width * height * pages.length > MAX_VOXELS) throw new StudioError("UnreadableFile", `This TIFF claims ${width} × ${height} × ${pages.length} voxels, more than can be opened at once. Crop it first.`);
}

/** Errors of the library become ours, with its words behind them. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new StudioError("UnreadableFile", `This TIFF cannot be read (${error instanceof Error ? error.message : String(error)}). It may be damaged, or use a compression that is not known here; saving it again uncompressed would work.`);
  }
}

type TagName = "Compression" | "ImageDescription" | "XResolution" | "YResolution";

const tag = async (page: Page, name: TagName): Promise<unknown> => (page.fileDirectory.hasTag(name) ? page.fileDirectory.loadValue(name) : undefined);

const JPEG_COMPRESSION = 7;

const NM_PER_UNIT: Readonly<Record<string, number>> = { nm: 1, µm: 1e3, um: 1e3, micron: 1e3, microns: 1e3, "\\u00B5m": 1e3, mm: 1e6, cm: 1e7, inch: 25.4e6 };

/** ImageJ's calibration ("unit=", "spacing=", pixels per unit), else the resolution tags of the standard in cm. */
async function voxelSizeOf(page: Page): Promise<readonly [number, number, number] | null> {
  const text = textOf(await tag(page, "ImageDescription"));
  const unit = /^unit=(.*)$/m.exec(text)?.[1]?.trim();
  const [xPerUnit, yPerUnit] = [ratio(await tag(page, "XResolution")), ratio(await tag(page, "YResolution"))];
  if (!xPerUnit || !yPerUnit || !unit) return null;
  const nm = NM_PER_UNIT[unit];
  if (!nm) return null;
  const spacing = Number(/^spacing=(.*)$/m.exec(text)?.[1] ?? Number.NaN);
  const [y, x] = [nm / yPerUnit, nm / xPerUnit];
  return [Number.isFinite(spacing) && spacing > 0 ? spacing * nm : y, y, x];
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function ratio(value: unknown): number | null {
  const pair = value as ArrayLike<number> | undefined;
  return pair?.length === 2 && pair[1]! > 0 ? pair[0]! / pair[1]! : null;
}
