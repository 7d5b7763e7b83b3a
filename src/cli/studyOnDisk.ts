import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { StudioError } from "../core/errors.ts";
import type { Study } from "../core/study/study.ts";
import type { FileStore } from "../storage/fileStore.ts";
import { createMemoryFileStore } from "../storage/memoryFileStore.ts";
import { openNodeFileStore } from "../storage/nodeFileStore.ts";
import { isStudyPart, keepStudy, logText, packStudy, unpackStudy, unzipStudy } from "../storage/studyFile.ts";
import { openStudyFolder, type StudyFolder } from "../storage/studyFolder.ts";
import { damageText, readLog, wholeLines, type LogDamage } from "../storage/studyLog.ts";
import type { Output } from "./output.ts";
import { checkOutput, writeOneOutput } from "./outputFile.ts";
import { claimStudy, type StudyLock } from "./studyLock.ts";

export const STUDY_ENDING = ".cristae.zip";

/** A study file while it is worked on: its folder stands beside it, so that a killed process loses nothing. */
export interface StudyOnDisk {
  readonly folder: StudyFolder;
  /** Where a study lies that was to be replaced and was kept, as no network of the new one finished. */
  keptInstead(): readonly string[];
  /** Packs the folder into the study file and removes it. Throws StudioError "BadInput" where the file has come to know more meanwhile. */
  pack(): Promise<void>;
  /**
   * Gives the study back, packed or not: what was logged is packed, a folder in which nothing happened is removed. Always to be
   * called in the end, also after an error.
   */
  close(): Promise<void>;
}

/** Where a study lies while it is worked on. */
export const workFolder = (file: string): string =>
  file.endsWith(STUDY_ENDING) ? file.slice(0, -".zip".length) : `${file}.cristae`;
const lockFile = (file: string): string => `${workFolder(file)}.lock`;

/** What a new study is made of: none of it may be overwritten by the study. */
export interface NewStudyRules {
  readonly force?: boolean | undefined;
  readonly inputs?: readonly (string | undefined)[];
}

/** Throws StudioError "BadInput" where a new study cannot be kept at a path: nothing is made or locked yet. */
export async function checkNewStudy(file: string, { force = false, inputs = [] }: NewStudyRules = {}): Promise<void> {
  if (!file.endsWith(STUDY_ENDING))
    throw new StudioError("BadInput", `--out is "${file}"; a study's name ends with ${STUDY_ENDING}.`);
  for (const place of [file, workFolder(file)]) await checkOutput(place, { flag: "--out", inputs, force: true });
  const strange = (await readdir(workFolder(file)).catch(() => [])).filter((name) => !isStudyPart(name));
  if (strange.length > 0)
    throw new StudioError(
      "BadInput",
      `A study at ${file} is kept in ${workFolder(file)} while it is searched, and that folder holds something else (${strange.slice(0, 3).join(", ")}). Choose another name.`,
    );
  if (force || !((await exists(file)) || (await folderLog(file)) !== "")) return;
  throw new StudioError(
    "BadInput",
    `There is already a study at ${file}. Go on with it by \`cristae resume ${file}\`, choose another name, or replace it with --force.`,
  );
}

/** A new study at a path. With `force`, what is there is kept until the new one is packed. Throws StudioError "BadInput" where there is one already. */
export async function createOnDisk(file: string, rules: NewStudyRules = {}): Promise<StudyOnDisk> {
  await checkNewStudy(file, rules);
  const lock = await claimStudy(file, lockFile(file));
  let disk: StudyOnDisk | null = null;
  try {
    await checkNewStudy(file, rules);
    disk = onDisk(file, lock, { isNew: true, linesBefore: 0, replaced: await putAside(file) });
    await mkdir(workFolder(file), { recursive: true });
    return disk;
  } catch (error) {
    await (disk ?? { close: () => lock.release() }).close();
    throw error;
  }
}

/**
 * A new study at a path that begins as a copy of another, which stays as it is; where its data lie is said from there. Throws as
 * `createOnDisk` does, and StudioError "BadStudyFile" where the log of the other is damaged.
 */
export async function copyOnDisk(
  from: string,
  file: string,
  rules: NewStudyRules = {},
): Promise<StudyOnDisk & { readonly study: Study }> {
  const { study, damage, files } = await peekStudy(from);
  refuseDamaged(from, damage);
  const { source, packed } = await copied(files);
  const disk = await createOnDisk(file, { ...rules, inputs: [...(rules.inputs ?? []), from] });
  try {
    await keepStudy(packed, openNodeFileStore(workFolder(file)), "");
    if (source?.folder !== undefined) {
      const folder = relative(dirname(resolve(file)), resolve(dirname(from), source.folder));
      await disk.folder.writeSource({ ...source, folder });
    }
    return { ...disk, study };
  } catch (error) {
    await disk.close();
    throw error;
  }
}

