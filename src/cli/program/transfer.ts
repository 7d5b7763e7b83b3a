import { Command, InvalidArgumentError } from "commander";
import { transfer, type TransferFlags } from "../commands/transfer.ts";
import {
  addAll,
  dataOptions,
  deviceOption,
  examples,
  jsonOption,
  recipeOptions,
  repeated,
  seedOption,
  valued,
} from "./options.ts";
import { run } from "./run.ts";

/** "0,1,2,4": how many slices. */
function sliceCounts(text: string): readonly number[] {
  const counts = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0))
    throw new InvalidArgumentError("It must be whole numbers with commas between them, such as 0,1,2,4.");
  return [...new Set(counts)];
}

export const transferCommand = (): Command =>
  addAll(
    new Command("transfer").description(
      "Train on each of several data sets, test on all, and see what a few slices of another add",
    ),
    [
      ...dataOptions(),
      ...recipeOptions(),
      deviceOption("Machine:"),
      valued("--network <id>", "network: an id (see cristae list networks); unet by default"),
      repeated("--set <name=value>", "a setting of the network, such as base=8"),
      valued("--slices <counts>", "slices that are trained on further; 0,1,2,4 by default", { parse: sliceCounts }),
      repeated("--freeze <paths>", "weights that stay as they are then, such as encoder/** (see cristae network)"),
      seedOption("seed of weights and data order"),
      jsonOption(),
    ],
  )
    .addHelpText(
      "after",
      examples(
        "cristae transfer --image A.tif --labels A_l.tif --image B.tif --labels B_l.tif --set-names A,B --steps 400",
        "cristae transfer --image A.tif --labels A_l.tif --image B.tif --labels B_l.tif --slices 0,1,2 --freeze 'encoder/**'",
      ),
    )
    .action((flags: TransferFlags & { readonly json?: boolean }) => run(flags, (output) => transfer(flags, output)));
