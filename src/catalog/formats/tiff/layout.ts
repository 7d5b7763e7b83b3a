import { alongAxes, type Vector } from "../../../core/image/geometry.ts";
import { MASK_CLASSES_KEY, parseMaskClasses } from "../../../core/image/maskClasses.ts";
import { nmPerUnit } from "../reading/units.ts";
import { TAG, type Directory } from "./directory.ts";
import { omeLayouts } from "./ome.ts";
import type { Page } from "./page.ts";
import { alongZ, type Layout } from "./pageOrder.ts";
import { shapedCount, shapedLayout } from "./shaped.ts";

/** The layouts that the first page's description tells: of OME-TIFF, of ImageJ, of tifffile, else pages along z. */
export async function readLayouts(page: Page, pageCount: number, fileName: string): Promise<readonly Layout[]> {
  const { directory: first } = page;
  const description = await first.text(TAG.description);
  if (/<(\w+:)?OME[\s>]/.test(description)) return omeLayouts(description, pageCount, fileName);
  const voxelSizeNm = await voxelSizeOf(first, description);
  if (description.startsWith("ImageJ="))
    return [{ ...imageJAxes(description, pageCount), voxelSizeNm, ...imageJNotes(description, voxelSizeNm), name: "" }];
  return [{ ...shapedLayout(description, page, pageCount), voxelSizeNm, name: "" }];
}

/** How many images the first page says there are, and who says so; more than pages where they lie behind the first one. */
export function statedCount(description: string, page: Page): { readonly count: number; readonly by: string } {
  const shaped = shapedCount(description, page);
  return shaped === null ? { count: imageJCount(description), by: "ImageJ" } : { count: shaped, by: "tifffile" };
}

const imageJCount = (description: string): number =>
  description.startsWith("ImageJ=") ? Number(/^images=(\d+)$/m.exec(description)?.[1] ?? 1) : 1;

function imageJAxes(description: string, pageCount: number): Pick<Layout, "axes" | "extents" | "pages" | "warnings"> {
  const said = (name: string) => Number(new RegExp(`^${name}=(\\d+)$`, "m").exec(description)?.[1] ?? 1);
  const extents = [said("frames"), said("slices"), said("channels")];
  const product = extents[0]! * extents[1]! * extents[2]!;
  const [count, plain] = [product > 1 ? product : imageJCount(description), alongZ(pageCount)];
  if (count === 1 || (product === 1 && count === pageCount)) return { ...plain, warnings: [] };
  if (count !== pageCount)
    return {
      ...plain,
      warnings: [
        `ImageJ's note speaks of ${count} images (${extents[2]!} channels, ${extents[1]!} slices, ${extents[0]!} frames), the file has ${pageCount}${pageCount > 1 ? "; they are taken as slices" : ""}.`,
      ],
    };
  const used = [...extents.entries()].filter(([, extent]) => extent > 1);
  return {
    axes: used.map(([axis]) => "tzc"[axis]!).join(""),
    extents: used.map(([, extent]) => extent),
    pages: plain.pages,
    warnings: [],
  };
}

/** The origin, which ImageJ counts in voxels, and the classes of a mask of Cristae. */
function imageJNotes(
  description: string,
  voxelSizeNm: Layout["voxelSizeNm"],
): Pick<Layout, "geometry" | "maskClasses"> {
  const said = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(description)?.[1];
  const maskClasses = parseMaskClasses(said(MASK_CLASSES_KEY) ?? "");
  const origin = ["xorigin", "yorigin", "zorigin"].map(
    (name, axis) => -Number(said(name) ?? 0) * (voxelSizeNm?.[2 - axis] ?? Number.NaN),
  );
  const isPlaced = voxelSizeNm !== null && origin.every(Number.isFinite) && origin.some((place) => place !== 0);
  return {
    ...(isPlaced && { geometry: alongAxes(voxelSizeNm, origin as unknown as Vector, 1) }),
    ...(maskClasses && { maskClasses }),
  };
}

/** ImageJ's calibration, else a microscope's own note, else the standard's resolution where it could be one of microscopy. */
async function voxelSizeOf(page: Directory, description: string): Promise<Layout["voxelSizeNm"]> {
  const [perX, perY] = [await page.number(TAG.xResolution, 0), await page.number(TAG.yResolution, 0)];
  const unit = /^unit=(.*)$/m.exec(description)?.[1];
  const nm = unit === undefined ? undefined : nmPerUnit(unit);
  if (nm && perX > 0 && perY > 0) {
    const spacing = Number(/^spacing=(.*)$/m.exec(description)?.[1] ?? Number.NaN);
    return [spacing > 0 ? spacing * nm : nm / perY, nm / perY, nm / perX];
  }
  const own = (await zeissPixelNm(page)) ?? (await feiPixelNm(page));
  if (own) return [own, own, own];
  const CENTIMETRE = 3;
  const [y, x] = [1e7 / perY, 1e7 / perX];
  const isOfMicroscopy =
    (await page.number(TAG.resolutionUnit, 0)) === CENTIMETRE &&
    x > 0 &&
    x < MOST_PIXEL_NM &&
    y > 0 &&
    y < MOST_PIXEL_NM;
  return isOfMicroscopy ? [y, y, x] : null;
}

/** Resolutions coarser than this are those of printers. */
const MOST_PIXEL_NM = 10_000;

async function zeissPixelNm(page: Directory): Promise<number | null> {
  const match = /AP_IMAGE_PIXEL_SIZE\s+Image Pixel Size = ([\d.]+) (\S+)/.exec(await page.text(TAG.zeiss));
  const size = match ? Number(match[1]) * (nmPerUnit(match[2]!) ?? Number.NaN) : Number.NaN;
  return size > 0 ? size : null;
}

async function feiPixelNm(page: Directory): Promise<number | null> {
  const metres = Number(
    /PixelWidth=([\d.eE+-]+)/.exec((await page.text(TAG.feiHelios)) || (await page.text(TAG.feiSfeg)))?.[1] ??
      Number.NaN,
  );
  return metres > 0 ? metres * 1e9 : null;
}
