import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { link, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { promisify } from "node:util";
import { StudioError } from "../core/errors.ts";

/** What a lock file says of the process that holds it. */
interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When that process began, as its system tells it; null where it does not. */
  readonly began: string | null;
  readonly token: string;
}

/** A study that this process alone may write. */
export interface StudyLock {
  release(): Promise<void>;
}

/** A lock file without a word in it is being written, for this long at most. */
const WRITING_MILLISECONDS = 30_000;
const SIGN_OF_LIFE_MILLISECONDS = 30_000;

/**
 * Takes the lock file of a study, so that two processes never write one log: on this machine and, over a shared drive, on another.
 * A lock whose process is gone counts for nothing, also when its number belongs to another process now.
 * Throws StudioError "BadInput" saying who holds it and how to free it.
 */
export async function claimStudy(file: string, lock: string): Promise<StudyLock> {
  const mine: Owner = { host: hostname(), pid: process.pid, began: await beginOf(process.pid), token: randomUUID() };
  while (!(await take(lock, mine))) {
    const found = await readLock(lock);
    if (found === null) continue;
    if (await isHeld(found)) throw new StudioError("BadInput", refusal(file, lock, found));
    await free(lock, found.text);
  }
  const living = setInterval(
    () => void utimes(lock, new Date(), new Date()).catch(() => undefined),
    SIGN_OF_LIFE_MILLISECONDS,
  ).unref();
  return {
    async release() {
      clearInterval(living);
      if ((await readLock(lock))?.owner?.token === mine.token) await rm(lock, { force: true });
    },
  };
}

/** Systems without hard links, on which the file is made first and written then. */
const WITHOUT_LINKS = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EXDEV", "EMLINK"]);

/** Makes the file with what it says, which only one process can; false where it is there already. */
async function take(lock: string, owner: Owner): Promise<boolean> {
  const aside = `${lock}.${owner.token}`;
  await writeFile(aside, JSON.stringify(owner), { flag: "wx" });
  try {
    await link(aside, lock);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (code === undefined || !WITHOUT_LINKS.has(code)) throw error;
    return await madeAlone(lock, owner);
  } finally {
    await rm(aside, { force: true });
  }
}

async function madeAlone(lock: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(lock, JSON.stringify(owner), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

interface FoundLock {
  readonly text: string;
  /** Null for one that is being written, or that says nothing we understand. */
  readonly owner: Owner | null;
  readonly changedAt: number;
}

async function readLock(lock: string): Promise<FoundLock | null> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(lock, "utf8"), stat(lock)]);
    return { text, owner: parseOwner(text), changedAt: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Earlier versions wrote the number of the process alone. */
function parseOwner(text: string): Owner | null {
  try {
    const json = JSON.parse(text) as Partial<Owner> | number;
    if (typeof json === "number") return { host: hostname(), pid: json, began: null, token: "" };
    return typeof json.host === "string" && typeof json.pid === "number"
      ? { host: json.host, pid: json.pid, began: json.began ?? null, token: json.token ?? "" }
      : null;
  } catch {
    return null;
  }
}

async function isHeld({ owner, changedAt }: FoundLock): Promise<boolean> {
  if (!owner) return Date.now() - changedAt < WRITING_MILLISECONDS;
  if (owner.host !== hostname()) return true;
  if (!isAlive(owner.pid)) return false;
  if (owner.token === "") return isCristae(owner.pid);
  const began = await beginOf(owner.pid);
  return began === null || owner.began === null || began === owner.began;
}

/** Removes a lock that counts for nothing, unless another process has just taken it: one process at a time looks and removes. */
async function free(lock: string, text: string): Promise<void> {
  const guard = `${lock}.freeing`;
  const isMine = await writeFile(guard, "", { flag: "wx" }).then(
    () => true,
    () => false,
  );
  if (!isMine) {
    const since = (await stat(guard).catch(() => null))?.mtimeMs;
    if (since !== undefined && Date.now() - since > WRITING_MILLISECONDS) await rm(guard, { force: true });
    return new Promise((resolve) => setTimeout(resolve, 50));
  }
  try {
    if ((await readLock(lock))?.text === text) await rm(lock, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

function refusal(file: string, lock: string, { owner, changedAt }: FoundLock): string {
  const free = `delete ${lock}`;
  if (!owner) return `Another process is just taking ${file} (${lock}). Try again in a few seconds.`;
  const seen = `its last sign of life was ${Math.max(0, Math.round((Date.now() - changedAt) / 1000))} s ago`;
  if (owner.host !== hostname())
    return `Process ${owner.pid} is working on ${file} on the machine "${owner.host}"; ${seen}. Wait for it, or stop it there with Ctrl-C. If nothing runs there any more, ${free}.`;
  return `Process ${owner.pid} is working on ${file} (lock file ${lock}). Wait for it, or stop it with Ctrl-C. If that process is something else, ${free}.`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When a process began: of Linux the boot and the clock ticks since, elsewhere what `ps` prints; null where neither tells. */
async function beginOf(pid: number): Promise<string | null> {
  try {
    const [boot, status] = await Promise.all([
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
    ]);
    return `${boot.trim()} ${status.slice(status.lastIndexOf(")") + 2).split(" ")[19]!}`;
  } catch {
    return ps(pid, "lstart=");
  }
}

const isCristae = async (pid: number): Promise<boolean> =>
  (
    (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => null)) ??
    (await ps(pid, "command=")) ??
    "cristae"
  ).includes("cristae");

const ps = (pid: number, column: string): Promise<string | null> =>
  promisify(execFile)("ps", ["-o", column, "-p", String(pid)]).then(
    ({ stdout }) => stdout.trim() || null,
    () => null,
  );
