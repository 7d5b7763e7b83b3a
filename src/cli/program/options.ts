import { InvalidArgumentError, Option, type Command } from "commander";
import { recipes } from "../../catalog/recipes/index.ts";
import { samples } from "../../catalog/samples/index.ts";
import { INPUTS } from "../../core/space/recipe.ts";
import { NORMALISATION_IDS } from "../../core/image/normalisation.ts";
import { PATCH_SAMPLINGS } from "../../core/image/patchSampling.ts";
import { PACES } from "../../core/judging/pace.ts";
import { DEVICE_IDS } from "../../engine/deviceIds.ts";

/** What the text of an option means. Throws commander's InvalidArgumentError for text that means nothing. */
type Parser<T> = (text: string) => T;

const asText: Parser<string> = (text) => text;

/** A whole number, at least `least`. */
export const whole =
  (least: number): Parser<number> =>
  (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number${least > -Infinity ? `, at least ${least}` : ""}.`);
    return value;
  };

/** A finite number that is as it must be; `words` say how. */
const numberThat =
  (words: string, isFine: (value: number) => boolean): Parser<number> =>
  (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || !isFine(value))
      throw new InvalidArgumentError(`It must be a number${words}.`);
    return value;
  };

export const anyNumber = numberThat("", () => true);
/** A number above zero. */
export const positive = numberThat(" above 0", (value) => value > 0);
/** A number that is 0 or more. */
export const notNegative = numberThat(", 0 or more", (value) => value >= 0);

/** "50,4,4": voxel sides [z, y, x]. */
export const voxelSides: Parser<readonly [z: number, y: number, x: number]> = (text) => {
  const sides = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [z, y, x] = sides;
  if (sides.length !== 3 || !sides.every((side) => Number.isFinite(side) && side > 0))
    throw new InvalidArgumentError("It must be three numbers above 0, along z, y and x, such as 50,4,4.");
  return [z!, y!, x!];
};

export interface OptionLook<T> {
  readonly parse?: Parser<T>;
  readonly initial?: T;
  /** Heading under which `--help` lists it. */
  readonly group?: string;
  /** One of these. */
  readonly choices?: readonly string[];
}

/** An option that takes a value, which may be given once: of two values neither is known to be meant. */
export function valued<T = string>(
  flags: string,
  description: string,
  { parse, initial, group, choices }: OptionLook<T> = {},
): Option {
  const option = new Option(flags, choices ? `${description}: ${choices.join(", ")}` : description);
  let given: string | null = null;
  option.argParser((text: string): unknown => {
    if (given !== null) throw new InvalidArgumentError(`It was given twice, as "${given}" before.`);
    given = text;
    if (choices && !choices.includes(text)) throw new InvalidArgumentError(`It must be one of ${choices.join(", ")}.`);
    return (parse ?? asText)(text);
  });
  if (initial !== undefined) option.default(initial);
  return grouped(option, group);
}

/** An option that may be given several times; its values in their order. */
export const repeated = (flags: string, description: string, group?: string): Option => {
  const option = new Option(flags, `${description}; may be repeated`).argParser(
    (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
  );
  return grouped(option, group);
};

export const addAll = (command: Command, options: readonly Option[]): Command => {
  for (const option of options) command.addOption(option);
  return command;
};

const grouped = (option: Option, group?: string): Option => (group === undefined ? option : option.helpGroup(group));

export const unlabelledOption = (group?: string): Option =>
  valued(
    "--unlabelled <values>",
    "label values nobody annotated, such as 255,-1,nan",
    group === undefined ? {} : { group },
  );

export const channelsAsSlicesOption = (group?: string): Option =>
  grouped(new Option("--channels-as-slices", "channels of a file without slices are its slices"), group);

const group = "Data:";

const IMAGE = [
  "--image <path>",
  "EM stack: a file, a folder of slices, a Zarr or N5 folder, or an https address",
] as const;

/** What to take of an image file. */
export const imageOptions = (): readonly Option[] => [valued(...IMAGE, { group }), ...takenOptions()];

const takenOptions = (): readonly Option[] => [
  valued("--dataset <name>", "array within the image file, such as volumes/raw", { group }),
  valued("--channel <n>", "channel of the image, from 0", { group, parse: whole(0) }),
  channelsAsSlicesOption(group),
  valued("--time <n>", "time point of the image, from 0", { group, parse: whole(0) }),
  valued("--complex <part>", "what becomes grey of complex numbers: magnitude, phase, real, imaginary", { group }),
  valued("--color <part>", "what becomes grey of colours: brightness, red, green, blue", { group }),
  valued("--nan <what>", "voxels that are no numbers: refuse or mean", { group }),
];

/** What to learn from. */
export const dataOptions = (): readonly Option[] => [
  repeated(...IMAGE, group),
  repeated("--labels <path>", "labels, voxel by voxel; with several images, those of each in the same order", group),
  ...takenOptions(),
  valued("--labels-dataset <name>", "array within the label file", { group }),
  valued("--labels-channel <n>", "channel of the labels, from 0", { group, parse: whole(0) }),
  unlabelledOption(group),
  grouped(new Option("--foreground", "labels are numbered objects: all but 0 are one class, foreground"), group),
  valued("--target <what>", "what is learnt", { group, choices: ["classes", "instances"] }),
  valued("--boundaries <where>", "which objects boundaries part, by the voxels' depth if not said", {
    group,
    choices: ["slices", "volume"],
  }),
  valued("--sample <id>", `a generated sample instead: ${samples.list.map(({ id }) => id).join(", ")}`, { group }),
  repeated("--train <range>", "slices to train on, such as 0:12; of several data sets once for all or for each", group),
  repeated("--val <range>", "slices to choose by", group),
  repeated("--test <range>", "slices opened once, at the end", group),
  ...setOptions(),
];

/** What is said of several data sets. */
const setOptions = (): readonly Option[] => {
  const sets = "Several data sets:";
  return [
    valued("--set-names <names>", "what to call them, such as A,B; after their files by default", { group: sets }),
    valued("--map <file>", "JSON that says which label values are the same classes, set by set", { group: sets }),
    valued("--leave-out <name>", "test on all of this set, and train on the others", { group: sets }),
    valued(
      "--voxel-size <nm>",
      "bring all to this, along z, y and x, such as 40,4,4, or own; that of the first by default",
      {
        group: sets,
        parse: (text) => (text === "own" ? ("own" as const) : voxelSides(text)),
      },
    ),
  ];
};

export const recipeOptions = (): readonly Option[] => {
  const group = "Training:";
  return [
    valued(
      "--recipe <id|file>",
      `${recipes.list.map(({ id }) => id).join(", ")}, JSON saved by the page, or - for JSON on the standard input`,
      { group },
    ),
    valued("--steps <n>", "training steps per network", { group, parse: whole(1) }),
    valued("--patch <px>", "side of a training patch, or depth x height x width such as 32x64x64", { group }),
    valued("--input <what>", "what networks see; wholeImage resamples every image to the size of --patch", {
      group,
      choices: INPUTS,
    }),
    valued("--patches <where>", "where patches are drawn; usual is by class where one has under 2 % of the voxels", {
      group,
      choices: PATCH_SAMPLINGS,
    }),
    valued("--batch <n>", "patches per step", { group, parse: whole(1) }),
    valued("--evaluate-every <n>", "steps between evaluations", { group, parse: whole(1) }),
    valued(
      "--scored-share <0…1>",
      "share of the validation part that evaluations are made of where nothing is decided; 1 for all of it",
      { group, parse: positive },
    ),
    valued("--memory-cap <MB>", "turn down networks that need more", { group, parse: positive }),
  ];
};

/** How ONNX files are scored as baselines. */
export const onnxBaselineOptions = (group: string): readonly Option[] => [
  valued("--baseline-normalise <how>", "what is made of grey values for ONNX baselines that do not say it", {
    group,
    choices: NORMALISATION_IDS,
  }),
  valued("--baseline-classes <names>", "classes that the channels of ONNX baselines stand for, by name or number", {
    group,
  }),
];

export const deviceOption = (group?: string): Option =>
  valued("--device <id>", "what to compute on", {
    choices: ["auto", ...DEVICE_IDS],
    ...(group !== undefined && { group }),
  });

export const machineOptions = (): readonly Option[] => {
  const group = "Machine:";
  return [
    valued("--workers <n>", "training threads, one per core by default", { group, parse: whole(1) }),
    deviceOption(group),
    valued("--pace <pace>", "how much of the machine to take", { group, initial: "full", choices: PACES }),
  ];
};

export const seedOption = (description: string): Option =>
  valued("--seed <n>", description, { parse: whole(-Infinity) });

export const jsonOption = (
  description = "one JSON object a line on the standard output, everything else on the other",
): Option => new Option("--json", description);

export const forceOption = (): Option => new Option("--force", "replace what is there already");

/** Examples below a command's help. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
