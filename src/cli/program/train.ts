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
    valued("--network <id|file>", "network: an id (see cristae list networks), JSON, or -; unet by default"),
    valued("--from <study>", "begin with the network and the weights of a trial of STUDY.cristae.zip instead"),
    valued("--trial <which>", "that trial: best, a label, or an id such as #0; best by default"),
    repeated("--freeze <paths>", "weights that stay as they are, such as encoder/** (see cristae network)"),
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
        "cristae train --from study.cristae.zip --trial best --freeze 'encoder/**' --image new.tif --labels new_l.tif --steps 200",
      ),
    )
    .action((flags: TrainFlags & { readonly json?: boolean }) => run(flags, (output) => train(flags, output)));
