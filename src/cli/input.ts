import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { folderFormats, formatRoots, formats } from "../catalog/formats/index.ts";
import type { Progress } from "../core/image/arrayFacts.ts";
import { StudioError, toErrorRecord } from "../core/errors.ts";
import { COLOR_PARTS, greyOf, type ColorPart } from "../core/image/colors.ts";
import type { Range } from "../core/image/dataset.ts";
import { AXIS_NAMES, chosenAxes, couldBeSlices, withSlicesAlong, type ArrayChoice } from "../core/image/decode.ts";
import { COMPLEX_PARTS, isComplex, type ComplexPart } from "../core/image/elements.ts";
import type { DecodedFile, StoredArray } from "../core/image/format.ts";
import { countNonFinite, withoutNonFinite } from "../core/image/nonFinite.ts";
import { pickArray } from "../core/image/pick.ts";
import { byNaturalOrder, fileName, isPassedOver } from "../core/image/fileNames.ts";
import { joinSeries } from "../core/image/series.ts";
import type { NamedDecoded } from "../core/image/seriesSlices.ts";
import { isStranger } from "../core/image/seriesSlices.ts";
import type { Volume } from "../core/image/volume.ts";
import { guardReader, type GuardedReader } from "../worker/reading/guard.ts";
import { spawnNodeReader } from "../worker/reading/nodeThreads.ts";
import type { SourceRequest } from "../worker/reading/readerApi.ts";

/** What of a file is meant. */
export interface ReadFlags {
  readonly dataset?: string;
  readonly channel?: number;
  readonly time?: number;
  readonly complex?: string;
  /** Of a file without slices, its channels (or time points) are taken as such. */
  readonly channelsAsSlices?: boolean;
}

/** The reading thread, built beside the command line. */
export const readerEntry = new URL("./reader.js", import.meta.url);

/** Reads in a thread of its own, which is ended afterwards. */
export async function withReader<T>(work: (reader: GuardedReader) => Promise<T>): Promise<T> {
  const reader = guardReader(() => spawnNodeReader(readerEntry));
  try {
    return await work(reader);
  } finally {
    reader.close();
  }
}

/** What is to be opened: one file, array folder or address, or the slices of a folder. Throws StudioError "UnreadableFile". */
export async function requestsOf(path: string): Promise<readonly SourceRequest[]> {
  if (/^https?:\/\//.test(path)) return [{ from: "address", url: path }];
  const found = await stat(path).catch(() => null);
  if (!found) throw new StudioError("UnreadableFile", `There is no file or folder "${path}".`);
  if (!found.isDirectory() || (await isArrayFolder(path))) return [{ from: "disk", path }];
  const within = await arrayFoldersIn(path);
  if (within.length === 1) return [{ from: "disk", path: within[0]! }];
  if (within.length > 1)
    throw new StudioError(
      "BadInput",
      `The folder "${path}" holds ${within.map(fileName).join(", ")}. Name one of these.`,
    );
  return (await imagesIn(path)).map((each) => ({ from: "disk", path: each }));
}

async function isArrayFolder(path: string): Promise<boolean> {
  const marks = new Set(folderFormats.list.flatMap((format) => format.marks));
  return (
    formatRoots([`${path.replace(/\/+$/, "")}/x`]).length > 0 || (await readdir(path)).some((name) => marks.has(name))
  );
}

/** Folders of a format right below a folder, such as data.zarr beside the notes of Bio-Formats; none where images lie there, too. */
async function arrayFoldersIn(path: string): Promise<readonly string[]> {
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !isPassedOver(name));
  if (entries.some((entry) => entry.isFile() && isImageName(entry.name))) return [];
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
  const isFormat = await Promise.all(folders.map(isArrayFolder));
  return folders.filter((_, index) => isFormat[index]);
}

const isImageName = (name: string): boolean =>
  formats.list.some(({ extensions }) => extensions.some((extension) => name.toLowerCase().endsWith(`.${extension}`)));

async function imagesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => !isPassedOver(name) && isImageName(name));
  if (names.length === 0)
    throw new StudioError(
      "UnreadableFile",
      `The folder "${folder}" holds no images; ${[...formats.list, ...folderFormats.list].map(({ label }) => label).join(", ")} can be opened.`,
    );
  return names
    .map((name) => ({ path: join(folder, name) }))
    .sort(byNaturalOrder)
    .map(({ path }) => path);
}

/** A file, an array folder, an address, or a folder whose images are the slices of a stack. Throws StudioError "UnreadableFile", or "BadInput" where a choice is missing, naming the file. */
export async function readStack(
  path: string,
  flags: ReadFlags = {},
  { channelFlag = "--channel", progress }: { readonly channelFlag?: string; readonly progress?: Progress } = {},
): Promise<DecodedFile> {
  const requests = await requestsOf(path);
  return withReader(async (reader) => {
    const [files, refused]: [NamedDecoded[], { path: string; error: unknown }[]] = [[], []];
    for (const request of requests) {
      const place = request.from === "disk" ? request.path : path;
      try {
        files.push({ path: place, decoded: await readOne(reader, request, { flags, channelFlag, place }) });
      } catch (error) {
        refused.push({ path: place, error });
      }
      progress?.((files.length + refused.length) / requests.length);
    }
    const warnings = leftOutOf(files, refused);
    const joined = joinSeries(files);
    return { ...joined, warnings: [...warnings, ...joined.warnings] };
  });
}

export interface Wanted {
  readonly flags: ReadFlags;
  /** The flag that chooses its channel. */
  readonly channelFlag: string;
  /** Its path. */
  readonly place: string;
}

