import type { SourceFolder } from "../../../core/image/format.ts";
import { refuse } from "../reading/refuse.ts";

/** An object of JSON of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

const MOST_BYTES = 2 ** 26;

/** The content of a JSON file; undefined where there is none. Throws StudioError "UnreadableFile" for broken JSON. */
export async function findJson(folder: SourceFolder, path: string): Promise<unknown> {
  const file = await folder.file(path);
  if (!file) return undefined;
  if (file.size > MOST_BYTES) refuse(`${path} is ${file.size} bytes long, too long for a description of arrays.`);
  const text = new TextDecoder().decode(await file.read(0, file.size));
  try {
    // zarr-python writes NaN and Infinity, which JSON does not know, and fill values of 64 bits, which its numbers would round.
    return JSON.parse(text.replace(/([:[,]\s*)(-?Infinity|NaN|-?\d{16,})(?=\s*[,\]}])/g, '$1"$2"'));
  } catch {
    return refuse(`${path} is not valid JSON. The file is damaged; copy the folder again.`);
  }
}

export async function readJson(folder: SourceFolder, path: string): Promise<unknown> {
  return (await findJson(folder, path)) ?? refuse(`${path} is missing from ${folder.name}. Open the whole folder.`);
}

export const recordOf = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const numbersOf = (value: unknown): readonly number[] => listOf(value).map(Number);
export const textOf = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
