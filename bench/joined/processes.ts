import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

export const CLI = fileURLToPath(new URL("../../../bin/cristae.js", import.meta.url));

/** A process of the command line, and the processor time that it took, with all its threads. */
export function start(...args: readonly string[]) {
  const timed = ["-c", 'TIMEFORMAT="processor %U %S"; time "$0" "$@"', process.execPath, CLI, ...args];
  const child = spawn("bash", timed, { stdio: ["ignore", "pipe", "pipe"], detached: true });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, ended, text: () => text, processorSeconds: () => processorSecondsIn(text) };
}

export type Started = ReturnType<typeof start>;

function processorSecondsIn(text: string): number {
  const [, user, system] = /processor ([\d.]+) ([\d.]+)/.exec(text) ?? [];
  return Number(user) + Number(system);
}

export const kill = ({ pid }: ChildProcess) => process.kill(-pid!, "SIGKILL");

export async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 100));
}

export async function mustEnd(one: Started): Promise<void> {
  if ((await one.ended) !== 0) throw new Error(one.text());
}

export const begun = ({ text }: Started): number => text().split('"does":"begins"').length - 1;
