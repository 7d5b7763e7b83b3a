import { Command } from "commander";
import { evaluate, type EvaluateFlags } from "../commands/evaluate.ts";
import { info, type InfoFlags } from "../commands/info.ts";
import { addAll, channelsAsSlicesOption, examples, jsonOption, unlabelledOption, valued, whole } from "./options.ts";
import { run } from "./run.ts";

interface JsonFlag {
  readonly json?: boolean;
}

export const evaluateCommand = (): Command =>
  addAll(new Command("evaluate").description("Score a mask against labels"), [
    valued("--labels <path>", "truth"),
    valued("--prediction <path>", "mask"),
    valued("--dataset <name>", "array within the label file"),
    valued("--prediction-dataset <name>", "array within the mask file"),
    valued("--channel <n>", "channel of either, from 0", { parse: whole(0) }),
    valued("--time <n>", "time point of either, from 0", { parse: whole(0) }),
    channelsAsSlicesOption(),
    unlabelledOption(),
    valued("--ignore <values>", "label values that do not count, such as 3 or 3,4"),
    valued("--match <pairs>", "PREDICTION=LABELS values that are one class, such as 255=1"),
    valued("--slices <range>", "only these slices, such as 15:18"),
    jsonOption("one JSON object"),
  ])
    .addHelpText("after", examples("cristae evaluate --labels truth.tif --prediction mask.tif --slices 15:18"))
    .action((flags: EvaluateFlags & JsonFlag) => run(flags, (output) => evaluate(flags, output)));

export const infoCommand = (): Command =>
  addAll(
    new Command("info").description("Shape, type and values of a file, a folder or an address").argument("<path>"),
    [valued("--dataset <name>", "array within the file, such as volumes/raw"), jsonOption("one JSON object")],
  )
    .addHelpText("after", examples("cristae info stack.tif", "cristae info volume.h5 --dataset volumes/raw --json"))
    .action((path: string, flags: InfoFlags & JsonFlag) => run(flags, (output) => info(path, flags, output)));
