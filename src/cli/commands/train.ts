import { chance } from "../../catalog/strategies/described.ts";
import { specOf } from "../../core/study/studyTask.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { DEFAULT_OBJECTIVE } from "../../catalog/metrics/index.ts";
import { spaces } from "../../catalog/spaces/index.ts";
import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import type { Choice } from "../../core/options.ts";
import type { Recipe } from "../../core/space/recipe.ts";
import { foldEvents } from "../../core/study/fold.ts";
import type { Stage } from "../../core/stages/index.ts";
import { type SearchStage } from "../../core/stages/search.ts";
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
import { setLines } from "../setScores.ts";
import { isJsonFile, networkChoice, readJson, readMemoryCap, readRecipe, type RecipeFlags } from "../spec.ts";
import { checkNewStudy, createOnDisk, packedAfter, workFolder } from "../studyOnDisk.ts";
import { whyNoneFinished } from "../../core/study/whyNoneFinished.ts";
import { choiceSchema, parseWith } from "../../core/space/recipeSchema.ts";

export interface TrainFlags extends DataFlags, RecipeFlags, RunFlags {
  readonly network?: string;
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly memoryCap?: number;
  readonly out?: string;
  readonly force?: boolean;
}

/** `cristae train`: one network of the catalog, as a study with a single pinned trial. */
export async function train(flags: TrainFlags, output: Output): Promise<ExitCode> {
  const { network: named = "unet", set = [], out, force = false } = flags;
  if (out !== undefined) await checkNewStudy(out, { force, inputs: [...(flags.image ?? []), ...(flags.labels ?? [])] });
  const network = isJsonFile(named)
    ? parseWith(choiceSchema, "The network", await readJson(named))
    : networkChoice(named, set);
  const recipe = await readRecipe(flags);
  const { dataset, source } = await readDataset(await dataSource(flags), output);
  const stages: readonly Stage[] = [stageOf(network, recipe, flags), { kind: "test", from: [0] }];
  const spec = specOf(dataset, {
    name: `${network.id} on ${dataset.name}`,
    seed: flags.seed ?? 0,
    stages,
  });
  sayData(dataset, spec.task, output);
  saySampling(stages, spec.task, output);
  return out === undefined
    ? trainAside(spec, dataset, flags, output)
    : trainKept(out, spec, dataset, source, flags, output);
}

function stageOf(network: Choice, recipe: Recipe, flags: TrainFlags): SearchStage {
  const [space] = spaces.list;
  return {
    kind: "search",
    space: { id: space!.id, settings: space!.presets[0]!.settings },
    strategy: { id: chance.id, options: {} },
    recipe,
    trials: 0,
    objective: DEFAULT_OBJECTIVE,
    memoryCap: readMemoryCap({ ...flags, workers: 1 }),
    baselines: [network],
  };
}

async function trainKept(
  out: string,
  spec: StudySpec,
  dataset: Dataset,
  source: StudySource,
  flags: TrainFlags,
  output: Output,
): Promise<ExitCode> {
  const disk = await createOnDisk(out, {
    force: flags.force,
    inputs: [...(flags.image ?? []), ...(flags.labels ?? [])],
  });
  return packedAfter(disk, output, async () => {
    await disk.folder.writeSource({ ...source, folder: relative(dirname(resolve(out)), ".") });
    return trainIn({ folder: disk.folder, place: workFolder(out) }, spec, dataset, flags, output);
  });
}

/** Trains in a temporary folder, of which nothing is left. */
async function trainAside(spec: StudySpec, dataset: Dataset, flags: TrainFlags, output: Output): Promise<ExitCode> {
  const temporary = await mkdtemp(join(tmpdir(), "cristae-"));
  try {
    return await trainIn(
      { folder: openStudyFolder(openNodeFileStore(temporary), ""), place: temporary },
      spec,
      dataset,
      flags,
      output,
    );
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function trainIn(
  { folder, place }: Pick<RunnableStudy, "folder" | "place">,
  spec: StudySpec,
  dataset: Dataset,
  flags: TrainFlags,
  output: Output,
): Promise<ExitCode> {
  const created = { type: "studyCreated", spec } as const;
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
