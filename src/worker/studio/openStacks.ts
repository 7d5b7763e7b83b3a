import { decodeFile } from "../../catalog/formats/index.ts";
import { toErrorRecord } from "../../core/errors.ts";
import type { DecodedFile } from "../../core/image/format.ts";
import { fileName, folderOf, joinSeries, looksLikeLabels, seriesName, type NamedDecoded } from "../../core/image/series.ts";
import type { NamedFile, Role } from "../studioApi.ts";

/** One stack found among dropped files. */
export interface FoundStack {
  readonly name: string;
  readonly paths: readonly string[];
  readonly bytes: number;
  readonly decoded: DecodedFile;
  readonly looksLikeLabels: boolean;
}

export interface FoundStacks {
  readonly stacks: readonly FoundStack[];
  readonly refused: readonly { readonly file: string; readonly why: string }[];
}

/** Decodes files one by one and joins single slices of one folder and kind into stacks. A file that cannot be read is told, not thrown. */
export async function findStacks(files: readonly NamedFile[], onProgress: (text: string) => void): Promise<FoundStacks> {
  const refused: { file: string; why: string }[] = [];
  const groups = new Map<string, (NamedDecoded & { readonly bytes: number })[]>();
  for (const [index, { path, file }] of files.entries()) {
    onProgress(`Reading ${fileName(path)}, ${index + 1} of ${files.length}`);
    if (fileName(path).startsWith(".")) continue;
    try {
      const decoded = await decodeFile(fileName(path), new Uint8Array(await file.arrayBuffer()));
      const key = groupOf(path, decoded);
      groups.set(key, [...(groups.get(key) ?? []), { path, decoded, bytes: file.size }]);
    } catch (error) {
      refused.push({ file: fileName(path), why: toErrorRecord(error).message });
    }
  }
  const stacks: FoundStack[] = [];
  for (const members of groups.values()) {
    const paths = members.map(({ path }) => path);
    try {
      stacks.push({ name: seriesName(paths), paths, bytes: members.reduce((sum, { bytes }) => sum + bytes, 0), decoded: joinSeries(members), looksLikeLabels: paths.every(looksLikeLabels) });
    } catch (error) {
      refused.push({ file: seriesName(paths), why: toErrorRecord(error).message });
    }
  }
  return { stacks, refused };
}

/** Single slices go with those of their folder, type and kind of name; so do the volumes of a dropped folder. A volume alone is a stack. */
function groupOf(path: string, { volume, description }: DecodedFile): string {
  if (volume.shape[0] > 1) return folderOf(path) === "" ? path : [folderOf(path), "volumes", looksLikeLabels(path)].join("|");
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

/** Which stack is the image and which the labels; `hasImage` says whether an image is open that lone labels would join. */
export function proposeRoles(stacks: readonly FoundStack[], hasImage: boolean): Readonly<Record<Role, FoundStack | null>> & { readonly left: readonly FoundStack[] } {
  const labels = stacks.find((stack) => stack.looksLikeLabels) ?? (stacks.length > 1 ? stacks.find((stack) => couldBeLabels(stack)) : undefined) ?? (hasImage && stacks.length === 1 && couldBeLabels(stacks[0]!) ? stacks[0] : undefined) ?? null;
  const image = stacks.find((stack) => stack !== labels && !stack.looksLikeLabels) ?? null;
  return { image, labels, left: stacks.filter((stack) => stack !== image && stack !== labels) };
}
