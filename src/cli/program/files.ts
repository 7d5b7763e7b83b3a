import { Command, Option } from "commander";
import { CRF_SETTINGS } from "../../core/crf/settings.ts";
import { refine, type RefineFlags } from "../commands/refine.ts";
import { CORRECTION_MODES, CORRECTION_SCALE } from "../../core/image/correction/correction.ts";
import { correct, type CorrectFlags } from "../commands/correct.ts";
import { evaluate, type EvaluateFlags } from "../commands/evaluate.ts";
import { info, type InfoFlags } from "../commands/info.ts";
import {
  addAll,
  channelsAsSlicesOption,
  examples,
  forceOption,
  jsonOption,
  notNegative,
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

export const correctCommand = (): Command =>
  addAll(
    new Command("correct").description(
      "Maps of what was corrected in a mask, and of what each voxel is worth in a training that shall learn from it",
    ),
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
      valued("--slices <range>", "only these slices, such as 4:7"),
      valued("--mode <mode>", "which corrections count: missed foreground, invented foreground, or either", {
        choices: CORRECTION_MODES,
        initial: CORRECTION_MODES[0],
      }),
      valued("--scale <s>", "what a mistake adds to a weight, in weights of its class", {
        parse: notNegative,
        initial: CORRECTION_SCALE,
      }),
      valued("--maps <folder>", "where to write error.tif and weight.tif, as 32-bit floats"),
      forceOption(),
      jsonOption("one JSON object"),
    ],
  )
    .addHelpText("after", examples("cristae correct --raw mask.tif --corrected mended.tif --slices 4:7 --maps maps"))
    .action((flags: CorrectFlags & JsonFlag) => run(flags, (output) => correct(flags, output)));

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
