import { catalogParts } from "../../catalog/parts.ts";
import { StudioError } from "../../core/errors.ts";
import { checkCorrectable, type CorrectedSlices } from "../../core/image/correction/correctedStack.ts";
import type { Dataset, Range } from "../../core/image/dataset.ts";
import { parseLabelValues, wholeLabels } from "../../core/image/labelValues.ts";
import { labelsIn } from "../../core/image/labelsIn.ts";
import { joinedStack } from "../../core/image/subjects.ts";
import { shapeText, type Shape3 } from "../../core/image/volume.ts";
import { correctionRecords } from "../../core/judging/correctionRecords.ts";
import { headlineMetric } from "../../core/judging/headline.ts";
import { correctStage, type CorrectStage } from "../../core/stages/correct.ts";
import { stageEditEvent } from "../../core/stages/edits.ts";
import { originOf } from "../../core/stages/origin.ts";
import { lastCorrected } from "../../core/stages/correcting.ts";
import { correctingStage, currentStage } from "../../core/stages/stages.ts";
import type { CorrectionRound } from "../../core/study/correctionRound.ts";
import type { StudyEvent } from "../../core/study/events.ts";
import { applyEvent, type Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import { keptWeights } from "../../worker/artifacts.ts";
import { keepRound } from "../../worker/keepRound.ts";
import { tellCorrection } from "../correctionMaps.ts";
import { findTrial } from "../findTrial.ts";
import { parseRange, readStack, type ReadFlags } from "../input.ts";
import { round as rounded, type Output } from "../output.ts";
import { EXIT, type ExitCode } from "../program/run.ts";
import { runToEnd, type RunFlags } from "../run.ts";
import { checkNewStudy, copyOnDisk, packedAfter, peekStudy, workFolder, type StudyOnDisk } from "../studyOnDisk.ts";
import type { CorrectionFlags } from "./correct.ts";
import { datasetAt, datasetOf } from "../data/studyData.ts";
import { openStudyFolder, type StudyFolder } from "../../storage/studyFolder.ts";

export interface CorrectStudyFlags extends CorrectionFlags, RunFlags {
  readonly out?: string;
  /** Whose prediction was corrected; the last round, or the best of the study, where it is not given. */
  readonly trial?: string;
  readonly steps?: number;
  readonly noise?: number;
  readonly minutes?: number;
  readonly image?: string;
  readonly labels?: string;
}

interface Wanted extends CorrectStudyFlags {
  readonly raw: string;
  readonly corrected: string;
  readonly out: string;
  readonly range: Range;
}

/** `cristae correct STUDY`: a round of correction (spec 2.6): the study with what was corrected, and with a network trained on by it. */
export async function correctStudy(file: string, flags: CorrectStudyFlags, output: Output): Promise<ExitCode> {
  const wanted = checkedFlags(file, flags);
  await checkNewStudy(wanted.out, { force: wanted.force, inputs: [file, wanted.raw, wanted.corrected] });
  const { study, source, dataset } = await correctable(file, wanted, output);
  const begun = stageOf(study, source, wanted);
  const masks = await readMasks(study, wanted, output);
  const places = wanted.maps === undefined ? null : mapPlaces(file, wanted, wanted.maps);
  const { task } = study.spec;
  const shape = sliceShape(task.shape, wanted.range);
  await tellCorrection({ ...masks, shape, mode: wanted.mode, scale: begun.scale }, places, task.voxelSizeNm, output);

  const disk = await copyOnDisk(file, wanted.out, { force: wanted.force, inputs: [wanted.raw, wanted.corrected] });
  const ended = await packedAfter(disk, output, async () => {
    const kept = await keepRound(disk.folder, { slices: wanted.range, mode: wanted.mode, ...masks }, wanted.minutes);
    const corrected = await withRound(disk, begun, kept, wanted);
    return runToEnd({ study: corrected, dataset, folder: disk.folder, place: workFolder(wanted.out) }, wanted, output);
  });
  if (ended.signal !== null) {
    output.note(`Kept in ${wanted.out}; go on with: cristae resume ${wanted.out}`);
    return EXIT[ended.signal];
  }
  return tellRound(ended.study, begun.index, wanted.out, output);
}

/** Throws StudioError "BadInput" naming what is missing or does not belong here. */
function checkedFlags(file: string, flags: CorrectStudyFlags): Wanted {
  const { raw, corrected, slices, out, match, maps } = flags;
  if (raw === undefined || corrected === undefined || slices === undefined || out === undefined)
    throw new StudioError(
      "BadInput",
      `Name the masks, the slices they are of, and the new study: cristae correct ${file} --raw MASK --corrected MASK --slices FROM:TO --out NEXT.cristae.zip.`,
    );
  if (match !== undefined)
    throw new StudioError(
      "BadInput",
      "--match pairs the values of two masks; those of a study's masks mean its classes.",
    );
  return { ...flags, raw, corrected, out, range: parseRange("--slices", slices), ...(maps !== undefined && { maps }) };
}

const mapPlaces = (file: string, { raw, corrected, force = false }: Wanted, folder: string) => ({
  folder,
  rules: { flag: "--maps", inputs: [file, raw, corrected], force },
});

const sliceShape = ([, height, width]: Shape3, { from, to }: Range): Shape3 => [to - from, height, width];

/** The study and the trial whose network is trained on. Throws StudioError "BadInput" or "NotFound" where that cannot be, before anything is written. */
async function correctable(
  file: string,
  wanted: Wanted,
  output: Output,
): Promise<{ readonly study: Study; readonly source: Trial; readonly dataset: Dataset }> {
  const { range, trial } = wanted;
  const { study, files } = await peekStudy(file);
  if (currentStage(study) !== null)
    throw new StudioError(
      "BadInput",
      `The study has not come to its end yet. Go on with it first: cristae resume ${file}.`,
    );
  const folder = openStudyFolder(files, "");
  const dataset = await dataOf(file, study, folder, wanted, output);
  checkCorrectable(joinedStack(dataset), study.spec.task.split, range);
  const source = trial === undefined ? (lastCorrected(study) ?? findTrial(study, "best")) : findTrial(study, trial);
  await keptWeights(folder, source.id, source.label);
  return { study, source, dataset };
}

async function readMasks(
  study: Study,
  { raw, corrected, rawDataset, dataset, unlabelled, range, ...read }: Wanted,
  output: Output,
): Promise<Pick<CorrectedSlices, "raw" | "corrected">> {
  const values = unlabelled === undefined ? undefined : parseLabelValues("--unlabelled", unlabelled);
  const flags = maskFlags(read);
  const readMask = async (path: string, array: string | undefined) => {
    const mask = await readStack(path, { ...flags, ...(array !== undefined && { dataset: array }) });
    const { volume, notes } = wholeLabels(mask.volume, path);
    for (const note of [...mask.warnings, ...notes]) output.note(`${path}: ${note}`);
    const indices = labelsIn({ ...mask, volume }, study.spec.task.classes, {
      name: path,
      ...(values && { unlabelled: values }),
    });
    return slicesOf(path, indices, volume.shape, study.spec.task.shape, range);
  };
  return { raw: await readMask(raw, rawDataset), corrected: await readMask(corrected, dataset) };
}

const maskFlags = ({ channel, time, channelsAsSlices }: ReadFlags): ReadFlags => ({
  ...(channel !== undefined && { channel }),
  ...(time !== undefined && { time }),
  ...(channelsAsSlices !== undefined && { channelsAsSlices }),
});

/** The slices that are meant, of a mask of the whole stack or of those alone. Throws StudioError "BadInput" where it is neither. */
function slicesOf(path: string, indices: Uint8Array, shape: Shape3, stack: Shape3, range: Range): Uint8Array {
  const wanted = sliceShape(stack, range);
  if (shape.join() === wanted.join()) return indices;
  const area = stack[1] * stack[2];
  if (shape.join() === stack.join()) return indices.slice(range.from * area, range.to * area);
  throw new StudioError(
    "BadInput",
    `${path} is ${shapeText(shape)}. It must be as large as the stack (${shapeText(stack)}), or as slices ${range.from}:${range.to} of it (${shapeText(wanted)}).`,
  );
}

/** The data of the study; where they were moved, --image and --labels say where to, and all else is read as before. */
async function dataOf(
  file: string,
  study: Study,
  folder: StudyFolder,
  { image, labels }: Wanted,
  output: Output,
): Promise<Dataset> {
  if (image === undefined || labels === undefined) return datasetOf(file, { folder }, study.spec, {}, output);
  const source = await folder.readSource();
  if (source?.sets)
    throw new StudioError(
      "BadInput",
      `The study is of ${source.sets.length} data sets, of which one --image says nothing. Put their files where they were.`,
    );
  return datasetAt([{ ...source, image, labels }], study.spec, folder, output);
}

/** The stage that a round goes to: the one whose prediction was corrected, or a new one. */
interface RoundStage {
  readonly index: number;
  /** What a mistake adds to a weight in it. */
  readonly scale: number;
  /** Null where the stage has begun. */
  readonly added: CorrectStage | null;
}

/** Throws StudioError "BadInput" where earlier rounds of the stage were trained in another way than is asked for. */
function stageOf(study: Study, source: Trial, { scale, noise, steps }: Wanted): RoundStage {
  const known = correctingStage(study, source.id);
  if (known === null) {
    const plain = correctStage({ trial: source.id });
    const added = { ...plain, scale: scale ?? plain.scale, ...(noise !== undefined && { noise }) };
    return { index: study.spec.stages.length, scale: added.scale, added };
  }
  const begun = study.spec.stages[known] as CorrectStage;
  const before = {
    "--scale": begun.scale,
    "--noise": begun.noise ?? 0,
    "--steps": originOf(study, known).recipe.steps,
  };
  for (const [flag, asked] of [
    ["--scale", scale],
    ["--noise", noise],
    ["--steps", steps],
  ] as const)
    if (asked !== undefined && asked !== before[flag])
      throw new StudioError(
        "BadInput",
        `${flag} is ${asked}; the rounds before were trained with ${before[flag]}. Leave it out, or begin with a study that has none of them yet.`,
      );
  return { index: known, scale: begun.scale, added: null };
}

/** The study with the round. */
async function withRound(
  { folder, study }: Pick<StudyOnDisk, "folder"> & { readonly study: Study },
  { index: stage, added }: RoundStage,
  round: CorrectionRound,
  { steps }: Wanted,
): Promise<Study> {
  let changed = study;
  const record = async (event: StudyEvent) => {
    await folder.log.append([event]);
    changed = applyEvent(changed, event);
  };
  if (added) {
    await record(stageEditEvent(changed, { type: "insert", stage: added }, catalogParts));
    if (steps !== undefined)
      await record(
        stageEditEvent(
          changed,
          { type: "change", index: stage, change: { field: "steps", value: steps } },
          catalogParts,
        ),
      );
  }
  await record({ type: "slicesCorrected", stage, round });
  return changed;
}

/** The round as the spec records one, with the headline score before and after it on validation slices, which are never corrected. */
function tellRound(study: Study, stage: number, out: string, output: Output): ExitCode {
  const record = correctionRecords(study, stage).at(-1)!;
  const { number, trial, from, before, after, slices, mode, raw, corrected, changed, missed, invented, minutes } =
    record;
  if (!trial || !from || after === null || before === null) {
    output.note(
      `cristae: ${trial && "error" in trial ? trial.error.message : "The round was not trained to its end."}`,
    );
    return EXIT.failed;
  }
  output.json({
    ...{ type: "round", round: number, stage, trial: trial.id, from: from.id, slices: [slices.from, slices.to], mode },
    ...{ changed, missed, invented, ...(minutes !== undefined && { minutes }) },
    ...{ raw: `corrections/${raw}.bin`, corrected: `corrections/${corrected}.bin` },
    ...{ metric: headlineMetric(study), before: rounded(before), after: rounded(after) },
  });
  output.say(
    `Round ${number}: ${trial.label} scores ${after.toFixed(4)} on the validation slices, ${before.toFixed(4)} before slices ${slices.from} to ${slices.to - 1} were corrected (${changed} voxels).`,
  );
  output.note(`Kept in ${out}`);
  return EXIT.done;
}
