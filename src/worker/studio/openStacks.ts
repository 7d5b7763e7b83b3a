import { formatRoots } from "../../catalog/formats/index.ts";
import { toErrorRecord } from "../../core/errors.ts";
import { chosenAxes, stackBytes } from "../../core/image/decode.ts";
import { isComplex } from "../../core/image/elements.ts";
import type { DecodedFile, StoredArray } from "../../core/image/format.ts";
import { onlyArray, stackArrays } from "../../core/image/pick.ts";
import { fileName, folderOf, isPassedOver, looksLikeLabels, seriesName } from "../../core/image/fileNames.ts";
import { joinSeries } from "../../core/image/series.ts";
import type { NamedDecoded } from "../../core/image/seriesSlices.ts";
import type { OpenedSource, ReaderApi, SourceRequest } from "../reading/readerApi.ts";
import type { ArrayPick, NamedFile, OpenListener, Role } from "../studioApi.ts";

/** One stack found among dropped files. */
export interface FoundStack {
  readonly name: string;
  readonly paths: readonly string[];
  readonly bytes: number;
  readonly decoded: DecodedFile;
  readonly looksLikeLabels: boolean;
  /** What the user said it is. */
  readonly role?: Role;
}

export interface FoundStacks {
  readonly stacks: readonly FoundStack[];
  readonly refused: readonly { readonly file: string; readonly why: string }[];
}

/** A file, folder or address to be opened. */
export interface Wanted {
  readonly path: string;
  readonly bytes: number;
  readonly request: SourceRequest;
}

/** Headers that name other files, and the files that are named. */
const HEADERS = /\.(nhdr|hdr|hdr\.gz|nrrd)$/i;
const COMPANIONS = /\.(img|img\.gz|raw|raw\.gz|bin)$/i;

/** What was dropped, as things to open: folders that are a format are one, files that belong to a header come with it. */
export function wantedOf(files: readonly NamedFile[]): readonly Wanted[] {
  const kept = files.filter(({ path }) => !isPassedOver(path));
  const roots = formatRoots(kept.map(({ path }) => path));
  const isBelow = (path: string, root: string) => root === "" || path.startsWith(`${root}/`);
  const folders = roots.map((root): Wanted => {
    const below = kept.filter(({ path }) => isBelow(path, root));
    return {
      path: root || "files",
      bytes: sum(below),
      request: { from: "files", files: below, path: root, isFolder: true },
    };
  });
  const loose = kept.filter(({ path }) => !roots.some((root) => isBelow(path, root)));
  const hasHeader = new Set(loose.filter(({ path }) => HEADERS.test(path)).map(({ path }) => folderOf(path)));
  const single = loose.filter(({ path }) => !(COMPANIONS.test(path) && hasHeader.has(folderOf(path))));
  return [
    ...folders,
    ...single.map((each): Wanted => {
      const around = HEADERS.test(each.path)
        ? loose.filter(({ path }) => folderOf(path) === folderOf(each.path))
        : [each];
      return {
        path: each.path,
        bytes: each.file.size,
        request: { from: "files", files: around, path: each.path, isFolder: false },
      };
    }),
  ];
}

const sum = (files: readonly NamedFile[]): number => files.reduce((total, { file }) => total + file.size, 0);

interface Member extends NamedDecoded {
  readonly bytes: number;
  readonly role?: Role;
}

/** Reads what is wanted one by one and joins single slices of one folder and kind into stacks. What cannot be read is told, not thrown. */
export async function findStacks(
  wanted: readonly Wanted[],
  reader: ReaderApi,
  listener: OpenListener,
): Promise<FoundStacks> {
  const refused: { file: string; why: string }[] = [];
  const groups = new Map<string, Member[]>();
  const ask = rememberedAnswers(listener);
  for (const [index, { path, bytes, request }] of wanted.entries()) {
    listener.progress(`Reading ${fileName(path)}${wanted.length > 1 ? `, ${index + 1} of ${wanted.length}` : ""}`);
    try {
      for (const { pick, name, decoded } of await readPicks(reader, request, ask)) {
        const member: Member = {
          path: name ? `${path}/${name}` : path,
          bytes,
          decoded,
          ...(pick.role && { role: pick.role }),
        };
        const key = groupOf(member);
        groups.set(key, [...(groups.get(key) ?? []), member]);
      }
    } catch (error) {
      refused.push({ file: fileName(path), why: toErrorRecord(error).message });
    }
  }
  const stacks: FoundStack[] = [];
  for (const members of groups.values()) {
    const paths = members.map(({ path }) => path);
    const { role } = members[0]!;
    try {
      stacks.push({
        name: seriesName(paths),
        paths,
        bytes: members.reduce((total, { bytes }) => total + bytes, 0),
        decoded: joinSeries(members),
        looksLikeLabels: paths.every(looksLikeLabels),
        ...(role && { role }),
      });
    } catch (error) {
      refused.push({ file: seriesName(paths), why: toErrorRecord(error).message });
    }
  }
  return { stacks, refused };
}

