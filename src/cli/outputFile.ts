import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { isAlone } from "../catalog/exports/stack.ts";
import { StudioError } from "../core/errors.ts";
import { isDiskFull } from "../storage/nodeFileStore.ts";

/** Where results go when `--out` says so. */
export const STANDARD_OUTPUT = "-";

export interface OutputRules {
  /** Flag that names the output, for messages. */
  readonly flag: string;
  /** Paths that are read: files, folders of slices, array folders. Addresses are never in the way. */
  readonly inputs: readonly (string | undefined)[];
  /** Whether a file that is there may be replaced. */
  readonly force?: boolean | undefined;
}

/** One file of an output, by its path within the folder of the output. */
export interface OutputFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Checks that an output can be written, before the work for it begins: its folder is there, it is no input (nor lies within one, nor
 * around one, by whatever path or link), and what is there may be replaced. Throws StudioError "BadInput".
 */
export async function checkOutput(out: string, { flag, inputs, force = false }: OutputRules): Promise<void> {
  if (out === STANDARD_OUTPUT) return;
  const parent = dirname(resolve(out));
  if (!(await stat(parent).catch(() => null))?.isDirectory())
    throw new StudioError(
      "BadInput",
      `${flag} is "${out}", and there is no folder "${parent}". Make it first, or choose another place.`,
    );
  const place = await realPlace(out);
  for (const input of inputs) {
    if (input === undefined || input === STANDARD_OUTPUT || /^https?:\/\//.test(input)) continue;
    const read = await realPlace(input);
    if (isWithin(place, read) || isWithin(read, place) || (await isSameFile(place, read)))
      throw new StudioError(
        "BadInput",
        `${flag} is "${out}", which is ${place === read ? "what is read" : `part of what is read, or the other way round`} ("${input}"). An input is never overwritten; choose another place.`,
      );
  }
  if (!force && (await stat(place).catch(() => null)))
    throw new StudioError(
      "BadInput",
      `${flag} is "${out}", which is there already. Choose another name, or replace it with --force.`,
    );
}

/** The path with every link resolved, also of a file that is not there yet. */
async function realPlace(path: string): Promise<string> {
  const absolute = resolve(path);
  const real = await realpath(absolute).catch(() => null);
  if (real !== null) return real;
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(await realPlace(parent), basename(absolute));
}

const isWithin = (inner: string, outer: string): boolean =>
  inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);

/** Whether two names are one file: hard links, and names that differ in case where the system does not tell them apart. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  return Boolean(a && b && a.ino !== 0 && a.ino === b.ino && a.dev === b.dev);
}

/**
 * Writes an output aside and moves it to its place when it is whole, so that a full disk or a kill keeps what was there: one file, or
 * a folder of several. Throws StudioError "DiskFull", and "BadInput" as `checkOutput` does.
 */
export async function writeOutput(out: string, files: readonly OutputFile[], rules: OutputRules): Promise<void> {
  await checkOutput(out, rules);
  const [only] = files;
  if (out === STANDARD_OUTPUT) return writeStandard(files);
  await checkFolder(resolve(out), files);
  const aside = join(dirname(resolve(out)), `.${basename(out)}.${process.pid}-${randomUUID().slice(0, 8)}`);
  try {
    if (isAlone(files)) await sayingFull(out, writeWhole(aside, only!.bytes));
    else for (const { path, bytes } of files) await sayingFull(out, writeWhole(join(aside, path), bytes));
    await replace(aside, resolve(out));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Writes one file at `out`, whole or not at all. */
export const writeOneOutput = (out: string, bytes: Uint8Array<ArrayBuffer>, rules: OutputRules): Promise<void> =>
  writeOutput(out, [{ path: basename(out), bytes }], rules);

/**
 * Writes what an exporter made: one file at `out`; several beside each other, where those that share a first folder are one output.
 * None is written unless all may be. Resolves with where the first is.
 */
export async function writeOutputs(out: string, files: readonly OutputFile[], rules: OutputRules): Promise<string> {
  if (isAlone(files) || out === STANDARD_OUTPUT) {
    await writeOutput(out, files, rules);
    return out;
  }
  const tops = [...new Set(files.map(({ path }) => path.split("/")[0]!))];
  const places = tops.map((top) => ({
    place: join(dirname(out), top),
    group: files
      .filter(({ path }) => path.split("/")[0] === top)
      .map((file) => ({ ...file, path: file.path.slice(top.length + 1) || top })),
  }));
  for (const { place, group } of places)
    await Promise.all([checkOutput(place, rules), checkFolder(resolve(place), group)]);
  for (const { place, group } of places) await writeOutput(place, group, rules);
  return places[0]!.place;
}

/** Moves a file that was written aside to its place. Throws StudioError "BadInput" as `checkOutput` does. */
export async function moveOutput(aside: string, out: string, rules: OutputRules): Promise<void> {
  await checkOutput(out, rules);
  await checkFolder(resolve(out), [{ path: basename(out) }]);
  await replace(aside, resolve(out));
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Marks of an array folder, in its topmost folder. */
const ARRAY_MARKS = ["zarr.json", ".zgroup", ".zattrs", ".zarray"];

/** Of a folder only an earlier output is replaced: an array folder by one, else one that holds nothing but what comes, and files of the endings that come. Throws StudioError "BadInput". */
async function checkFolder(place: string, files: readonly Pick<OutputFile, "path">[]): Promise<void> {
  if (!(await stat(place).catch(() => null))?.isDirectory()) return;
  const names = await readdir(place);
  const isMarked = (paths: readonly string[]) => paths.some((path) => ARRAY_MARKS.includes(path));
  const endings = new Set(files.map(({ path }) => extname(path)));
  const own = new Set(files.map(({ path }) => path.split("/")[0]!));
  const strange = isMarked(files.map(({ path }) => path))
    ? isMarked(names)
      ? []
      : names
    : names.filter((name) => !own.has(name) && !endings.has(extname(name)));
  if (strange.length > 0)
    throw new StudioError(
      "BadInput",
      `The folder "${place}" holds what this did not write (${strange.slice(0, 3).join(", ")}), and would be replaced as a whole. Choose another name.`,
    );
}

/** A file replaces a file at once; a folder is moved out of the way first, and back where the new one cannot take its place. */
async function replace(aside: string, place: string): Promise<void> {
  const isInTheWay = (await stat(place).catch(() => null))?.isDirectory() ?? (await stat(aside)).isDirectory();
  const old = `${aside}.old`;
  if (isInTheWay && (await stat(place).catch(() => null))) await rename(place, old);
  try {
    await rename(aside, place);
  } catch (error) {
    await rename(old, place).catch(() => undefined);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

function writeStandard(files: readonly OutputFile[]): Promise<void> {
  const [only, ...more] = files;
  if (!only || more.length > 0)
    throw new StudioError("BadInput", "Only one file fits into the standard output; name a place with --out.");
  return new Promise((resolve, reject) =>
    process.stdout.write(only.bytes, (error) => (error ? reject(error) : resolve())),
  );
}

/** Says of a full disk what it means for the file that was to be written. */
export async function sayingFull<T>(out: string, writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (isDiskFull(error))
      throw new StudioError(
        "DiskFull",
        `The disk is full: ${relative(".", resolve(out)) || out} could not be written. What was there before is as it was; free some space and try again.`,
      );
    throw error;
  }
}
