import { Command, type Option } from "commander";
import { pipelines } from "../../catalog/pipelines/index.ts";
import { describedStrategies } from "../../catalog/strategies/described.ts";
import { DEFAULT_METRIC } from "../../core/judging/defaultMetrics.ts";
import { objectiveMetrics } from "../../catalog/metrics/index.ts";
import { search, type SearchCommandFlags } from "../commands/search.ts";
import {
  addAll,
  dataOptions,
  examples,
  forceOption,
  jsonOption,
  machineOptions,
  onnxBaselineOptions,
  recipeOptions,
  repeated,
  seedOption,
  valued,
  whole,
} from "./options.ts";
import { cores } from "../run.ts";
import { run } from "./run.ts";

const group = "Search:";

interface SearchQueueFlags {
  readonly queue?: string;
  readonly json?: boolean;
}

/** How a search is planned, and where it is kept. */
export const searchOptions = (): readonly Option[] => [
  ...dataOptions(),
  ...recipeOptions(),
  ...machineOptions(),
  valued(
    "--space <id|file>",
    "search space: an id, a preset, JSON saved by the page, or -; by default module-tree, or that of the pipeline",
    { group },
  ),
  valued("--preset <id>", "ranges of the space, such as tiny, browser, paper", { group }),
  valued("--strategy <id>", describedStrategies.list.map(({ id }) => id).join(", "), { group }),
  valued("--trials <n>", "networks to train", { group, parse: whole(1) }),
  valued("--pipeline <id>", `what follows the search: ${pipelines.list.map(({ id }) => id).join(", ")}`, {
    group,
    initial: "search",
  }),
  valued("--objective <id>", `what strategies optimise: ${objectiveMetrics.map(({ id }) => id).join(", ")}`, {
    group,
    initial: DEFAULT_METRIC,
  }),
  repeated(
    "--set <owner.name=value>",
    "an option of the strategy or the pipeline, such as strategy.batch=4 (see cristae list)",
    group,
  ),
  valued(
    "--order <how>",
    "what strategies know: all that ended, or all up to a window before, in the order of asking",
    {
      group,
      choices: ["ended", "asked"],
    },
  ),
  valued("--window <n>", "trials in flight that a proposal may not know yet, with --order asked; 8 by default", {
    group,
    parse: whole(1),
  }),
  seedOption("the same seed, data and device give the same search").helpGroup(group),
  repeated(
    "--baseline <ids|file>",
    "train these networks first with the same recipe, such as unet or unet3d,vnet; or score a MODEL.onnx as it is",
    group,
  ),
  ...onnxBaselineOptions(group),
  valued("--name <text>", "name of the study"),
  valued("--out <file>", "where to keep it: STUDY.cristae.zip"),
  valued("--figure <file>", "comparison picture as SVG, at the end"),
  forceOption(),
  jsonOption(),
];

export const searchCommand = (): Command =>
  addAll(
    new Command("search")
      .description("Search for a network that segments a stack")
      .argument(
        "[plan]",
        "PLAN.json as the page saves it and show --plan prints it, or -; what is planned is not said by flags then",
      ),
    [
      ...searchOptions(),
      valued(
        "--queue <address>",
        "let other machines join while it runs: memory, redis://HOST:PORT or postgres://USER@HOST/DB",
        {
          group: "Machine:",
        },
      ),
    ],
  )
    .addHelpText(
      "after",
      examples(
        "cristae search --sample platelets --trials 8 --figure comparison.svg",
        "cristae search --image stack.tif --labels labels.tif --train 0:12 --val 12:15 --test 15:18 --trials 20 --baseline unet",
        "cristae search --image stack.tif --labels labels.tif --baseline unet --baseline zoo.onnx --baseline-normalise percentile",
        "cristae search --image DIR --labels DIR --pipeline two-stage --set pipeline.retrainings=5",
        "cristae search plan.json --image DIR --labels DIR --train 0:12 --val 12:15 --seed 2",
      ),
    )
    .action((plan: string | undefined, flags: SearchCommandFlags & SearchQueueFlags, command: Command) =>
      run(flags, async (output) => {
        const given = { ...flags, given: givenFlags(command) };
        if (flags.queue === undefined) return search(plan, given, output);
        const { openServing } = await import("../serving/openServing.ts");
        return search(plan, given, output, openServing({ queue: flags.queue }, { ownSlots: flags.workers ?? cores }));
      }),
    );

/** Flags that were typed, as those that have a value without. */
export const givenFlags = (command: Command): readonly string[] =>
  command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === "cli")
    .map(({ long }) => long!);
