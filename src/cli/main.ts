import { cac } from "cac";
import { recipes } from "../catalog/recipes/index.ts";
import { pipelines } from "../catalog/pipelines/index.ts";
import { strategies } from "../catalog/strategies/index.ts";
import { OBJECTIVE_IDS } from "../core/search/objective.ts";
import { StudioError } from "../core/errors.ts";
import { PACES } from "../core/search/pace.ts";
import { samples } from "../catalog/samples/index.ts";
import { testFunctions } from "../catalog/testFunctions/index.ts";
import { evaluate } from "./commands/evaluate.ts";
import { info } from "./commands/info.ts";
import { predict } from "./commands/predict.ts";
import { resume } from "./commands/resume.ts";
import { search } from "./commands/search.ts";
import { show } from "./commands/show.ts";
import { space } from "./commands/space.ts";
import { train } from "./commands/train.ts";
import { triedStrategies, tryStrategy } from "./commands/try.ts";
import { createOutput, type Output } from "./output.ts";

/** 0 done, 1 failed, 2 bad usage or unreadable input. */
const EXIT = { done: 0, failed: 1, badInput: 2 } as const;
const INPUT_ERRORS = new Set(["BadInput", "UnreadableFile", "UnknownId", "BadStudyFile", "NotFound", "CACError"]);

const program = cac("cristae");

type Command = ReturnType<typeof program.command>;

const withData = (command: Command): Command =>
  command
    .option("--image <path>", "EM stack: a file, a folder of slices, a Zarr or N5 folder, or an https address")
    .option("--labels <path>", "labels, voxel by voxel")
    .option("--dataset <name>", "array within the image file, such as volumes/raw")
    .option("--labels-dataset <name>", "array within the label file")
    .option("--channel <n>", "channel of the image, from 0")
    .option("--labels-channel <n>", "channel of the labels, from 0")
    .option("--channels-as-slices", "channels of a file without slices are its slices")
    .option("--unlabelled <values>", "label values nobody annotated, such as 255,-1,nan")
    .option("--time <n>", "time point of the image, from 0")
    .option("--complex <part>", "what becomes grey of complex numbers: magnitude, phase, real, imaginary")
    .option("--color <part>", "what becomes grey of colours: brightness, red, green, blue")
    .option("--nan <what>", "voxels that are no numbers: refuse or mean")
    .option("--sample <id>", `a generated sample instead: ${samples.list.map(({ id }) => id).join(", ")}`)
    .option("--train <range>", "slices to train on, such as 0:12")
    .option("--val <range>", "slices to choose by")
    .option("--test <range>", "slices opened once, at the end");

const withRecipe = (command: Command): Command =>
  command
    .option("--recipe <id|file>", `recipe: ${recipes.list.map(({ id }) => id).join(", ")}, or JSON saved by the page`)
    .option("--steps <n>", "training steps per network")
    .option("--patch <px>", "side of a training patch, or depth x height x width such as 32x64x64")
    .option("--batch <n>", "patches per step")
    .option("--evaluate-every <n>", "steps between evaluations")
    .option("--memory-cap <MB>", "turn down networks that need more");

const withMachine = (command: Command): Command =>
  command
    .option("--workers <n>", "training threads, one per core by default")
    .option("--device <id>", "auto, simd, webgpu or cpu")
    .option("--pace <pace>", `how much of the machine to take: ${PACES.join(", ")}`, { default: "full" })
    .option("--json", "one JSON object a line on stdout");

withMachine(withRecipe(withData(program.command("search", "Search for a network that segments a stack"))))
  .option("--space <id|file>", "search space: an id, or JSON saved by the page (default: module-tree, or that of the pipeline)")
  .option("--preset <id>", "ranges of the space: tiny, browser, paper")
  .option("--strategy <id>", strategies.list.map(({ id }) => id).join(", "))
  .option("--trials <n>", "networks to train")
  .option("--pipeline <id>", `what follows the search: ${pipelines.list.map(({ id }) => id).join(", ")}`, { default: "search" })
  .option("--objective <id>", `what strategies minimise: ${OBJECTIVE_IDS.join(", ")}`, { default: "meanIou" })
  .option("--set <owner.name=value>", "an option of the strategy or the pipeline, such as strategy.batch=4; may be repeated")
  .option("--seed <n>", "the same seed, data and device give the same search")
  .option("--baseline <ids>", "train these networks first with the same recipe, such as unet or unet3d,vnet")
  .option("--name <text>", "name of the study")
  .option("--out <file>", "where to keep it: STUDY.cristae.zip")
  .option("--figure <file>", "comparison picture as PNG, at the end")
  .action((flags: Flags) => run(flags, (output) => search(flags as never, output)));

withMachine(withRecipe(withData(program.command("train", "Train one network and report its scores"))))
  .option("--network <id|file>", "network: unet, or JSON", { default: "unet" })
  .option("--set <name=value>", "a setting of the network; may be repeated")
  .option("--seed <n>", "seed of weights and data order")
  .option("--out <file>", "keep it as a study")
  .action((flags: Flags) => run(flags, (output) => train(flags as never, output)));

withMachine(withData(program.command("resume <study>", "Go on with a study")))
  .option("--trials <n>", "a new budget")
  .action((file: string, flags: Flags) => run(flags, (output) => resume(file, flags as never, output)));

program
  .command("show <study>", "What a study found")
  .option("--json", "one JSON object a line")
  .action((file: string, flags: Flags) => run(flags, (output) => show(file, output)));

