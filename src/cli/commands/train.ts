import { specOf } from "../../core/study/studyTask.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import { foldEvents } from "../../core/study/fold.ts";
import type { Stage } from "../../core/stages/index.ts";
import { type StudySpec } from "../../core/study/spec.ts";
import { latestScores } from "../../core/study/trial.ts";
import { openNodeFileStore } from "../../storage/nodeFileStore.ts";
import { openStudyFolder, type StudySource } from "../../storage/studyFolder.ts";
import { sayData, saySampling } from "../dataLines.ts";
import { dataSource, type DataFlags } from "../data/dataFlags.ts";
import { readDataset } from "../data/readDataset.ts";
import { lostLines, scoresText, type Output } from "../output.ts";
import { runToEnd, type RunFlags, type RunnableStudy } from "../run.ts";
import { EXIT, type ExitCode } from "../program/run.ts";
import { fineTuning, trainingStage, type PlannedTraining } from "../fineTuning.ts";
import { setLines } from "../setScores.ts";
import { isJsonFile, networkChoice, readJson, readMemoryCap, readRecipe, type RecipeFlags } from "../spec.ts";
import { checkNewStudy, createOnDisk, packedAfter, workFolder } from "../studyOnDisk.ts";
import { whyNoneFinished } from "../../core/study/whyNoneFinished.ts";
import { choiceSchema, parseWith } from "../../core/space/recipeSchema.ts";

export interface TrainFlags extends DataFlags, RecipeFlags, RunFlags {
  readonly network?: string;
  /** A study whose network and weights it begins with, and which of its trials. */
  readonly from?: string;
  readonly trial?: string;
  /** Paths of weights that stay as they are, with * and **. */
  readonly freeze?: readonly string[];
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly memoryCap?: number;
  readonly out?: string;
  readonly force?: boolean;
}

/** `cristae train`: one network of the catalog, as a study with a single pinned trial. */
export async function train(flags: TrainFlags, output: Output): Promise<ExitCode> {
  const { out, force = false } = flags;
  if (out !== undefined) await checkNewStudy(out, { force, inputs: inputsOf(flags) });
  const plan = flags.from === undefined ? await plainTraining(flags) : await fineTuning(flags.from, flags, output);
  const { dataset, source } = await readDataset(await dataSource(flags), output);
  const stages: readonly Stage[] = [plan.stage, { kind: "test", from: [0] }];
  const spec = specOf(dataset, { name: `${plan.name} on ${dataset.name}`, seed: flags.seed ?? 0, stages });
  sayData(dataset, spec.task, output);
  saySampling(stages, spec.task, output);
  const prepared = { plan, spec, dataset };
  return out === undefined ? trainAside(prepared, flags, output) : trainKept(out, prepared, source, flags, output);
}

const inputsOf = ({ image = [], labels = [], from }: TrainFlags): readonly (string | undefined)[] => [
  ...image,
  ...labels,
  from,
];

/** A network of the catalog from fresh weights. */
async function plainTraining(flags: TrainFlags): Promise<PlannedTraining> {
  const { network: named = "unet", set = [], trial, freeze } = flags;
  if (trial !== undefined || freeze !== undefined)
    throw new StudioError(
      "BadInput",
      `${trial === undefined ? "--freeze" : "--trial"} is about weights that are there already: say of which study with --from STUDY.`,
    );
  const network = isJsonFile(named)
    ? parseWith(choiceSchema, "The network", await readJson(named))
    : networkChoice(named, set);
  const stage = trainingStage({ recipe: await readRecipe(flags), memoryCap: readMemoryCap({ ...flags, workers: 1 }) });
  return { name: network.id, stage: { ...stage, baselines: [network] }, weights: null };
}

/** What a training is kept and run with. */
interface Prepared {
  readonly plan: PlannedTraining;
  readonly spec: StudySpec;
  readonly dataset: Dataset;
}

async function trainKept(
  out: string,
  prepared: Prepared,
  source: StudySource,
  flags: TrainFlags,
  output: Output,
): Promise<ExitCode> {
  const disk = await createOnDisk(out, { force: flags.force, inputs: inputsOf(flags) });
  return packedAfter(disk, output, async () => {
    await disk.folder.writeSource({ ...source, folder: relative(dirname(resolve(out)), ".") });
    return trainIn({ folder: disk.folder, place: workFolder(out) }, prepared, flags, output);
  });
}

/** Trains in a temporary folder, of which nothing is left. */
async function trainAside(prepared: Prepared, flags: TrainFlags, output: Output): Promise<ExitCode> {
  const temporary = await mkdtemp(join(tmpdir(), "cristae-"));
  try {
    const folder = openStudyFolder(openNodeFileStore(temporary), "");
    return await trainIn({ folder, place: temporary }, prepared, flags, output);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function trainIn(
  { folder, place }: Pick<RunnableStudy, "folder" | "place">,
  { plan, spec, dataset }: Prepared,
  flags: TrainFlags,
  output: Output,
): Promise<ExitCode> {
  const created = { type: "studyCreated", spec } as const;
  if (plan.weights) await folder.writeBrought(plan.weights);
  await folder.log.append([created]);
  const { study, signal } = await runToEnd(
    { study: foldEvents([created])!, dataset, folder, place },
    { ...flags, workers: 1 },
    output,
  );
  if (signal !== null) return EXIT[signal];
  const [trial] = study.trials;
  if (trial?.status !== "finished") throw new StudioError("Cancelled", whyNoneFinished([...study.trials]));
  output.say(`${scoresText(latestScores(trial)!)} on the validation slices, after ${trial.seconds.toFixed(1)} s`);
  for (const line of [...setLines(study), ...lostLines(study)]) output.say(line);
  return EXIT.done;
}
