import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { folderFormats, formatRoots, formats } from "../catalog/formats/index.ts";
import { samples } from "../catalog/samples/index.ts";
import type { Progress } from "../core/image/arrayFacts.ts";
import { StudioError, toErrorRecord } from "../core/errors.ts";
import { assembleDataset } from "../core/image/assemble.ts";
import { checkClasses, findingText } from "../core/image/checkClasses.ts";
import { COLOR_PARTS, greyOf, type ColorPart } from "../core/image/colors.ts";
import type { Dataset, Range, Split } from "../core/image/dataset.ts";
import { AXIS_NAMES, chosenAxes, couldBeSlices, withSlicesAlong, type ArrayChoice } from "../core/image/decode.ts";
import { COMPLEX_PARTS, isComplex, type ComplexPart } from "../core/image/elements.ts";
import { asForeground } from "../core/image/foreground.ts";
import type { DecodedFile, StoredArray } from "../core/image/format.ts";
import { parseLabelValues } from "../core/image/labelValues.ts";
import { countNonFinite, withoutNonFinite } from "../core/image/nonFinite.ts";
import { pickArray } from "../core/image/pick.ts";
import { labelMapOf, readLabels } from "../core/image/readLabels.ts";
import { partsFor, withBoundaries, type BoundaryClass } from "../core/image/objects/boundaryClass.ts";
import type { LabelMap } from "../core/image/labelMap.ts";
import { byNaturalOrder, fileName, isPassedOver } from "../core/image/fileNames.ts";
import { joinSeries, pairWarning } from "../core/image/series.ts";
import type { NamedDecoded } from "../core/image/seriesSlices.ts";
import { isStranger } from "../core/image/seriesSlices.ts";
import {
  checkSameSubjects,
  joinedStack,
  normaliseSubjects,
  proposeSplitOf,
  type JoinedStack,
} from "../core/image/subjects.ts";
import type { Volume, VoxelArray } from "../core/image/volume.ts";
import type { StudySource } from "../storage/studyFolder.ts";
import { guardReader, type GuardedReader } from "../worker/reading/guard.ts";
import { spawnNodeReader } from "../worker/reading/nodeThreads.ts";
import type { SourceRequest } from "../worker/reading/readerApi.ts";
import type { Output } from "./output.ts";

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
const readerEntry = new URL("./reader.js", import.meta.url);

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

interface Wanted {
  readonly flags: ReadFlags;
  /** The flag that chooses its channel. */
  readonly channelFlag: string;
  /** Its path. */
  readonly place: string;
}