program
  .command("predict <study>", "Segment an image with a trained network")
  .option("--trial <best|label>", "which network", { default: "best" })
  .option("--image <path>", "what to segment")
  .option("--dataset <name>", "array within the image file, such as volumes/raw")
  .option("--channel <n>", "channel of the image, from 0")
  .option("--time <n>", "time point of the image, from 0")
  .option("--complex <part>", "what becomes grey of complex numbers: magnitude, phase, real, imaginary")
  .option("--color <part>", "what becomes grey of colours: brightness, red, green, blue")
  .option("--nan <what>", "voxels that are no numbers: refuse or mean")
  .option("--out <file>", "class of each voxel: .tif, .png (one a slice), .nrrd, .nii.gz, .nii or .zarr")
  .option("--probabilities", "write the probability of each class, as real numbers, instead of the class")
  .option("--channels-as-slices", "channels of a file without slices are its slices")
  .option("--values <what>", "numbers in the mask: original (those of the labels) or index")
  .option("--slices <range>", "only these slices")
  .option("--device <id>", "auto, simd, webgpu or cpu")
  .option("--json", "one JSON object a line")
  .action((file: string, flags: Flags) => run(flags, (output) => predict(file, flags as never, output)));

program
  .command("evaluate", "Score a mask against labels")
  .option("--labels <path>", "truth")
  .option("--prediction <path>", "mask")
  .option("--dataset <name>", "array within the label file")
  .option("--prediction-dataset <name>", "array within the mask file")
  .option("--channel <n>", "channel of either, from 0")
  .option("--channels-as-slices", "channels of a file without slices are its slices")
  .option("--unlabelled <values>", "label values nobody annotated, such as 255,-1,nan")
  .option("--ignore <values>", "label values that do not count")
  .option("--match <pairs>", "PREDICTION=LABELS values that are one class, such as 255=1")
  .option("--slices <range>", "only these slices")
  .option("--json", "one JSON object")
  .action((flags: Flags) => run(flags, (output) => evaluate(flags as never, output)));

program
  .command("space <id|file>", "Count, cost and samples of a search space")
  .option("--preset <id>", "ranges: tiny, browser, paper")
  .option("--sample <n>", "members to draw")
  .option("--seed <n>", "seed of the draws")
  .option("--patch <px>", "side of a training patch, or depth x height x width such as 32x64x64")
  .option("--batch <n>", "patches per step")
  .option("--classes <n>", "classes to tell apart")
  .option("--json", "one JSON object a line")
  .action((id: string, flags: Flags) => run(flags, (output) => space(id, flags as never, output)));

program
  .command("try", "Watch a strategy look for the known minimum of a function")
  .option("--strategy <id>", triedStrategies.map(({ id }) => id).join(", "), { default: "blackbox" })
  .option("--function <id>", testFunctions.list.map(({ id }) => id).join(", "), { default: "branin" })
  .option("--evaluations <n>", "how often the function may be called", { default: 60 })
  .option("--batch <n>", "calls made side by side")
  .option("--seed <n>", "the same seed makes the same proposals")
  .option("--rng <id>", "cristae, or mulberry32: the generator of published traces", { default: "cristae" })
  .option("--set <name=value>", "an option of the strategy, such as population=12; may be repeated")
  .option("--json", "one JSON object a line")
  .action((flags: Flags) => run(flags, (output) => tryStrategy(flags as never, output)));

program
  .command("info <path>", "Shape, type and values of a file, a folder or an address")
  .option("--dataset <name>", "array within the file, such as volumes/raw")
  .option("--json", "one JSON object")
  .action((path: string, flags: Flags) => run(flags, (output) => info(path, flags as never, output)));

type Flags = Readonly<Record<string, unknown>> & { readonly json?: boolean };

async function run(flags: Flags, command: (output: Output) => Promise<void> | void): Promise<void> {
  const output = createOutput(flags.json === true);
  try {
    checkNumbers(flags);
    await command(output);
    process.exitCode = EXIT.done;
  } catch (error) {
    fail(error);
  }
}

const WHOLE_NUMBERS = ["steps", "batch", "evaluateEvery", "trials", "workers", "classes", "evaluations", "channel", "time"];

/** Throws StudioError "BadInput" for a count that is none. */
function checkNumbers(flags: Flags): void {
  for (const name of WHOLE_NUMBERS) {
    const value = flags[name];
    if (value === undefined || (typeof value === "number" && Number.isInteger(value) && value >= 0)) continue;
    throw new StudioError("BadInput", `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is ${JSON.stringify(value)}; it must be a whole number.`);
  }
  if (flags.seed !== undefined && typeof flags.seed !== "number") throw new StudioError("BadInput", `--seed is "${JSON.stringify(flags.seed)}"; it must be a number.`);
}

function fail(error: unknown): void {
  const isKnown = error instanceof Error && INPUT_ERRORS.has(error.name);
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`cristae: ${process.env.CRISTAE_DEBUG && error instanceof Error ? (error.stack ?? message) : message}\n`);
  process.exitCode = isKnown ? EXIT.badInput : EXIT.failed;
}

program.help();
program.version(__APP_VERSION__);

try {
  program.parse(process.argv, { run: false });
  if (program.matchedCommand) await program.runMatchedCommand();
  else if (!program.options.help && !program.options.version) {
    if (program.args.length > 0) fail(Object.assign(new Error(`There is no command "${program.args[0]!}"; see cristae --help.`), { name: "BadInput" }));
    else program.outputHelp();
  }
} catch (error) {
  fail(error);
}
