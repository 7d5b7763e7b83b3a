import { StudioError } from "../../core/errors.ts";
import type { ByteSource, FolderFormat, Format, ReadableArray, SourceFolder } from "../../core/image/format.ts";
import { createRegistry } from "../../core/registry.ts";
import n5 from "./chunked/n5.ts";
import zarr from "./chunked/zarr.ts";
import dm from "./dm.ts";
import hdf5 from "./hdf5/hdf5.ts";
import jpeg from "./jpeg.ts";
import mrc from "./mrc.ts";
import nifti from "./nifti.ts";
import npy from "./npy.ts";
import { isNpz, openNpz } from "./npz.ts";
import nrrd from "./nrrd.ts";
import png from "./png/png.ts";
import { gunzippedHead, gunzippedSource, isGzip } from "./reading/gzip.ts";
import { refuse } from "./reading/refuse.ts";
import { headOf, subFolder } from "./reading/sources.ts";
import { isZip, zipFolder } from "./reading/zip.ts";
import { whatItIs } from "./reading/whatItIs.ts";
import tiff from "./tiff/tiff.ts";

/** Formats of one file, in the order in which they are tried: those with a mark before those that go by their names. */
export const formats = createRegistry<Format>("format", [tiff, png, jpeg, nifti, nrrd, hdf5, npy, mrc, dm]);

/** Formats that are folders, zipped or not. */
export const folderFormats = createRegistry<FolderFormat>("folder format", [zarr, n5]);

const NAMES = [...formats.list, ...folderFormats.list].map(({ label }) => label).join(", ");

/** HDF5 may begin behind 4096 bytes of something else. */
const HEAD_BYTES = 2 ** 13;

/** Opens a file by what its first bytes say, unpacking gzip and zip around it. Only headers are read. Throws StudioError "UnreadableFile" naming the file. */
export async function openSource(source: ByteSource): Promise<readonly ReadableArray[]> {
  return named(source.name, async () => {
    const head = await headOf(source, HEAD_BYTES);
    if (isGzip(head)) return openUnpacked(source, gunzippedHead(head));
    if (isZip(head)) return openZip(await zipFolder(source));
    return (formatOf(head, source.name) ?? refuse(`${whatItIs(head, source.name)} ${NAMES} can be opened.`)).open(
      source,
    );
  });
}

const formatOf = (head: Uint8Array, name: string): Format | undefined =>
  formats.list.find((format) => format.sniff(head, name));

async function openUnpacked(source: ByteSource, head: Uint8Array): Promise<readonly ReadableArray[]> {
  const inner = source.name.replace(/\.gz$/i, "");
  if (head.length > 0 && !formatOf(head, inner) && !isGzip(head))
    refuse(`Inside of its gzip compression ${whatItIs(head, inner)} ${NAMES} can be opened.`);
  const unpacked = await gunzippedSource(source);
  const start = await headOf(unpacked, HEAD_BYTES);
  return (
    formatOf(start, unpacked.name) ??
    refuse(`Inside of its gzip compression ${whatItIs(start, unpacked.name)} ${NAMES} can be opened.`)
  ).open(unpacked);
}

async function openZip(archive: SourceFolder): Promise<readonly ReadableArray[]> {
  if (isNpz(archive)) return openNpz(archive);
  const root = formatRoots(archive.paths ?? [])[0];
  if (root === undefined)
    refuse("This zip archive holds neither NumPy arrays nor a Zarr or N5 folder. Unpack it and open its images.");
  return openAt(archive, root);
}

/** The topmost folders among paths that are of a folder format: named .zarr or .n5, or with a file that marks them. */
export function formatRoots(paths: readonly string[]): readonly string[] {
  const marks = new Set(folderFormats.list.flatMap((format) => format.marks));
  const roots = new Set<string>();
  for (const path of paths) {
    const parts = path.split("/");
    const namedAt = parts.findIndex((part, place) => place < parts.length - 1 && /\.(zarr|n5)$/i.test(part));
    if (namedAt >= 0) roots.add(parts.slice(0, namedAt + 1).join("/"));
    else if (marks.has(parts.at(-1)!)) roots.add(parts.slice(0, -1).join("/"));
  }
  return [...roots].filter(
    (root) => ![...roots].some((other) => other !== root && (other === "" || root.startsWith(`${other}/`))),
  );
}

/** Opens a folder, zip or address that holds an array format. Throws StudioError "UnreadableFile" naming it. */
export function openFolder(folder: SourceFolder): Promise<readonly ReadableArray[]> {
  return named(folder.name, () => openAt(folder, ""));
}

async function openAt(folder: SourceFolder, root: string): Promise<readonly ReadableArray[]> {
  const inner = subFolder(folder, root);
  for (const format of folderFormats.list) {
    for (const mark of format.marks) if (await hasMark(inner, mark)) return format.open(inner);
  }
  return refuse(
    `${inner.name} is no Zarr or N5 folder: it has none of ${folderFormats.list.flatMap(({ marks }) => marks).join(", ")}. Open the folder that holds one of them.`,
  );
}

/** A listed folder may hold its arrays further below, without a group around them. */
const hasMark = async (folder: SourceFolder, mark: string): Promise<boolean> =>
  folder.paths
    ? folder.paths.some((path) => path === mark || path.endsWith(`/${mark}`))
    : (await folder.file(mark)) !== null;

/** Refusals name the file; what a damaged header makes a reader do becomes one. */
async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusalOf(name, error);
  }
}

/** An error of reading a file as one that names it. */
export function refusalOf(name: string, error: unknown): unknown {
  if (error instanceof StudioError)
    return error.message.startsWith(`${name}: `)
      ? error
      : new StudioError(error.name as "UnreadableFile", `${name}: ${error.message}`);
  if (error instanceof RangeError || error instanceof TypeError)
    return new StudioError(
      "UnreadableFile",
      `${name}: Its header is damaged or it was cut off (${error.message}). Download or save it again.`,
    );
  return error;
}