async function copied(files: FileStore) {
  const packed = await unpackStudy(await packStudy(files, "", { withData: true }));
  return { packed, source: await openStudyFolder(files, "").readSource() };
}

/** Works on a study, packs it, and gives it back whatever happens. */
export async function packedAfter<T>(
  disk: StudyOnDisk,
  output: Pick<Output, "note">,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const result = await work();
    await disk.pack();
    for (const place of disk.keptInstead())
      output.note(`No network finished, so what was there before is kept: ${place}`);
    return result;
  } finally {
    await disk.close();
  }
}

/** A place, and where what was there lies meanwhile. */
interface PutAside {
  readonly place: string;
  readonly aside: string;
}

/** Moves a study that is to be replaced out of the way. */
async function putAside(file: string): Promise<readonly PutAside[]> {
  const moved: PutAside[] = [];
  for (const place of [file, workFolder(file)]) {
    if (!(await exists(place)) || (place !== file && (await folderLog(file)) === "")) continue;
    const aside = `${place}.replaced-${randomUUID().slice(0, 8)}`;
    await rename(place, aside);
    moved.push({ place, aside });
  }
  return moved;
}

/**
 * An existing study, to go on with: from the study file or from the folder beside it that a killed process left, whichever knows
 * more. Throws StudioError "BadInput" while another process works on it, where the two hold different stories, and where the log
 * is damaged.
 */
export async function openOnDisk(file: string): Promise<StudyOnDisk & { readonly study: Study }> {
  if (!(await exists(file)) && !(await exists(workFolder(file))))
    throw new StudioError("UnreadableFile", `There is no study "${file}".`);
  const lock = await claimStudy(file, lockFile(file));
  let disk: StudyOnDisk | null = null;
  try {
    const { isFolder, lines } = await newestCopy(file);
    if (!isFolder) {
      const packed = await unpackStudy(await readStudyFile(file));
      refuseDamaged(file, packed.damage);
      await rm(workFolder(file), { recursive: true, force: true });
      await keepStudy(packed, openNodeFileStore(workFolder(file)), "");
    }
    disk = onDisk(file, lock, { isNew: false, linesBefore: lines, replaced: [], wasFolder: isFolder });
    const { study, damage } = await disk.folder.readLog();
    refuseDamaged(file, damage);
    if (!study)
      throw new StudioError(
        "BadStudyFile",
        `The log of ${file} is empty; the search was killed before it began. Delete ${workFolder(file)} and start it again.`,
      );
    return { ...disk, study };
  } catch (error) {
    await (disk ?? { close: () => lock.release() }).close();
    throw error;
  }
}

function refuseDamaged(file: string, damage: LogDamage | null): void {
  if (damage)
    throw new StudioError(
      "BadStudyFile",
      `${damageText(damage)} Save what can be saved with: cristae repair ${file} --out REPAIRED${STUDY_ENDING}`,
    );
}

/** A study to look at; nothing is changed. `damage` says where its log stops making sense. */
export interface PeekedStudy {
  readonly study: Study;
  readonly damage: LogDamage | null;
  readonly files: FileStore;
}

/** The study in a packed file, or in the folder of one that is still being worked on, whichever knows more. */
export async function peekStudy(file: string): Promise<PeekedStudy> {
  if ((await newestCopy(file)).isFolder) {
    const files = openNodeFileStore(workFolder(file));
    const { study, damage } = await openStudyFolder(files, "").readLog();
    if (!study) throw new StudioError("BadStudyFile", `The log of ${file} is empty; its search has not begun yet.`);
    return { study, damage, files };
  }
  const { study, damage, files } = await unpackStudy(await readStudyFile(file));
  return { study, damage, files: createMemoryFileStore(files) };
}

/** The files of the copy with the longer log, whatever state it is in: what can be saved is saved of that one. */
export async function studyFiles(file: string): Promise<Readonly<Record<string, Uint8Array<ArrayBuffer>>>> {
  const folder = wholeLines(await folderLog(file)).length;
  const packed = await packedLines(file).catch(() => []);
  if (folder <= packed.length) return unzipStudy(await readStudyFile(file));
  const zipped = await packStudy(openNodeFileStore(workFolder(file)), "", { withData: true });
  return unzipStudy(zipped);
}

/**
 * Which of a study's two copies knows more, by their logs alone: when and where they were written says nothing.
 * Throws StudioError "BadInput" where neither is a beginning of the other, and "UnreadableFile" where there is no study.
 */
