import { Command, Option } from "commander";
import { networkFormats } from "../../catalog/networkFormats/index.ts";
import { NORMALISATION_IDS } from "../../core/image/normalisation.ts";
import { NETWORK_OUTPUTS } from "../../catalog/networkFormats/networkFormat.ts";
import { exportTrial, type ExportFlags } from "../commands/export.ts";
import { predict, type PredictFlags } from "../commands/predict.ts";
import { repair, type RepairFlags } from "../commands/repair.ts";
import { resume, type ResumeFlags } from "../commands/resume.ts";
import { show } from "../commands/show.ts";
import {
  addAll,
  dataOptions,
  deviceOption,
  examples,
  forceOption,
  imageOptions,
  jsonOption,
  machineOptions,
  onnxBaselineOptions,
  repeated,
  valued,
  whole,
} from "./options.ts";
import { run } from "./run.ts";

interface JsonFlag {
  readonly json?: boolean;
}

export const resumeCommand = (): Command =>
  addAll(
    new Command("resume")
      .description("Go on with a study, after Ctrl-C, a kill or with a larger budget")
      .argument("<study>", "STUDY.cristae.zip"),
    [
      ...dataOptions(),
      ...machineOptions(),
      valued("--trials <n>", "a new budget of the first search", { parse: whole(1) }),
      repeated("--baseline <file>", "score a MODEL.onnx beside the networks of the search"),
      ...onnxBaselineOptions("Baselines:"),
      jsonOption(),
    ],
  )
    .addHelpText("after", examples("cristae resume study.cristae.zip", "cristae resume study.cristae.zip --trials 40"))
    .action((file: string, flags: ResumeFlags & JsonFlag) => run(flags, (output) => resume(file, flags, output)));

export const showCommand = (): Command =>
  addAll(
    new Command("show").description("What a study found; nothing is changed").argument("<study>", "STUDY.cristae.zip"),
    [jsonOption()],
  ).action((file: string, flags: JsonFlag) => run(flags, (output) => show(file, output)));

export const repairCommand = (): Command =>
  addAll(
    new Command("repair")
      .description("Save what can be saved of a study whose log is damaged, as a new study")
      .argument("<study>", "STUDY.cristae.zip"),
    [valued("--out <file>", "the new study: REPAIRED.cristae.zip"), forceOption(), jsonOption()],
  )
    .addHelpText("after", examples("cristae repair study.cristae.zip --out repaired.cristae.zip"))
    .action((file: string, flags: RepairFlags & JsonFlag) => run(flags, (output) => repair(file, flags, output)));

export const predictCommand = (): Command =>
  addAll(
    new Command("predict")
      .description("Segment an image with a trained network")
      .argument("<study|network>", "STUDY.cristae.zip, or any MODEL.onnx of one input and one output"),
    [
      ...imageOptions(),
      valued("--slices <range>", "only these slices, such as 0:12", { group: "Data:" }),
      valued("--trial <best|label>", "which network", { initial: "best" }),
      valued(
        "--out <file>",
        "class of each voxel: .tif, .png (one a slice), .nrrd, .nii.gz, .nii or .zarr; - for a TIFF on the standard output",
      ),
      valued("--values <what>", "numbers in the mask, those of the labels or from 0", {
        initial: "original",
        choices: ["original", "index"],
      }),
      new Option("--probabilities", "write the probability of each class, as real numbers, instead of the class"),
      new Option("--match-intensity", "bring mean and deviation of the grey values to those of the training"),
      valued("--normalise <how>", "of an ONNX file that does not say what is made of grey values", {
        choices: NORMALISATION_IDS,
      }),
      valued("--classes <names>", "names for the channels of an ONNX file, such as background,membrane"),
      deviceOption(),
      forceOption(),
      jsonOption(),
    ],
  )
    .addHelpText(
      "after",
      examples(
        "cristae predict unet.onnx --image new.tif --normalise percentile --out mask.tif",
        "cristae predict study.cristae.zip --image new.tif --out mask.tif",
        "cristae predict study.cristae.zip --trial 3 --image new.nii.gz --out mask.nii.gz --slices 0:20",
      ),
    )
    .action((file: string, flags: PredictFlags & JsonFlag) => run(flags, (output) => predict(file, flags, output)));

export const exportCommand = (): Command =>
  addAll(
    new Command("export")
      .description("Write a trial's network for other programs; it is run first, and must compute the same")
      .argument("<study>", "STUDY.cristae.zip"),
    [
      valued("--trial <best|label>", "which network", { initial: "best" }),
      valued("--format <id>", "what to write", { choices: networkFormats.list.map(({ id }) => id) }),
      valued("--output <what>", "what it gives", { initial: "probabilities", choices: NETWORK_OUTPUTS }),
      valued("--licence <SPDX>", "licence of the network, such as CC-BY-4.0, for the metadata of the file"),
      valued(
        "--out <file>",
        "the file; where there are several they are named alike, or packed where it ends with .zip",
      ),
      ...dataOptions(),
      deviceOption(),
      forceOption(),
      jsonOption(),
    ],
  )
    .addHelpText(
      "after",
      examples(
        "cristae export study.cristae.zip --format onnx --licence CC-BY-4.0 --out best.onnx",
        "cristae export study.cristae.zip --trial 3 --format pytorch --out segmenter.py",
      ),
    )
    .action((file: string, flags: ExportFlags & JsonFlag) => run(flags, (output) => exportTrial(file, flags, output)));
