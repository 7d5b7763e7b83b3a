import { Command, Option } from "commander";
import { CRF_SETTINGS } from "../../core/crf/settings.ts";
import { refine, type RefineFlags } from "../commands/refine.ts";
import { CORRECTION_MODES, CORRECTION_SCALE } from "../../core/image/correction/modes.ts";
import { correct } from "../commands/correct.ts";
import { correctStudy, type CorrectStudyFlags } from "../commands/correctStudy.ts";
import { evaluate, type EvaluateFlags } from "../commands/evaluate.ts";
import { objects, type ObjectsFlags } from "../commands/objects.ts";
import { info, type InfoFlags } from "../commands/info.ts";
import { TOUCHING_HEIGHT } from "../objectRules.ts";
import {
  addAll,
  anyNumber,
  channelsAsSlicesOption,
  examples,
  forceOption,
  jsonOption,
  machineOptions,
  notNegative,
  positive,
  repeated,
  unlabelledOption,
  valued,
  voxelSides,
  whole,
} from "./options.ts";
import { run } from "./run.ts";

interface JsonFlag {
  readonly json?: boolean;
}

export const evaluateCommand = (): Command =>
  addAll(new Command("evaluate").description("Score a mask against labels"), [
    valued("--labels <path>", "truth"),
    valued("--prediction <path>", "mask"),
    repeated("--expert <path>", "labels of the same image by somebody else, for how far experts agree"),
    valued("--dataset <name>", "array within the label file"),
    valued("--prediction-dataset <name>", "array within the mask file"),
    valued("--channel <n>", "channel of either, from 0", { parse: whole(0) }),
    valued("--time <n>", "time point of either, from 0", { parse: whole(0) }),
    channelsAsSlicesOption(),
    unlabelledOption(),
    valued("--ignore <values>", "label values that do not count, such as 3 or 3,4"),
    valued("--match <pairs>", "PREDICTION=LABELS values that are one class, such as 255=1"),
    valued("--slices <range>", "only these slices, such as 15:18"),
    new Option("--instances", "values are numbers of objects, as many as there are; 0 is none"),
    jsonOption("one JSON object"),
  ])
    .addHelpText(
      "after",
      examples(
        "cristae evaluate --labels truth.tif --prediction mask.tif --slices 15:18",
        "cristae evaluate --labels one.tif --expert other.tif --prediction mask.tif",
        "cristae evaluate --instances --labels objects-truth.tif --prediction objects.tif --json",
      ),
    )
    .action((flags: EvaluateFlags & JsonFlag) => run(flags, (output) => evaluate(flags, output)));

export const correctCommand = (): Command =>
  addAll(
    new Command("correct")
      .description(
        "Train a network on by what was corrected in its masks; without a study, maps of what was corrected and of what each voxel is worth by it",
      )
      .argument("[study]", "STUDY.cristae.zip; it stays as it is"),
    [
      valued("--raw <path>", "mask as it was predicted"),
      valued("--corrected <path>", "the same as it was corrected"),
      valued("--raw-dataset <name>", "array within the file of --raw"),
      valued("--dataset <name>", "array within the file of --corrected"),
      valued("--channel <n>", "channel of either, from 0", { parse: whole(0) }),
      valued("--time <n>", "time point of either, from 0", { parse: whole(0) }),
      channelsAsSlicesOption(),
      unlabelledOption(),
      valued("--match <pairs>", "RAW=CORRECTED values that are one class, such as 255=1"),
      valued("--slices <range>", "only these slices, such as 4:7; with a study, those that were corrected"),
      valued("--mode <mode>", "which corrections count: missed foreground, invented foreground, or either", {
        choices: CORRECTION_MODES,
        initial: CORRECTION_MODES[0],
      }),
      valued(
        "--scale <s>",
        `what a mistake adds to a weight, in weights of its class; as in the rounds before, else ${CORRECTION_SCALE}`,
        { parse: notNegative },
      ),
      valued("--maps <folder>", "where to write error.tif and weight.tif, as 32-bit floats"),
      ...correctedStudyOptions(),
      ...machineOptions(),
      forceOption(),
      jsonOption(),
    ],
  )
    .addHelpText(
      "after",
      examples(
        "cristae correct --raw mask.tif --corrected mended.tif --slices 4:7 --maps maps",
        "cristae correct study.cristae.zip --raw mask.tif --corrected mended.tif --slices 4:7 --out next.cristae.zip",
      ),
    )
    .action((study: string | undefined, flags: CorrectStudyFlags & JsonFlag) =>
      run(flags, (output) => (study === undefined ? correct(flags, output) : correctStudy(study, flags, output))),
    );

/** What only a study takes: which network is trained on, and how. */
const correctedStudyOptions = (): readonly Option[] => {
  const group = "With a study:";
  return [
    valued("--out <file>", "the study with the round: NEXT.cristae.zip", { group }),
    valued(
      "--trial <which>",
      "whose masks were corrected: best, a label, or #id; by default the last round, else the best",
      {
        group,
      },
    ),
    valued("--steps <n>", "training steps a round; as many as the network had by default", { group, parse: whole(1) }),
    valued("--noise <c>", "Gaussian noise on the weights it begins with, in deviations of each tensor", {
      group,
      parse: notNegative,
    }),
    valued("--minutes <m>", "what correcting took, for the record", { group, parse: notNegative }),
    valued("--image <path>", "the study's stack, where it was moved", { group }),
    valued("--labels <path>", "its labels, where they were moved", { group }),
  ];
};

