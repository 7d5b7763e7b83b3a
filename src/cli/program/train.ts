import { Command } from "commander";
import { train, type TrainFlags } from "../commands/train.ts";
import {
  addAll,
  dataOptions,
  examples,
  forceOption,
  jsonOption,
  machineOptions,
  recipeOptions,
  repeated,
  seedOption,
  valued,
} from "./options.ts";
import { run } from "./run.ts";

export const trainCommand = (): Command =>
  addAll(new Command("train").description("Train one network and report its scores"), [
    ...dataOptions(),
    ...recipeOptions(),
    ...machineOptions(),
    valued("--network <id|file>", "network: an id (see cristae list networks), JSON, or -", { initial: "unet" }),
    repeated("--set <name=value>", "a setting of the network, such as base=8"),
    seedOption("seed of weights and data order"),
    valued("--out <file>", "keep it as a study: STUDY.cristae.zip"),
    forceOption(),
    jsonOption(),
  ])
    .addHelpText(
      "after",
      examples(
        "cristae train --sample membranes --steps 400",
        "cristae train --network unet --set base=8 --set depth=3 --image stack.tif --labels labels.tif --steps 400",
      ),
    )
    .action((flags: TrainFlags & { readonly json?: boolean }) => run(flags, (output) => train(flags, output)));