async function readOne(
  reader: GuardedReader,
  request: SourceRequest,
  { flags, channelFlag, place }: Wanted,
): Promise<DecodedFile> {
  const { id, arrays } = await reader.open(request);
  const array = naming(place, () => pickArray(arrays, flags.dataset));
  const decoded = await reader.decode(
    id,
    arrays.indexOf(array),
    naming(place, () => choiceOf(array, flags, channelFlag)),
  );
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

/** The data: `nan` says what to do with voxels that are no numbers (refuse or mean), `color` and `complex` what becomes grey, `unlabelled` which label values nobody annotated. */
export interface DataFlags extends StudySource {
  readonly train?: string;
  readonly val?: string;
  readonly test?: string;
}

/** The dataset that the flags name, with the split given or the one of the flags. Throws StudioError for what does not fit together. */
export async function readDataset(
  flags: DataFlags,
  output: Pick<Output, "note">,
  split?: Split,
): Promise<{ dataset: Dataset; source: StudySource }> {
  if (flags.sample !== undefined) {
    const sample = samples.get(flags.sample);
    const { volume, labels } = sample.create();
    const learnt = targetOf(labels, null, { flags, voxelSizeNm: volume.voxelSizeNm });
    return {
      dataset: assembleDataset(sample.label, { volume }, learnt, split ?? splitOf(flags, joinedStack({ volume }))),
      source: sourceOf(flags),
    };
  }
  if (flags.image === undefined || flags.labels === undefined)
    throw new StudioError(
      "BadInput",
      `Name the data: --image FILE --labels FILE, or --sample ${samples.list.map(({ id }) => id).join("|")}.`,
    );
  const image = await readStack(flags.image, flags);
  const unlabelled = flags.unlabelled === undefined ? undefined : parseLabelValues("--unlabelled", flags.unlabelled);
  const stored = await readStack(flags.labels, labelFlags(flags), { channelFlag: "--labels-channel" });
  const labels = readLabels(
    flags.foreground ? asForeground(stored, unlabelled) : stored,
    unlabelled === undefined ? {} : { unlabelled },
  );
  checkSameSubjects(joinedStack(image), joinedStack(labels.decoded));
  for (const warning of new Set(
    [...image.warnings, ...labels.decoded.warnings, pairWarning(image, labels.decoded) ?? []].flat(),
  ))
    output.note(warning);
  const finite = greyVolume(image, flags);
  const { subjects } = image;
  const volume = subjects ? normaliseSubjects({ volume: finite, subjects }) : finite;
  const joined = { ...image, volume };
  const dataset = assembleDataset(
    fileName(flags.image.replace(/\/+$/, "")),
    joined,
    targetOf(labelMapOf(labels), flags.foreground ? stored.volume.data : null, {
      flags,
      voxelSizeNm: volume.voxelSizeNm,
    }),
    split ?? splitOf(flags, joinedStack(joined)),
  );
  for (const finding of checkClasses(dataset.labels, dataset.split, subjects))
    output.note(
      `${findingText(finding)}${finding.kind === "takenAsUnlabelled" && flags.unlabelled === undefined ? " Name others, or none, with --unlabelled." : ""}`,
    );
  return { dataset, source: sourceOf(flags) };
}

/** What is learnt of labels: their classes, or with `--target instances` the boundaries of their objects, too. */
function targetOf(
  labels: LabelMap,
  numbers: VoxelArray | null,
  { flags, voxelSizeNm }: { readonly flags: DataFlags; readonly voxelSizeNm: Volume["voxelSizeNm"] },
): LabelMap {
  if (flags.target !== "instances") {
    if (flags.boundaries !== undefined)
      throw new StudioError("BadInput", "--boundaries says how objects are parted; it goes with --target instances.");
    return labels;
  }
  const parts =
    flags.boundaries === undefined ? partsFor(labels.shape, voxelSizeNm) : (flags.boundaries as BoundaryClass["parts"]);
  return withBoundaries(labels, { numbers, parts });
}

/** What of the label file is read: its own array and channel, and slices as the image's. */
function labelFlags({ labelsDataset: dataset, labelsChannel: channel, channelsAsSlices }: DataFlags): ReadFlags {
  return {
    ...(dataset !== undefined && { dataset }),
    ...(channel !== undefined && { channel }),
    ...(channelsAsSlices !== undefined && { channelsAsSlices }),
  };
}

/** The flags that say which voxels were read. */
function sourceOf({
  sample,
  image,
  labels,
  dataset,
  labelsDataset,
  channel,
  labelsChannel,
  channelsAsSlices,
  time,
  complex,
  color,
  nan,
  unlabelled,
  foreground,
  target,
  boundaries,
}: DataFlags): StudySource {
  return Object.fromEntries(
    Object.entries({
      sample,
      image,
      labels,
      dataset,
      labelsDataset,
      channel,
      labelsChannel,
      channelsAsSlices,
      time,
      complex,
      color,
      nan,
      unlabelled,
      foreground,
      target,
      boundaries,
    }).filter(([, value]) => value !== undefined),
  );
}

/** What of the voxels becomes grey values. */
export type GreyFlags = Pick<DataFlags, "image" | "color" | "nan">;

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

function finiteVolume(volume: Volume, { image, nan = "refuse" }: GreyFlags): Volume {
  const count = countNonFinite(volume);
  if (nan !== "refuse" && nan !== "mean")
    throw new StudioError("BadInput", `--nan is "${nan}"; choose refuse or mean.`);
  if (count === 0) return volume;
  if (nan === "refuse")
    throw new StudioError(
      "BadInput",
      `${image ?? "The image"} has ${count} voxels that are NaN or infinite, on which no network can be trained. Replace them by the mean of the others with --nan mean.`,
    );
  return withoutNonFinite(volume);
}

function splitOf({ train, val, test }: DataFlags, stack: JoinedStack): Split {
  const proposed = proposeSplitOf(stack);
  if (train === undefined && val === undefined && test === undefined) return proposed;
  if (train === undefined || val === undefined)
    throw new StudioError("BadInput", "Give --train and --val together, such as --train 0:12 --val 12:15.");
  const [trainRange, validation] = [
    placed(parseRange("--train", train), stack),
    placed(parseRange("--val", val), stack),
  ];
  const axis = proposed.axis;
  return {
    axis,
    train: trainRange,
    validation,
    test: test === undefined ? { from: validation.to, to: validation.to } : placed(parseRange("--test", test), stack),
  };
}

/** Of several subjects a range counts subjects; here as slices of the joined stack. Throws StudioError "BadInput". */
function placed({ from, to }: Range, { subjects }: JoinedStack): Range {
  if (!subjects) return { from, to };
  const [first, last] = [subjects[from], subjects[to - 1]];
  if (!first || !last)
    throw new StudioError(
      "BadInput",
      `The range ${from}:${to} goes beyond the ${subjects.length} subjects; ranges count subjects, from 0.`,
    );
  return { from: first.slices.from, to: last.slices.to };
}

/** "12:15" as a half-open range. Throws StudioError "BadInput". */
export function parseRange(flag: string, text: string): Range {
  const match = /^(\d+):(\d+)$/.exec(text);
  if (!match)
    throw new StudioError("BadInput", `${flag} is "${text}"; write FROM:TO, such as 12:15 for slices 12, 13 and 14.`);
  return { from: Number(match[1]), to: Number(match[2]) };
}
