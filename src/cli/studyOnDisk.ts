import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { StudioError } from "../core/errors.ts";
import type { Study } from "../core/search/study.ts";
import type { FileStore } from "../storage/fileStore.ts";
import { createMemoryFileStore } from "../storage/memoryFileStore.ts";
import { openNodeFileStore } from "../storage/nodeFileStore.ts";
import { keepStudy, logText, packStudy, unpackStudy, unzipStudy } from "../storage/studyFile.ts";
import { openStudyFolder, type StudyFolder } from "../storage/studyFolder.ts";
import { damageText, readLog, wholeLines, type LogDamage } from "../storage/studyLog.ts";
import { sayingFull } from "./outputFile.ts";
import { claimStudy, type StudyLock } from "./studyLock.ts";

export const STUDY_ENDING = ".cristae.zip";

/** A study file while it is worked on: its folder stands beside it, so that a killed process loses nothing. */
export interface StudyOnDisk {
  readonly folder: StudyFolder;
  /** Packs the folder into the study file and removes it. Throws StudioError "BadInput" where the file has come to know more meanwhile. */
  pack(): Promise<void>;
  /**
   * Gives the study back, packed or not: what was logged is packed, a folder in which nothing happened is removed. Always to be
   * called in the end, also after an error.
   */
  close(): Promise<void>;
}

const workFolder = (file: string): string => (file.endsWith(STUDY_ENDING) ? file.slice(0, -".zip".length) : `${file}.cristae`);
const lockFile = (file: string): string => `${workFolder(file)}.lock`;

/** Throws StudioError "BadInput" where a new study cannot be kept at a path: nothing is made or locked yet. */
export async function checkNewStudy(file: string, force = false): Promise<void> {
  if (!file.endsWith(STUDY_ENDING)) throw new StudioError("BadInput", `--out is "${file}"; a study's name ends with ${STUDY_ENDING}.`);
  const parent = dirname(resolve(file));
  if (!(await stat(parent).catch(() => null))?.isDirectory()) throw new StudioError("BadInput", `--out is "${file}", and there is no folder "${parent}". Make it first, or choose another place.`);
  if (force || !((await exists(file)) || (await logLines(file)).length > 0)) return;
  throw new StudioError("BadInput", `There is already a study at ${file}. Go on with it by \`cristae resume ${file}\`, choose another name, or replace it with --force.`);
}

/** A new study at a path. With `force`, what is there is kept until the new one is packed. Throws StudioError "BadInput" where there is one already. */
export async function createOnDisk(file: string, force = false): Promise<StudyOnDisk> {
  await checkNewStudy(file, force);
  const lock = await claimStudy(file, lockFile(file));
  try {
    await checkNewStudy(file, force);
    const replaced = await putAside(file);
    await mkdir(workFolder(file), { recursive: true });
    return onDisk(file, lock, { isNew: true, linesBefore: 0, replaced });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Moves a study that is to be replaced out of the way; resolves with the places it has now. */
async function putAside(file: string): Promise<readonly string[]> {
  const places: string[] = [];
  for (const path of [file, workFolder(file)]) {
    if (!(await exists(path))) continue;
    const aside = `${path}.replaced`;
    await rm(aside, { recursive: true, force: true });
    await rename(path, aside);
    places.push(aside);
  }
  return places;
}

/**
 * An existing study, to go on with: from the study file or from the folder beside it that a killed process left, whichever knows
 * more. Throws StudioError "BadInput" while another process works on it, where the two hold different stories, and where the log
 * is damaged.
 */
export async function openOnDisk(file: string): Promise<StudyOnDisk & { readonly study: Study }> {
  if (!(await exists(file)) && !(await exists(workFolder(file)))) throw new StudioError("UnreadableFile", `There is no study "${file}".`);
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
    if (!study) throw new StudioError("BadStudyFile", `The log of ${file} is empty; the search was killed before it began. Delete ${workFolder(file)} and start it again.`);
    return { ...disk, study };
  } catch (error) {
    await (disk ?? { close: () => lock.release() }).close();
    throw error;
  }
}

function refuseDamaged(file: string, damage: LogDamage | null): void {
  if (damage) throw new StudioError("BadStudyFile", `${damageText(damage)} Save what can be saved with: cristae repair ${file} --out REPAIRED${STUDY_ENDING}`);
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

/** The files of the copy that knows more, whatever state its log is in. */
export async function studyFiles(file: string): Promise<Readonly<Record<string, Uint8Array<ArrayBuffer>>>> {
  if (!(await newestCopy(file)).isFolder) return unzipStudy(await readStudyFile(file));
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
  const packed = await packedLines(file);
  const common = commonLines(folder, packed);
  if (common < Math.min(folder.length, packed.length)) throw new StudioError("BadInput", differing(file, common, folder.length, packed.length));
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

const logLines = async (file: string): Promise<readonly string[]> => wholeLines(await readFile(`${workFolder(file)}/log.jsonl`, "utf8").catch(() => ""));

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
  readonly replaced: readonly string[];
}

function onDisk(file: string, lock: StudyLock, { isNew, linesBefore, wasFolder = false, replaced }: Opened): StudyOnDisk {
  const files = openNodeFileStore(workFolder(file));
  const folder = openStudyFolder(files, "");
  let isOpen = true;

  const removeFolder = () => rm(workFolder(file), { recursive: true, force: true });

  /** What there was before is put back: nothing came of what was to replace it. */
  async function giveUp(): Promise<void> {
    await removeFolder();
    for (const aside of replaced) await rename(aside, aside.slice(0, -".replaced".length));
  }

  async function pack(): Promise<void> {
    const ours = await logLines(file);
    if (await exists(file)) {
      const theirs = await packedLines(file);
      if (commonLines(theirs, ours) < theirs.length) throw new StudioError("BadInput", `${file} was changed while this ran, and knows what this run does not. Nothing was overwritten; this run is kept in ${workFolder(file)}. Move one of them to another name.`);
    }
    const aside = `${file}.${process.pid}.new`;
    try {
      await sayingFull(file, writeFlushed(aside, await packStudy(files, "", { withData: false })));
      await rename(aside, file);
    } finally {
      await rm(aside, { force: true });
    }
    await removeFolder();
    for (const old of replaced) await rm(old, { recursive: true, force: true });
    isOpen = false;
    await lock.release();
  }

  return {
    folder,
    pack,
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

/** Whether anything was tried in a study: one without trials is nothing to keep. */
function foldsToTrials(lines: readonly string[]): boolean {
  const { study } = readLog(lines.map((line) => `${line}\n`).join(""));
  return study !== null && study.trials.length > 0;
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, "w");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null;
