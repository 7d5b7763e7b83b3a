import { Command, InvalidArgumentError } from "commander";
import { studio, type StudioFlags } from "../commands/studio.ts";
import { addAll, examples, jsonOption, valued } from "./options.ts";
import { run } from "./run.ts";

const MOST = 65_535;

/** 0 takes any that is free; an empty PORT is none. */
export function portNumber(text: string): number | undefined {
  if (text === "") return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > MOST)
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${MOST}.`);
  return port;
}

export const studioCommand = (): Command =>
  addAll(new Command("studio").description("Serve the studio and open it in a browser"), [
    valued("--port <n>", "4173 or the next free one, unless said", { parse: portNumber }).env("PORT"),
    valued("--host <address>", "who may open it: 127.0.0.1 this machine, 0.0.0.0 others too", { initial: "127.0.0.1" }),
    jsonOption(),
  ])
    .option("--no-open", "do not open a browser")
    .addHelpText("after", examples("cristae studio", "cristae studio --port 8080 --host 0.0.0.0"))
    .action((flags: StudioFlags & { readonly json?: boolean }) => run(flags, (output) => studio(flags, output)));
