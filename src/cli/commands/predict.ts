import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writerOf } from "../../catalog/exports/index.ts";
import { maskStack, parseMaskValues, placeNotes } from "../../catalog/exports/maskStack.ts";
import { putClasses, type ExportedFile, type ExportStack } from "../../catalog/exports/stack.ts";
import { StudioError } from "../../core/errors.ts";
import type { Region } from "../../core/image/dataset.ts";
import { movedTo } from "../../core/image/geometry.ts";
import type { ClassInfo } from "../../core/image/labelMap.ts";
import type { Volume } from "../../core/image/volume.ts";
import { bestTrial, PROPOSED_AND_BASELINES, type Study } from "../../core/search/study.ts";
import type { Trial } from "../../core/search/trial.ts";
import { normalise, regionIntensities, type TrainingData } from "../../engine/trainingData.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { createPool } from "../../worker/pool.ts";
import { spawnNodeTrainer } from "../../worker/nodeThread.ts";
import { weightedNetworks } from "../../worker/session.ts";
import { greyVolume, parseRange, readStack, type GreyFlags, type ReadFlags } from "../input.ts";
import type { Output } from "../output.ts";
import { chooseDevice, trainerEntry } from "../run.ts";
import { peekStudy } from "../studyOnDisk.ts";

export interface PredictFlags extends ReadFlags, GreyFlags {
  readonly probabilities?: boolean;
  readonly trial?: string | number;
  readonly out?: string;
  readonly slices?: string;
  /** Numbers of the classes in a mask: original (those of the labels, the default) or index. */
  readonly values?: string;
  readonly device?: string;
}

/** `cristae predict`: the classes that a trial sees in an image, as class indices or as the probability of each class. */
export async function predict(file: string, { trial: which = "best", image, out, slices, values = "original", device, probabilities = false, ...read }: PredictFlags, output: Output): Promise<void> {
  if (image === undefined || out === undefined) throw new StudioError("BadInput", "Name what to predict and where to: --image FILE --out MASK.tif.");
  const { writer, base } = writerOf(out);
  const wish = { writer, values: parseMaskValues(values) };
  const { study, files } = await peekStudy(file);
  const folder = openStudyFolder(files, "");
  const trial = findTrial(study, String(which));
  const members = await weightedNetworks(study, folder, trial);
  const volume = greyVolume(await readStack(image, read), { image, ...read });
  if (volume.subjects) throw new StudioError("BadInput", `${image} holds the volumes of ${volume.subjects.length} subjects. Name one of its files; predict each by itself.`);
  const [depth, height, width] = volume.shape;
  const z = slices === undefined ? { from: 0, to: depth } : parseRange("--slices", slices);
  const region: Region = { z, y: { from: 0, to: height }, x: { from: 0, to: width } };
  const data: TrainingData = { shape: volume.shape, image: greysFor(study, volume), labels: new Uint8Array(0), classes: study.spec.task.classes.length, split: study.spec.task.split };
  const pool = createPool({ spawn: () => spawnNodeTrainer(trainerEntry), device: await chooseDevice(device), slots: 1, data, artifacts: folder });
  let place = out;
  try {
    const predicted = await pool.predict(members, region, probabilities);
    const { classes } = study.spec.task;
    const where = { shape: [z.to - z.from, height, width] as const, voxelSizeNm: volume.voxelSizeNm, ...(volume.geometry && { geometry: movedTo(volume.geometry, [z.from, 0, 0]) }) };
    const { stack, notes } = predicted.probabilities ? { stack: channelStack(where, predicted.probabilities, classes), notes: [] } : maskStack(where, predicted.labels, { ...wish, classes });
    for (const note of [...notes, ...placeNotes(stack, writer)]) output.note(note);
    place = await writeBeside(out, writer.write(basename(base), stack));
  } finally {
    pool.close();
  }
  output.json({ type: "predicted", trial: trial.id, label: trial.label, out: place, shape: [z.to - z.from, height, width], classes: study.spec.task.classes.map(({ name }) => name) });
  output.say(`Trial ${trial.label}: ${z.to - z.from} × ${height} × ${width} voxels of ${study.spec.task.classes.length} classes in ${place}`);
}

/** Writes the one file to `out`, several beside it in a folder of their own; resolves with where they are. */
async function writeBeside(out: string, files: readonly ExportedFile[]): Promise<string> {
  const targetOf = (path: string) => (files.length === 1 ? out : join(dirname(out), path));
  for (const { path, bytes } of files) {
    await mkdir(dirname(targetOf(path)), { recursive: true });
    await writeFile(targetOf(path), bytes);
  }
  return targetOf(files[0]!.path.split("/")[0]!);
}

/** Probabilities with a whole volume for each class. */
function channelStack(stack: Omit<ExportStack, "data" | "channels">, probabilities: Float32Array, classes: readonly ClassInfo[]): ExportStack {
  const data = new Float32Array(probabilities.length);
  putClasses(data, probabilities, classes.length);
  return { ...stack, data, channels: classes.length, maskClasses: classes.map((each, value) => ({ ...each, value })) };
}

/** Grey values as the study's networks expect them; each volume by itself where the study had several subjects. */
function greysFor({ spec: { task } }: Study, volume: Volume): Float32Array {
  const whole = { z: { from: 0, to: volume.shape[0] }, y: { from: 0, to: volume.shape[1] }, x: { from: 0, to: volume.shape[2] } };
  const { mean, deviation } = task.intensity.isPerSubject ? regionIntensities(volume, [whole]) : task.intensity;
  return normalise(volume.data, mean, deviation);
}

/** "best", a label such as "3" or "U-Net", or an id such as "#0". Throws StudioError "NotFound" listing the trials. */
function findTrial(study: Study, which: string): Trial {
  const found = which === "best" ? (bestTrial(study) ?? bestTrial(study, { kinds: PROPOSED_AND_BASELINES })) : study.trials.find(({ label, id }) => label === which || `#${id}` === which);
  if (!found) throw new StudioError("NotFound", `There is no trial "${which}"; this study has ${study.trials.map(({ label }) => label).join(", ") || "none"}.`);
  return found;
}