export const objectsCommand = (): Command =>
  addAll(
    new Command("objects")
      .description("Find and measure the objects of a mask: how many, how large, where")
      .argument("<mask>", "class map, or a map of numbered objects"),
    [
      ...objectSourceOptions(),
      valued("--class <value>", "only this value of the mask; else every one but 0 has objects of its own"),
      unlabelledOption(),
      valued("--neighbours <which>", "what makes voxels touch: faces, or edges and corners too", {
        choices: ["faces", "corners"],
      }),
      valued("--boundary <path>", "values that part objects, such as the probability of a membrane"),
      valued("--threshold <value>", "objects begin where the boundary is below it", { parse: anyNumber }),
      valued("--watershed <by>", "part objects that touch, at their waists", { choices: ["distance"] }),
      valued("--height <voxels>", "how much narrower than either object a waist is", {
        parse: positive,
        initial: TOUCHING_HEIGHT,
      }),
      new Option("--fill-holes", "fill holes before objects are measured"),
      valued("--minimum <n>", "leave out objects of fewer voxels", { parse: whole(1), initial: 1 }),
      new Option("--slice-by-slice", "objects end with their slice: areas instead of volumes"),
      new Option("--numbered", "the mask holds objects by their numbers, as all do of more than 64 values"),
      valued("--voxel-size <nm>", "along z, y and x, such as 40,4,4, where no file says it", { parse: voxelSides }),
      valued("--out <path>", "table as CSV, or - for the standard output"),
      valued("--instances <path>", "map of the objects by their numbers"),
      forceOption(),
      jsonOption("one JSON object"),
    ],
  )
    .addHelpText(
      "after",
      examples(
        "cristae objects mask.tif --image stack.tif --class 2 --minimum 50 --out objects.csv --instances objects.tif",
        "cristae objects mask.tif --boundary membranes.tif --threshold 0.3 --out cells.csv",
      ),
    )
    .action((mask: string, flags: ObjectsFlags & JsonFlag) => run(flags, (output) => objects(mask, flags, output)));

/** What is read, and which part of it. */
const objectSourceOptions = (): readonly Option[] => [
  valued("--image <path>", "stack whose mean grey value each object has"),
  ...["mask", "image", "boundary"].flatMap((what) => {
    const prefix = what === "mask" ? "" : `${what}-`;
    return [
      valued(`--${prefix}dataset <name>`, `array within the ${what} file`),
      valued(`--${prefix}channel <n>`, `channel of the ${what}, from 0`, { parse: whole(0) }),
    ];
  }),
  valued("--time <n>", "time point of the mask, from 0", { parse: whole(0) }),
  channelsAsSlicesOption(),
];

export const refineCommand = (): Command =>
  addAll(
    new Command("refine")
      .description("Smooth class scores by a conditional random field: neighbours that look alike take the same class")
      .argument("<scores>", "probabilities [z, y, x, class] as NPY, or channels of a TIFF"),
    [
      valued("--image <path>", "the EM stack they are of"),
      valued("--dataset <name>", "array within the file of scores"),
      new Option("--logits", "the scores are logits, not probabilities"),
      valued("--voxel <z,y,x>", "voxel sides in any one unit; those of the image where not given", {
        parse: voxelSides,
      }),
      new Option("--raw-intensity", "compare grey values as they are, not with mean 0 and deviation 1"),
      repeated(
        "--set <name=value>",
        `a number of the field, such as window=1,2,2 or alpha=8: ${CRF_SETTINGS.join(", ")}`,
      ),
      valued("--out <file>", "where to write the mask, such as refined.tif"),
      new Option("--probabilities", "write probabilities instead of the most probable class"),
      valued("--format <id>", "format of --out where its ending leaves a choice"),
      forceOption(),
      jsonOption("one JSON object"),
    ],
  )
    .addHelpText(
      "after",
      `\nThe field is that of CRF-RNN in a truncated window. alpha and gamma are in sides of the finest voxel, beta in deviations of the\ngrey values (or in grey values, with --raw-intensity); spatial and bilateral are weights, one or one a class; compatibility is one\nnumber for the diagonal or the whole matrix.\n${examples(
        "cristae refine probabilities.npy --image stack.tif --set alpha=8 --set beta=0.5 --out refined.tif",
        "cristae refine logits.npy --logits --image stack.tif --voxel 50,4,4 --set window=1,2,2 --probabilities --out refined.npy",
      )}`,
    )
    .action((file: string, flags: RefineFlags & JsonFlag) => run(flags, (output) => refine(file, flags, output)));

export const infoCommand = (): Command =>
  addAll(
    new Command("info").description("Shape, type and values of a file, a folder or an address").argument("<path>"),
    [valued("--dataset <name>", "array within the file, such as volumes/raw"), jsonOption("one JSON object")],
  )
    .addHelpText("after", examples("cristae info stack.tif", "cristae info volume.h5 --dataset volumes/raw --json"))
    .action((path: string, flags: InfoFlags & JsonFlag) => run(flags, (output) => info(path, flags, output)));