async function newestCopy(file: string): Promise<{ readonly isFolder: boolean; readonly lines: number }> {
  const folder = (await exists(workFolder(file))) ? await logLines(file) : null;
  if (!(await exists(file))) {
    if (!folder) throw new StudioError("UnreadableFile", `There is no study "${file}".`);
    return { isFolder: true, lines: folder.length };
  }
  if (!folder) return { isFolder: false, lines: 0 };
  const packed = await packedLines(file).catch((error: unknown) => {
    if (folder.length === 0 || !(error instanceof StudioError)) throw error;
    throw new StudioError(
      "BadStudyFile",
      `${error.message} The folder ${workFolder(file)} beside it has ${folder.length} lines of the study's log: move the file away, and go on with the folder by the same name.`,
    );
  });
  const common = commonLines(folder, packed);
  if (common < Math.min(folder.length, packed.length))
    throw new StudioError("BadInput", differing(file, common, folder.length, packed.length));
  return { isFolder: folder.length > packed.length, lines: Math.max(folder.length, packed.length) };
}

function differing(file: string, common: number, folder: number, packed: number): string {
  const other = `other${STUDY_ENDING}`;
  return `${file} and the folder ${workFolder(file)} beside it hold different studies: ${common} lines of their logs agree, then the file has ${packed - common} lines and the folder ${folder - common} that the other does not know. Nothing was changed. Keep both by moving the folder: mv ${workFolder(file)} ${workFolder(other)}, which cristae knows as ${other}.`;
}

function commonLines(one: readonly string[], other: readonly string[]): number {
  const first = one.findIndex((line, index) => line !== other[index]);
  return first < 0 ? one.length : first;
}

/** The log in the folder of a study; empty where there is none. Throws what the disk says of one that cannot be read. */
async function folderLog(file: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readFile(`${workFolder(file)}/log.jsonl`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** Its whole lines. Throws StudioError "BadStudyFile" for a log that is there and has none, unless its first line was cut off as it was written. */
async function logLines(file: string): Promise<readonly string[]> {
  const text = await folderLog(file);
  const lines = wholeLines(text);
  if (lines.length === 0 && text !== "" && !text.startsWith("{"))
    throw new StudioError(
      "BadStudyFile",
      `The log in ${workFolder(file)} cannot be read: it holds ${text.length} bytes and no line. Nothing was changed. Move that folder away to go on with ${file}, where there is one.`,
    );
  return lines;
}

async function packedLines(file: string): Promise<readonly string[]> {
  return wholeLines(logText(await unzipStudy(await readStudyFile(file))));
}

async function readStudyFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(file).catch(() => {
    throw new StudioError("UnreadableFile", `There is no study "${file}".`);
  });
  return new Uint8Array(bytes);
}

interface Opened {
  readonly isNew: boolean;
  /** Lines of the log when it was opened. */
  readonly linesBefore: number;
  /** Whether the folder was there before, left by a process that was killed. */
  readonly wasFolder?: boolean;
  /** Where a study lies that this one replaces. */
  readonly replaced: readonly PutAside[];
}

function onDisk(
  file: string,
  lock: StudyLock,
  { isNew, linesBefore, wasFolder = false, replaced }: Opened,
): StudyOnDisk {
  const files = openNodeFileStore(workFolder(file));
  const folder = openStudyFolder(files, "");
  let isOpen = true;
  let kept: readonly string[] = [];

  const removeFolder = () => rm(workFolder(file), { recursive: true, force: true });

  /** What there was before is put back: nothing came of what was to replace it. */
  async function giveUp(): Promise<void> {
    await removeFolder();
    for (const { place, aside } of replaced) await rename(aside, place);
  }

  async function pack(): Promise<void> {
    const ours = await logLines(file);
    if (await exists(file)) {
      const theirs = await packedLines(file);
      if (commonLines(theirs, ours) < theirs.length)
        throw new StudioError(
          "BadInput",
          `${file} was changed while this ran, and knows what this run does not. Nothing was overwritten; this run is kept in ${workFolder(file)}. Move one of them to another name.`,
        );
    }
    await writeOneOutput(file, await packStudy(files, "", { withData: true }), {
      flag: "--out",
      inputs: [],
      force: true,
    });
    await removeFolder();
    if (hasFinished(ours)) for (const { aside } of replaced) await rm(aside, { recursive: true, force: true });
    else kept = replaced.map(({ aside }) => aside);
    isOpen = false;
    await lock.release();
  }

  return {
    folder,
    pack,
    keptInstead: () => kept,
    async close() {
      if (!isOpen) return;
      isOpen = false;
      try {
        const lines = await logLines(file);
        if (isNew && !foldsToTrials(lines)) await giveUp();
        else if (isNew || lines.length > linesBefore) await pack();
        else if (!wasFolder) await removeFolder();
      } finally {
        await lock.release();
      }
    },
  };
}

const studyOf = (lines: readonly string[]): Study | null => readLog(lines.map((line) => `${line}\n`).join("")).study;

/** Whether anything was tried in a study: one without trials is nothing to keep. */
const foldsToTrials = (lines: readonly string[]): boolean => (studyOf(lines)?.trials.length ?? 0) > 0;

const hasFinished = (lines: readonly string[]): boolean =>
  studyOf(lines)?.trials.some(({ status }) => status === "finished") ?? false;

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null;
