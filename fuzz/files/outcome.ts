import { openFolder, openSource, refusalOf } from "../../src/catalog/formats/index.ts";
import { sha256 } from "../../src/core/sha256.ts";
import { folderOfFiles } from "../../src/catalog/formats/reading/sources.ts";
import { readFacts } from "../../src/core/image/arrayFacts.ts";
import type { Specimen } from "./corpus.ts";

/** What became of a file: the arrays that were read, a refusal, or an error that no user should see. */
export type Outcome =
  | { readonly arrays: readonly string[]; readonly warnings: number }
  | { readonly refused: string }
  | { readonly crashed: string };

/** Reads all of a specimen. Each array is its shape, type and digest. */
export async function outcomeOf({ name, files, isFolder }: Specimen): Promise<Outcome> {
  const folder = folderOfFiles(name, new Map([...files].map(([path, bytes]) => [path, new Blob([bytes])])));
  try {
    const opened = isFolder ? await openFolder(folder) : await openSource((await folder.file(name))!);
    const readable = opened.filter(({ refusal }) => refusal === undefined);
    const arrays: string[] = [];
    for (const array of readable) {
      const hash = sha256();
      await readFacts(array, hash);
      arrays.push(`${array.shape.join("x")} ${array.dtype} ${hash.hex()}`);
    }
    return { arrays, warnings: readable.reduce((sum, { warnings }) => sum + warnings.length, 0) };
  } catch (thrown) {
    const error = refusalOf(name, thrown);
    const { name: kind, message, stack } = error instanceof Error ? error : new Error(String(error));
    return kind === "UnreadableFile" ? { refused: message } : { crashed: `${kind}: ${message}\n${stack ?? ""}` };
  }
}

/**
 * Why an outcome is wrong; null where it is right. Bytes that were cut off, and damage to data under a checksum, may be refused or
 * may not matter; values that then differ are what a reference reader would have refused.
 */
export function complaint(
  intact: Outcome,
  found: Outcome,
  { name, isCut }: { readonly name: string; readonly isCut: boolean },
): string | null {
  if ("crashed" in found) return found.crashed;
  if ("refused" in found) return isSentence(found.refused) ? null : `The refusal is no sentence: ${found.refused}`;
  if (!("arrays" in intact)) return null;
  const differs = found.arrays.some((array) => !intact.arrays.includes(array));
  const isChecked = CHECKSUMMED.test(name);
  return differs && (isCut || isChecked) && found.warnings === intact.warnings
    ? `Other values than of the intact file, without a word: ${found.arrays.join("; ")}`
    : null;
}

/** Formats whose every byte of pixels lies under a checksum. */
const CHECKSUMMED = /\.(png|gz|npz)$/;

/** One line that names the file and ends as a sentence does. */
const isSentence = (text: string): boolean => /^[^\n]+: [^\n]{15,}[.\w)"]$/.test(text);
