import { Argument, Command } from "commander";
import { networks } from "../../catalog/networks/index.ts";
import { testFunctions } from "../../catalog/testFunctions/index.ts";
import { CATALOGS, list } from "../commands/list.ts";
import { describeNetwork, type NetworkFlags } from "../commands/network.ts";
import { space, type SpaceFlags } from "../commands/space.ts";
import { triedStrategies, tryStrategy, type TryFlags } from "../commands/try.ts";
import { addAll, examples, jsonOption, repeated, seedOption, valued, whole } from "./options.ts";
import { run } from "./run.ts";

interface JsonFlag {
  readonly json?: boolean;
}

export const spaceCommand = (): Command =>
  addAll(
    new Command("space")
      .description("Count, cost and samples of a search space")
      .argument("<id|file>", "a space, a preset, JSON saved by the page, or -"),
    [
      valued("--preset <id>", "ranges, such as tiny, browser, paper"),
      valued("--sample <n>", "members to draw", { parse: whole(0), initial: 5 }),
      seedOption("seed of the draws"),
      valued("--patch <px>", "side of a training patch, or depth x height x width such as 32x64x64"),
      valued("--batch <n>", "patches per step", { parse: whole(1) }),
      valued("--classes <n>", "classes to tell apart", { parse: whole(1) }),
      jsonOption(),
    ],
  )
    .addHelpText("after", examples("cristae space module-tree --preset browser --sample 5", "cristae space segnas11"))
    .action((id: string, flags: SpaceFlags & JsonFlag) => run(flags, (output) => space(id, flags, output)));

export const networkCommand = (): Command =>
  addAll(
    new Command("network")
      .description("What a network of the catalog is made of and costs, layer by layer")
      .argument("<id>", networks.list.map(({ id }) => id).join(", ")),
    [
      repeated("--set <name=value>", "an option of the network, such as base=16 (see cristae list networks)"),
      valued("--classes <n>", "classes to tell apart", { parse: whole(1) }),
      valued("--patch <px>", "side of a training patch, or depth x height x width such as 32x64x64"),
      valued("--batch <n>", "patches per step, for the memory of training", { parse: whole(1) }),
      jsonOption("one JSON object"),
    ],
  )
    .addHelpText("after", examples("cristae network unet --set base=16 --set depth=3 --classes 4"))
    .action((id: string, flags: NetworkFlags & JsonFlag) => run(flags, (output) => describeNetwork(id, flags, output)));

export const tryCommand = (): Command =>
  addAll(new Command("try").description("Watch a strategy look for the known minimum of a function"), [
    valued("--strategy <id>", triedStrategies.map(({ id }) => id).join(", "), { initial: "blackbox" }),
    valued("--function <id>", testFunctions.list.map(({ id }) => id).join(", "), { initial: "branin" }),
    valued("--evaluations <n>", "how often the function may be called", { parse: whole(1), initial: 60 }),
    valued("--batch <n>", "calls made side by side", { parse: whole(1) }),
    seedOption("the same seed makes the same proposals"),
    valued("--rng <id>", "cristae, or mulberry32: the generator of published traces", { initial: "cristae" }),
    repeated("--set <name=value>", "an option of the strategy, such as population=12"),
    jsonOption(),
  ])
    .addHelpText(
      "after",
      examples(
        "cristae try --strategy blackbox --function branin --evaluations 60 --batch 5 --seed 1",
        "cristae try --strategy crs --set population=12",
      ),
    )
    .action((flags: TryFlags & JsonFlag) => run(flags, (output) => tryStrategy(flags, output)));

export const listCommand = (): Command =>
  addAll(
    new Command("list")
      .description("What there is to choose from, with the options that --set changes")
      .addArgument(new Argument("[what]", `one of ${Object.keys(CATALOGS).join(", ")}; all where none is named`)),
    [jsonOption()],
  )
    .addHelpText("after", examples("cristae list strategies", "cristae list pipelines --json"))
    .action((what: string | undefined, flags: JsonFlag) => run(flags, (output) => list(what, output)));
