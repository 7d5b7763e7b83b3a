import { Command, Option } from "commander";
import { stackWriters } from "../../catalog/exports/index.ts";
import { trialFormats } from "../../catalog/trialFormats/index.ts";
import { networkFormats } from "../../catalog/networkFormats/index.ts";
import { NORMALISATION_IDS } from "../../core/image/normalisation.ts";
import { NETWORK_OUTPUTS } from "../../catalog/networkFormats/networkFormat.ts";
import { COMBINATIONS, METHODS } from "../../core/ensemble/memberChoice.ts";
import { HYBRID_STEPS } from "../../catalog/pipelines/hybridOn.ts";
import { AMONG } from "../../core/stages/ensemble.ts";
import { ensemble, type EnsembleFlags } from "../commands/ensemble.ts";
import { exportTrial, type ExportFlags } from "../commands/export.ts";
import { exportTrials, type ExportTrialsFlags } from "../commands/exportTrials.ts";
import { hybrid, type HybridFlags } from "../commands/hybrid.ts";
import { predict, type PredictFlags } from "../commands/predict.ts";
import { repair, type RepairFlags } from "../commands/repair.ts";
import { report, type ReportFlags } from "../commands/report.ts";
import { resume, type ResumeFlags } from "../commands/resume.ts";
import { show, type ShowFlags } from "../commands/show.ts";
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

const maskEndings = [...new Set(stackWriters.list.flatMap(({ extensions }) => `.${extensions[0]!}`))];

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

export const ensembleCommand = (): Command =>
  addAll(
    new Command("ensemble")
      .description("Let networks of a finished search segment together, as one more stage of the study")
      .argument("<study>", "STUDY.cristae.zip"),
    [
      valued("--select <how>", "the best, or one after the other by what they score together", {
        initial: "best",
        choices: ["best", ...METHODS],
      }),
      valued("--members <n>", "how many; where they are chosen, additions at most (4)", { parse: whole(1) }),
      valued("--among <n>", `of --select greedy or distinct: candidates, the best so many (${AMONG})`, {
        parse: whole(1),
      }),
      valued("--combine <how>", "mean of class probabilities, or vote of labels", {
        initial: "mean",
        choices: COMBINATIONS,
      }),
      new Option("--open-test", "open the test part for it and for the best alone"),
      valued("--figure <file>", "the best alone and the ensemble beside each other, as SVG"),
      forceOption(),
      ...dataOptions(),
      ...machineOptions(),
      jsonOption(),
    ],
  )
    .addHelpText("after", examples("cristae ensemble study.cristae.zip --select greedy --members 8 --open-test"))
    .action((file: string, flags: EnsembleFlags & JsonFlag) => run(flags, (output) => ensemble(file, flags, output)));

export const hybridCommand = (): Command =>
  addAll(
    new Command("hybrid")
      .description("Put a pyramid in 3D on a network of slices that was trained, from its weights, as one more stage")
      .argument("<study>", "STUDY.cristae.zip"),
    [
      valued("--on <best|label>", "the trial whose network becomes the slices", { initial: "best" }),
      new Option("--crf", "a conditional random field on its scores, in a phase of its own"),
      valued("--steps <n>", `steps of its phases together (${HYBRID_STEPS})`, { parse: whole(3) }),
      valued("--patch <size>", "voxels of a patch, such as 5x96x96; five slices as wide as those of the search"),
      repeated("--set <name=value>", "a setting of the hybrid, such as pyramid=3,5 (see cristae list networks)"),
      new Option("--open-test", "open the test part for it and for the best of the search"),
      ...dataOptions(),
      ...machineOptions(),
      jsonOption(),
    ],
  )
    .addHelpText("after", examples("cristae hybrid study.cristae.zip --on 7 --crf --steps 400"))
    .action((file: string, flags: HybridFlags & JsonFlag) => run(flags, (output) => hybrid(file, flags, output)));

export const showCommand = (): Command =>
  addAll(
    new Command("show").description("What a study found; nothing is changed").argument("<study>", "STUDY.cristae.zip"),
    [
      new Option("--csv", "its trials as a table on the standard output, with genotypes and seeds").conflicts([
        "json",
        "plan",
      ]),
      new Option("--plan", "its plan as JSON on the standard output, for cristae search").conflicts("json"),
      jsonOption(),
    ],
  )
    .addHelpText(
      "after",
      examples(
        "cristae show study.cristae.zip --csv > trials.csv",
        "cristae show study.cristae.zip --plan > plan.json",
      ),
    )
    .action((file: string, flags: ShowFlags) => run(flags, (output) => show(file, flags, output)));

export const reportCommand = (): Command =>
  addAll(
    new Command("report")
      .description("What a study found as one HTML file: verdict, tables, curves, pictures, methods, plan")
      .argument("<study>", "STUDY.cristae.zip"),
    [
      valued("--out <file>", "the page; STUDY.html beside the study without it, - for the standard output"),
      forceOption(),
      jsonOption(),
    ],
  )
    .addHelpText("after", examples("cristae report study.cristae.zip --out report.html"))
    .action((file: string, flags: ReportFlags & JsonFlag) => run(flags, (output) => report(file, flags, output)));

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
      valued("--out <file>", `class of each voxel: ${maskEndings.join(", ")}; - for a TIFF on the standard output`),
      valued("--format <id>", "where several formats end alike; .zarr is OME-Zarr 0.4 unless this says omeZarr05", {
        choices: stackWriters.list.map(({ id }) => id),
      }),
      valued("--values <what>", "numbers in the mask, those of the labels or from 0", {
        initial: "original",
        choices: ["original", "index"],
      }),
      valued(
        "--entropy <file>",
        "how unsure the network is of each voxel, 0 to 1, as real numbers: .tif, .nrrd, .nii.gz",
      ),
      valued("--instances <file>", "objects by their numbers, where boundaries between them were learnt"),
      new Option("--probabilities", "write the probability of each class, as real numbers, instead of the class"),
      new Option("--resume", "go on with a prediction into the same files that was ended before it was whole"),
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
        'cristae predict study.cristae.zip --trial "Ensemble of 4" --image new.tif --out mask.tif --entropy doubt.tif',
      ),
    )
    .action((file: string, flags: PredictFlags & JsonFlag) => run(flags, (output) => predict(file, flags, output)));

export const exportCommand = (): Command =>
  addAll(
    new Command("export")
      .description(
        "Write a trial's network, which is run first and must compute the same, or all trials, for other programs",
      )
      .argument("<study>", "STUDY.cristae.zip"),
    [
      valued("--trial <best|label>", "which network", { initial: "best" }),
      new Option(
        "--trials <id>",
        `all trials as a table or for a program that shows searches: ${trialFormats.list.map(({ id }) => id).join(", ")}`,
      )
        .choices(trialFormats.list.map(({ id }) => id))
        .conflicts(["format", "output"]),
      valued("--format <id>", "what to write of the trial", { choices: networkFormats.list.map(({ id }) => id) }),
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
        "cristae export study.cristae.zip --trials optuna --out study.optuna.log",
      ),
    )
    .action((file: string, flags: ExportFlags & ExportTrialsFlags & JsonFlag) =>
      run(flags, (output) =>
        flags.trials === undefined ? exportTrial(file, flags, output) : exportTrials(file, flags, output),
      ),
    );