interface ReadPick {
  readonly pick: Answer;
  /** Of the array within its file. */
  readonly name: string;
  readonly decoded: DecodedFile;
}

/** What of a file was asked for; the file is let go afterwards, whatever came of it. */
async function readPicks(
  reader: ReaderApi,
  request: SourceRequest,
  ask: (source: OpenedSource) => Promise<readonly Answer[]>,
): Promise<readonly ReadPick[]> {
  const source = await reader.open(request);
  try {
    const read: ReadPick[] = [];
    for (const pick of await ask(source))
      read.push({
        pick,
        name: source.arrays[pick.index]!.name,
        decoded: await reader.decode(source.id, pick.index, pick.choice),
      });
    return read;
  } finally {
    await reader.release(source.id).catch(() => undefined);
  }
}

type Answer = Pick<ArrayPick, "index" | "choice"> & Partial<Pick<ArrayPick, "role">>;

/** Asks what to take where that is not clear; files of the same make-up, such as those of a series, are asked about once. */
function rememberedAnswers(listener: OpenListener): (source: OpenedSource) => Promise<readonly Answer[]> {
  const known = new Map<string, readonly ArrayPick[]>();
  return async ({ id, name, host, arrays }) => {
    if (!needsChoice(arrays)) return [{ index: arrays.indexOf(onlyArray(arrays) ?? arrays[0]!), choice: {} }];
    const makeUp = JSON.stringify(arrays.map((array) => [array.name, array.axes, array.dtype, chosenAxes(array)]));
    const answer =
      known.get(makeUp) ?? (await listener.choose({ sourceId: id, name, ...(host !== undefined && { host }), arrays }));
    known.set(makeUp, answer);
    return answer;
  };
}

/** More than this is not taken whole without asking. */
const LARGE_BYTES = 2 ** 30;

/** Whether something is to be chosen: one of several arrays, a channel or a time point, a part of complex numbers, a region. */
export function needsChoice(arrays: readonly StoredArray[]): boolean {
  const [first] = arrays;
  if (arrays.length > 1) return stackArrays(arrays).length > 0;
  if (!first || first.refusal !== undefined) return false;
  const hasChannels = chosenAxes(first).some(({ letter, extent }) => letter !== "s" || extent !== 2);
  return hasChannels || isComplex(first.dtype) || stackBytes(first) > LARGE_BYTES;
}

/** Single slices go with those of their folder, type and kind of name; so do the volumes of a dropped folder. A volume alone is a stack. */
function groupOf({ path, role, decoded: { volume, description, order } }: Member): string {
  if (role) return `${path}|${role}`;
  if (volume.shape[0] > 1 && order === undefined)
    return folderOf(path) === "" ? path : [folderOf(path), "volumes", looksLikeLabels(path)].join("|");
  return [folderOf(path), description.split(",")[0]!, looksLikeLabels(path)].join("|");
}

/** Colours of a palette, or at most 64 different whole numbers: a stack that could be labels whatever it is called. */
function couldBeLabels({ decoded: { volume, isColor } }: FoundStack): boolean {
  if (isColor) return true;
  const seen = new Set<number>();
  for (const value of volume.data) {
    seen.add(value);
    if (seen.size > 64 || !Number.isInteger(value)) return false;
  }
  return true;
}

/** Which of the found stacks are used as what. */
export type Roles = Readonly<Record<Role, FoundStack | null>> & { readonly left: readonly FoundStack[] };

/** Which stack is the image and which the labels; `hasImage` says whether an image is open that lone labels would join. */
export function proposeRoles(stacks: readonly FoundStack[], hasImage: boolean): Roles {
  const chosen = (role: Role) => stacks.find((stack) => stack.role === role);
  const open = stacks.filter(({ role }) => role === undefined);
  const guessed =
    open.find((stack) => stack.looksLikeLabels) ??
    (stacks.length > 1 ? open.find((stack) => couldBeLabels(stack)) : undefined) ??
    (hasImage && stacks.length === 1 ? open.find((stack) => couldBeLabels(stack)) : undefined);
  const labels = chosen("labels") ?? guessed ?? null;
  const image = chosen("image") ?? open.find((stack) => stack !== labels && !stack.looksLikeLabels) ?? null;
  return { image, labels, left: stacks.filter((stack) => stack !== image && stack !== labels) };
}
