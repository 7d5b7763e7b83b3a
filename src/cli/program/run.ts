import { CommanderError } from "commander";
import { createOutput, type Output } from "../output.ts";

/** 0 done, 1 failed, 2 bad usage or unreadable input; 128 + the signal's number where a signal ended it. */
export const EXIT = { done: 0, failed: 1, badInput: 2, SIGINT: 130, SIGTERM: 143 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const INPUT_ERRORS = new Set([
  "BadInput",
  "UnreadableFile",
  "UnknownId",
  "BadStudyFile",
  "BadNetworkFile",
  "OtherVersion",
  "NotFound",
]);

/** Carries out a command, which may resolve with its exit code; what it throws becomes a sentence on stderr and the exit code. */
export async function run(flags: { readonly json?: boolean }, command: (output: Output) => unknown): Promise<void> {
  try {
    const code = await command(createOutput(flags.json === true));
    process.exitCode = typeof code === "number" ? code : EXIT.done;
  } catch (error) {
    fail(error);
  }
}

export function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badInput;
    return;
  }
  const isKnown = error instanceof Error && INPUT_ERRORS.has(error.name);
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `cristae: ${process.env.CRISTAE_DEBUG && error instanceof Error ? (error.stack ?? message) : message}\n`,
  );
  process.exitCode = isKnown ? EXIT.badInput : EXIT.failed;
}