/** Opens a file and finds the array and the part of it that are meant. Throws StudioError "BadInput" where a choice is missing. */
export async function arrayOf(reader: GuardedReader, request: SourceRequest, { flags, channelFlag, place }: Wanted) {
  const { id, arrays } = await reader.open(request);
  const array = naming(place, () => pickArray(arrays, flags.dataset));
  return { id, array, index: arrays.indexOf(array), choice: naming(place, () => choiceOf(array, flags, channelFlag)) };
}

async function readOne(reader: GuardedReader, request: SourceRequest, wanted: Wanted): Promise<DecodedFile> {
  const { id, index, choice } = await arrayOf(reader, request, wanted);
  const decoded = await reader.decode(id, index, choice);
  await reader.release(id);
  return decoded;
}

/** A folder is read without a file that cannot be, where its name is none of the series; else the first refusal holds. */
function leftOutOf(
  files: readonly NamedDecoded[],
  refused: readonly { readonly path: string; readonly error: unknown }[],
): readonly string[] {
  if (refused.length === 0) return [];
  const strangers = refused.filter(({ path }) =>
    isStranger(
      path,
      files.map((file) => file.path),
    ),
  );
  const failed = refused.find((each) => !strangers.includes(each));
  if (failed) throw failed.error;
  return [
    `${files.length} of ${files.length + refused.length} files read; left out: ${strangers.map(({ path, error }) => `${fileName(path)} (${toErrorRecord(error).message.replace(`${fileName(path)}: `, "")})`).join(", ")}`,
  ];
}

/** Choices that are missing say of which file. */
function naming<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof StudioError && error.name === "BadInput"
      ? new StudioError("BadInput", `${place}: ${error.message}`)
      : error;
  }
}

/** Throws StudioError "BadInput" naming the flag that is missing. */
function choiceOf(
  array: StoredArray,
  { channel, time, complex, channelsAsSlices = false }: ReadFlags,
  channelFlag: string,
): ArrayChoice {
  const slicesAlong = couldBeSlices(array);
  const isTaken = channelsAsSlices && slicesAlong !== null;
  const given: Readonly<Record<string, number | undefined>> = { c: channel, s: channel, t: time };
  const at: Record<string, number> = {};
  for (const { letter, extent } of chosenAxes(isTaken ? withSlicesAlong(array, slicesAlong) : array)) {
    const index = given[letter];
    const name = AXIS_NAMES[letter] ?? `index along ${letter}`;
    const isAlpha = letter === "s" && extent === 2;
    const offer =
      letter === slicesAlong ? " If they are the slices of a stack, take them so with --channels-as-slices." : "";
    if (index === undefined && !isAlpha)
      throw new StudioError(
        "BadInput",
        `It has ${extent} ${name}s. Choose one with ${letter === "t" ? "--time" : channelFlag} N, from 0.${offer}`,
      );
    at[letter] = index ?? 0;
  }
  if (complex !== undefined && !COMPLEX_PARTS.some((part) => part === complex))
    throw new StudioError("BadInput", `--complex is "${complex}"; choose one of ${COMPLEX_PARTS.join(", ")}.`);
  if (isComplex(array.dtype) && complex === undefined)
    throw new StudioError(
      "BadInput",
      `Its values are complex numbers. Choose what becomes grey with --complex ${COMPLEX_PARTS.join("|")}.`,
    );
  return { at, ...(complex !== undefined && { complex: complex as ComplexPart }), ...(isTaken && { slicesAlong }) };
}

/** What of the voxels becomes grey values. */
export interface GreyFlags {
  /** What it is called where something is wrong with it. */
  readonly image?: string;
  /** What becomes grey of colours. */
  readonly color?: string;
  /** What becomes of voxels that are no numbers: refuse or mean. */
  readonly nan?: string;
}

/** An image as networks read it: one finite number a voxel. Throws StudioError "BadInput" for colours and for NaN, unless it is said what becomes of them. */
export const greyVolume = ({ volume, isColor }: Pick<DecodedFile, "volume" | "isColor">, flags: GreyFlags): Volume =>
  finiteVolume(isColor ? { ...volume, data: greyOf(volume.data, colorPart(flags)) } : volume, flags);

function colorPart({ image, color }: GreyFlags): ColorPart {
  const part = COLOR_PARTS.find((known) => known === color);
  if (part) return part;
  const found =
    color === undefined ? `${image ?? "The image"} is in colour; EM stacks are grey.` : `--color is "${color}".`;
  throw new StudioError("BadInput", `${found} Choose what becomes grey with --color ${COLOR_PARTS.join("|")}.`);
}

function finiteVolume(volume: Volume, flags: GreyFlags): Volume {
  checkNan(flags);
  const count = countNonFinite(volume);
  if (count === 0) return volume;
  if (flags.nan !== "mean") throw refuseNan(flags.image, count);
  return withoutNonFinite(volume);
}

/** Throws StudioError "BadInput" for a wish that is none. */
export function checkNan({ nan = "refuse" }: GreyFlags): void {
  if (nan !== "refuse" && nan !== "mean")
    throw new StudioError("BadInput", `--nan is "${nan}"; choose refuse or mean.`);
}

/** What is said of voxels that are no numbers. */
export const refuseNan = (image: string | undefined, count: number): StudioError =>
  new StudioError(
    "BadInput",
    `${image ?? "The image"} has ${count} voxels that are NaN or infinite, on which no network can be trained. Replace them by the mean of the others with --nan mean.`,
  );

/** "12:15" as a half-open range. Throws StudioError "BadInput". */
export function parseRange(flag: string, text: string): Range {
  const match = /^(\d+):(\d+)$/.exec(text);
  if (!match)
    throw new StudioError("BadInput", `${flag} is "${text}"; write FROM:TO, such as 12:15 for slices 12, 13 and 14.`);
  return { from: Number(match[1]), to: Number(match[2]) };
}
