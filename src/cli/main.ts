import { Command } from "commander";
import { listCommand, networkCommand, spaceCommand, tryCommand } from "./program/explore.ts";
import { correctCommand, evaluateCommand, infoCommand, objectsCommand, refineCommand } from "./program/files.ts";
import { fail } from "./program/run.ts";
import { searchCommand } from "./program/search.ts";
import { serveCommand, slurmCommand, workCommand } from "./program/serve.ts";
import { studioCommand } from "./program/studio.ts";
import {
  ensembleCommand,
  exportCommand,
  hybridCommand,
  predictCommand,
  repairCommand,
  reportCommand,
  resumeCommand,
  showCommand,
} from "./program/studies.ts";
import { trainCommand } from "./program/train.ts";
import { transferCommand } from "./program/transfer.ts";

const program = new Command("cristae")
  .description("Neural architecture search for electron microscopy")
  .version(__APP_VERSION__);

/** A refusal of the parser, with what was probably meant, in one line as all others. */
const oneLine = (text: string): string =>
  text
    .replace(/^error: /, "cristae: ")
    .trim()
    .replace(/\s*\n\s*/g, " ");

const commands = [
  studioCommand(),
  searchCommand(),
  trainCommand(),
  transferCommand(),
  resumeCommand(),
  serveCommand(),
  workCommand(),
  slurmCommand(),
  ensembleCommand(),
  hybridCommand(),
  showCommand(),
  predictCommand(),
  exportCommand(),
  reportCommand(),
  repairCommand(),
  evaluateCommand(),
  correctCommand(),
  refineCommand(),
  objectsCommand(),
  infoCommand(),
  spaceCommand(),
  networkCommand(),
  tryCommand(),
  listCommand(),
];
for (const command of commands) {
  command.copyInheritedSettings(program);
  program.addCommand(command);
}
for (const command of [program, ...commands])
  command.exitOverride().configureOutput({ outputError: (text, write) => write(`${oneLine(text)}\n`) });

/** Whoever reads the output may have seen enough. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  if (process.argv.length <= 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  fail(error);
}
