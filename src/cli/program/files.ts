import { Command } from "commander";
import { evaluate, type EvaluateFlags } from "../commands/evaluate.ts";
import { info, type InfoFlags } from "../commands/info.ts";
import { addAll, examples, jsonOption, valued } from "./options.ts";
import { run } from "./run.ts";

interface JsonFlag {
  readonly json?: boolean;
}

export const evaluateCommand = (): Command =>
  addAll(new Command("evaluate").description("Score a mask against labels"), [
    valued("--labels <path>", "truth"),
    valued("--prediction <path>", "mask"),
    valued("--slices <range>", "only these slices, such as 15:18"),
    jsonOption("one JSON object"),
  ])
    .addHelpText("after", examples("cristae evaluate --labels truth.tif --prediction mask.tif --slices 15:18"))
    .action((flags: EvaluateFlags & JsonFlag) => run(flags, (output) => evaluate(flags, output)));

export const infoCommand = (): Command =>
  addAll(new Command("info").description("Shape, type and values of a file, a folder or an address").argument("<path>"), [valued("--dataset <name>", "array within the file, such as volumes/raw"), jsonOption("one JSON object")])
    .addHelpText("after", examples("cristae info stack.tif", "cristae info volume.h5 --dataset volumes/raw --json"))
    .action((path: string, flags: InfoFlags & JsonFlag) => run(flags, (output) => info(path, flags, output)));
