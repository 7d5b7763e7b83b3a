import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { StudioError } from "../core/errors.ts";
import { foldEvents, type Study } from "../core/search/study.ts";
import type { FileStore } from "../storage/fileStore.ts";
import { createMemoryFileStore } from "../storage/memoryFileStore.ts";
import { openNodeFileStore } from "../storage/nodeFileStore.ts";
import { keepStudy, packStudy, unpackStudy } from "../storage/studyFile.ts";
import { openStudyFolder, type StudyFolder } from "../storage/studyFolder.ts";

const ENDING = ".cristae.zip";

/** A study file while it is worked on: its folder stands beside it, so that a killed process loses nothing. */
export interface StudyOnDisk {
  readonly folder: StudyFolder;
  /** Packs the folder into the study file and removes it. */
  pack(): Promise<void>;
  /** Removes the folder of a study that never got as far as its first trial. */
  discardIfEmpty(): Promise<void>;
}

const workFolder = (file: string): string => (file.endsWith(ENDING) ? file.slice(0, -".zip".length) : `${file}.cristae`);

/** A new study at a path. Throws StudioError "BadInput" where there is one already. */
export async function createOnDisk(file: string): Promise<StudyOnDisk> {
  if (!file.endsWith(ENDING)) throw new StudioError("BadInput", `--out is "${file}"; a study's name ends with ${ENDING}.`);
  if ((await exists(file)) || (await exists(workFolder(file)))) throw new StudioError("BadInput", `There is already a study at ${file}. Go on with it by \`cristae resume ${file}\`, or choose another name.`);
  await claim(file);
  await mkdir(workFolder(file), { recursive: true });
  return onDisk(file, openNodeFileStore(workFolder(file)));
}

/** An existing study, from the folder a killed process left or from the packed file. Throws StudioError "BadInput" while another process works on it. */
export async function openOnDisk(file: string): Promise<StudyOnDisk & { readonly study: Study }> {
  const packed = (await exists(workFolder(file))) ? null : await readStudyFile(file);
  await claim(file);
  const files = openNodeFileStore(workFolder(file));
  if (packed) await keepStudy(packed, files, "");
  const opened = onDisk(file, files);
  const study = foldEvents(await opened.folder.events());
  if (!study) throw new StudioError("BadStudyFile", `The log of ${file} is empty; the search was killed before it began. Start it again.`);
  return { ...opened, study };
}

/** The study in a packed file, or in the folder of one that is still being worked on; nothing is changed. */
export async function peekStudy(file: string): Promise<{ study: Study; files: FileStore }> {
  if (await exists(workFolder(file))) {
    const files = openNodeFileStore(workFolder(file));
    const study = foldEvents(await openStudyFolder(files, "").events());
    if (study) return { study, files };
  }
  const { study, files } = await readStudyFile(file);
  return { study, files: createMemoryFileStore(files) };
}

async function readStudyFile(file: string) {
  const bytes = await readFile(file).catch(() => {
    throw new StudioError("UnreadableFile", `There is no study "${file}".`);
  });
  return unpackStudy(new Uint8Array(bytes));
}

function onDisk(file: string, files: FileStore): StudyOnDisk {
  const folder = openStudyFolder(files, "");
  const remove = async () => {
    await rm(workFolder(file), { recursive: true, force: true });
    await rm(lockFile(file), { force: true });
  };
  return {
    folder,
    async pack() {
      await writeFile(`${file}.new`, await packStudy(files, "", { withData: false }));
      await rename(`${file}.new`, file);
      await remove();
    },
    async discardIfEmpty() {
      if (!foldEvents(await folder.events())?.trials.length) await remove();
    },
  };
}

const lockFile = (file: string): string => `${workFolder(file)}.lock`;

/** Two processes must not write one log. A lock whose process is gone counts for nothing. */
async function claim(file: string): Promise<void> {
  const owner = Number(await readFile(lockFile(file), "utf8").catch(() => ""));
  if (owner > 0 && owner !== process.pid && isAlive(owner)) throw new StudioError("BadInput", `Process ${owner} is working on ${file}. Wait for it, or stop it with Ctrl-C.`);
  await writeFile(lockFile(file), String(process.pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null;
