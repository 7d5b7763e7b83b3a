import { kindOf } from "../../core/stages/index.ts";
import { changedStage } from "../../core/stages/stageKind.ts";
import { sizeOf } from "../../core/stages/stages.ts";
import { stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve as absolute } from "node:path";
import { catalogParts } from "../../catalog/parts.ts";
import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import { applyEvent, type Study } from "../../core/study/study.ts";
import { type StudySpec } from "../../core/study/spec.ts";
import type { StudySource } from "../../storage/studyFolder.ts";
import { checkDataset } from "../../worker/session.ts";
import { readDataset, type DataFlags } from "../input.ts";
import { readOnnxBaselines, type OnnxBaselineFlags } from "../onnxBaselines.ts";
import { isOnnx } from "../onnxSource.ts";
import type { Output } from "../output.ts";
import type { ExitCode } from "../program/run.ts";
import { runToEnd, type OpenWorkforce, type RunFlags } from "../run.ts";
import { reportEnd } from "../report.ts";
import { openOnDisk, packedAfter, workFolder, type StudyOnDisk } from "../studyOnDisk.ts";

export interface ResumeFlags extends DataFlags, OnnxBaselineFlags, RunFlags {
  readonly trials?: number;
}

/** `cristae resume`: goes on with a study, after Ctrl-C, a kill or a larger budget. */
export async function resume(
  file: string,
  flags: ResumeFlags,
  output: Output,
  open?: OpenWorkforce,
): Promise<ExitCode> {
  const disk = await openOnDisk(file);
  const ended = await packedAfter(disk, output, async () => {
    const dataset = await datasetOf(file, disk, disk.study.spec, flags, output);
    const resized = await withBudget(disk, flags.trials, output);
    const study = await withBaselines(resized, disk, dataset, flags, output);
    return runToEnd({ study, dataset, folder: disk.folder, place: workFolder(file) }, flags, output, open);
  });
  return reportEnd(ended, file, output);
}

/** The study with another number of trials in its first stage, where one is given. Throws StudioError "BadInput" for a stage without one. */
async function withBudget(
  { study, folder }: Awaited<ReturnType<typeof openOnDisk>>,
  trials: number | undefined,
  output: Output,
): Promise<Study> {
  const [first] = study.spec.stages;
  if (trials === undefined || !first) return study;
  const resized = changedStage(kindOf(first), first, { field: "count", value: trials }, catalogParts);
  if (sizeOf(resized) === sizeOf(first)) return study;
  const asked = study.trials.stage(0).candidates.size;
  if (trials < asked)
    output.note(`${asked} networks were asked for already, so a budget of ${trials} asks for no more.`);
  const budget = { type: "budgetChanged", stage: 0, trials: sizeOf(resized) } as const;
  await folder.log.append([budget]);
  return applyEvent(study, budget);
}

/** The study with ONNX files as further baselines; each is kept before the log speaks of it. */
async function withBaselines(
  study: Study,
  { folder }: Pick<StudyOnDisk, "folder">,
  dataset: Dataset,
  flags: ResumeFlags,
  output: Output,
): Promise<Study> {
  const strange = flags.baseline?.find((text) => !isOnnx(text));
  if (strange !== undefined)
    throw new StudioError(
      "BadInput",
      `--baseline is "${strange}"; a study that has begun takes ONNX files as further baselines.`,
    );
  const { stage, baselines } = await readOnnxBaselines(flags, dataset, study.spec, output);
  let changed = study;
  for (const { network, bytes } of baselines) {
    await folder.writeNetwork(bytes);
    const added = { type: "onnxBaselineAdded", stage, network } as const;
    await folder.log.append([added]);
    changed = applyEvent(changed, added);
  }
  return changed;
}

/** The data of a study: in the study itself, as the flags say, or at the paths it was made from. Throws StudioError "BadInput" or "UnreadableFile". */
export async function datasetOf(
  file: string,
  { folder }: Pick<StudyOnDisk, "folder">,
  spec: StudySpec,
  flags: DataFlags,
  output: Output,
): Promise<Dataset> {
  const kept = await folder.readDataset();
  if (kept) return kept;
  const { task } = spec;
  const source = await folder.readSource();
  const places =
    flags.image === undefined && flags.sample === undefined ? await sourcesOf(file, source, task.datasetName) : [flags];
  let failure: unknown = null;
  for (const place of places) {
    try {
      const { dataset } = await readDataset(place, output, task.split);
      checkDataset(spec, dataset);
      return { ...dataset, labels: { ...dataset.labels, classes: task.classes } };
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

/**
 * Where the data of a study may lie: its paths as they were typed, seen from the working folder, from the folder the search was
 * started in (which is found from the study file, so that both may be moved together), and from the folder of the study file.
 */
async function sourcesOf(file: string, source: StudySource | null, name: string): Promise<readonly DataFlags[]> {
  const hint = `The study does not hold its data ("${name}"); name them: --image FILE --labels FILE.`;
  if (source?.sample !== undefined) return [source];
  if (source?.image === undefined || source.labels === undefined) throw new StudioError("BadInput", hint);
  const { image, labels, folder, ...flags } = source;
  if (isAddress(image) && isAddress(labels)) return [{ ...flags, image, labels }];
  const beside = dirname(absolute(file));
  const roots = [...new Set([process.cwd(), ...(folder === undefined ? [] : [join(beside, folder)]), beside])];
  const candidates = [
    ...roots.map((root) => ({ image: placed(root, image), labels: placed(root, labels) })),
    ...roots.map((root) => ({ image: placed(root, basename(image)), labels: placed(root, basename(labels)) })),
  ];
  const found = [];
  for (const pair of uniquePairs(candidates))
    if ((await isThere(pair.image)) && (await isThere(pair.labels))) found.push({ ...flags, ...pair });
  if (found.length === 0)
    throw new StudioError(
      "BadInput",
      `The data of the study are not where they were: there is no "${image}" with "${labels}" in ${roots.join(", ")}. ${hint}`,
    );
  return found;
}

const isAddress = (path: string): boolean => /^https?:\/\//.test(path);
const placed = (root: string, path: string): string => (isAddress(path) || isAbsolute(path) ? path : join(root, path));
const isThere = async (path: string): Promise<boolean> =>
  isAddress(path) || (await stat(path).catch(() => null)) !== null;

function uniquePairs<Pair extends { readonly image: string; readonly labels: string }>(
  pairs: readonly Pair[],
): readonly Pair[] {
  return [...new Map(pairs.map((pair) => [`${pair.image}\0${pair.labels}`, pair])).values()];
}
