import { basename, extname } from "node:path";
import { networkFormats } from "../../catalog/networkFormats/index.ts";
import { parseLicence } from "../../catalog/networkFormats/licence.ts";
import { proofText } from "../../catalog/networkFormats/facts.ts";
import type { NetworkOutput } from "../../catalog/networkFormats/networkFormat.ts";
import { StudioError } from "../../core/errors.ts";
import type { Study } from "../../core/study/study.ts";
import type { TrainingData } from "../../engine/trainingData.ts";
import { openStudyFolder, type StudyFolder } from "../../storage/studyFolder.ts";
import { damageText } from "../../storage/studyLog.ts";
import { exportNetwork, type ExportedNetwork } from "../../worker/exporting/exportNetwork.ts";
import { boxOfData, boxOfNoise, type GreyBox } from "../../worker/exporting/testTile.ts";
import { spawnNodeTrainer } from "../../worker/nodeThread.ts";
import { createPool } from "../../worker/pool.ts";
import { oneFile } from "../../worker/studio/oneFile.ts";
import { findTrial } from "../findTrial.ts";
import { isNamed, type DataFlags } from "../data/dataFlags.ts";
import { nodeWasm } from "../../worker/proof/nodeWasm.ts";
import type { Output } from "../output.ts";
import { checkOutput, writeOutputs } from "../outputFile.ts";
import { chooseDevice, trainerEntry } from "../run.ts";
import { peekStudy } from "../studyOnDisk.ts";
import { datasetOf } from "../data/studyData.ts";

export interface ExportFlags extends DataFlags {
  readonly trial?: string;
  readonly format?: string;
  readonly output?: NetworkOutput;
  readonly licence?: string;
  readonly out?: string;
  readonly device?: string;
  readonly force?: boolean;
}

/** `cristae export`: a trial's network as a file for other programs, which was run before it is written where that can be done here. */
export async function exportTrial(
  file: string,
  {
    trial: which = "best",
    format: id,
    output: wanted = "probabilities",
    licence = "",
    out,
    device,
    force = false,
    ...data
  }: ExportFlags,
  output: Output,
): Promise<void> {
  if (id === undefined || out === undefined)
    throw new StudioError("BadInput", "Name what to write and where to: --format onnx --out FILE.onnx.");
  const format = networkFormats.get(id);
  const stated = parseLicence(licence);
  const rules = { flag: "--out", inputs: [file], force };
  await checkOutput(out, rules);
  const { study, damage, files } = await peekStudy(file);
  if (damage) output.note(damageText(damage));
  const folder = openStudyFolder(files, "");
  const trial = findTrial(study, which);
  const box = await boxFor(file, { study, folder, data }, output);
  const pool = createPool({
    spawn: () => spawnNodeTrainer(trainerEntry),
    device: await chooseDevice(device),
    slots: 1,
    data: noData(study),
    artifacts: folder,
  });
  let exported: ExportedNetwork;
  try {
    exported = await exportNetwork(
      { study, folder, trial, pool, box, runtime: nodeWasm(trainerEntry) },
      { format: id, output: wanted, licence: stated },
    );
  } finally {
    pool.close();
  }
  const place = await writeOutputs(out, placed(out, exported), rules);
  const { proof } = exported;
  output.json({
    type: "exported",
    trial: trial.id,
    label: trial.label,
    format: id,
    output: wanted,
    licence: stated,
    out: place,
    proof,
  });
  const check = proof ? proofText(proof) : `${format.label} cannot be run here; it was not checked.`;
  output.say(`Trial ${trial.label} as ${format.label}, which gives ${wanted}: ${place}\n${check}`);
}

/** The exported files under the name that was asked for: all in one archive where that ends with .zip. */
function placed(out: string, { name, files }: ExportedNetwork) {
  const [first, ...others] = files;
  if (first && others.length === 0) return [{ ...first, path: basename(out) }];
  if (extname(out) === ".zip") return [{ path: basename(out), bytes: oneFile(name, files).bytes }];
  const base = basename(out, extname(out));
  return files.map((file) => ({ ...file, path: file.path.replace(name, base) }));
}

/** A box of the study's data where they are at hand; noise else, as a study file seldom holds its voxels. */
async function boxFor(
  file: string,
  { study, folder, data }: { readonly study: Study; readonly folder: StudyFolder; readonly data: DataFlags },
  output: Output,
): Promise<(shape: GreyBox["shape"]) => GreyBox> {
  try {
    const dataset = await datasetOf(file, { folder }, study.spec, data, output);
    return (shape) => boxOfData(dataset, shape);
  } catch (error) {
    if (isNamed(data) || !(error instanceof StudioError)) throw error;
    output.note(`The data of the study are not at hand, so the network is tried on noise. ${error.message}`);
    return (shape) => boxOfNoise(study.spec.task.intensity, shape);
  }
}

/** What a training thread must have, also to score a box that is none of its data. */
const noData = ({ spec: { task } }: Study): TrainingData => ({
  shape: [1, 1, 1],
  subjects: undefined,
  image: new Float32Array(1),
  labels: new Uint8Array(1),
  classes: task.classes.length,
  split: task.split,
});
