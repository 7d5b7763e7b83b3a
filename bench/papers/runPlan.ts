import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { DataSource } from "../../src/cli/data/dataFlags.ts";
import { readDataset } from "../../src/cli/data/readDataset.ts";
import { runToEnd } from "../../src/cli/run.ts";
import {
  createOnDisk,
  openOnDisk,
  packedAfter,
  STUDY_ENDING,
  type StudyOnDisk,
  workFolder,
} from "../../src/cli/studyOnDisk.ts";
import { StudioError } from "../../src/core/errors.ts";
import type { Dataset } from "../../src/core/image/dataset.ts";
import type { Stage } from "../../src/core/stages/index.ts";
import { currentStage } from "../../src/core/stages/stages.ts";
import type { StudySpec } from "../../src/core/study/spec.ts";
import { foldEvents } from "../../src/core/study/fold.ts";
import type { Study } from "../../src/core/study/study.ts";
import { specOf } from "../../src/core/study/studyTask.ts";
import { checkDataset } from "../../src/worker/session.ts";
import { seedsFrom, type PaperRun } from "./paper.ts";

/** What the studies of a paper share; they differ by seed. */
export interface PaperPlan {
  /** Names the files that they are kept in. */
  readonly id: string;
  readonly data: DataSource;
  readonly stages: readonly Stage[];
}

/**
 * Runs a plan once for each seed, as `cristae search` would, and goes on with what an earlier run kept. Returns the studies as far as
 * they have come: what is interrupted ends the row.
 */
export async function runPlan(
  { id, data, stages }: PaperPlan,
  seeds: readonly number[],
  run: PaperRun,
): Promise<readonly Study[]> {
  const { dataset } = await readDataset(data, run.output);
  const studies: Study[] = [];
  for (const seed of seeds) {
    if (run.stop.aborted) break;
    const spec = specOf(dataset, { name: `${id}-seed${seed}`, seed, stages });
    studies.push(await runOne(spec, dataset, run));
  }
  return studies;
}

/** The same for so many seeds, one where the run is tiny, and whether all came to their end. */
export async function runSeeds(
  plan: PaperPlan,
  count: number,
  run: PaperRun,
): Promise<{ readonly studies: readonly Study[]; readonly isComplete: boolean }> {
  const seeds = seedsFrom(run.seed, run.isTiny ? 1 : count);
  const studies = await runPlan(plan, seeds, run);
  return { studies, isComplete: isComplete(studies, seeds) };
}

async function runOne(spec: StudySpec, dataset: Dataset, run: PaperRun): Promise<Study> {
  const file = join(run.out, `${spec.name}${STUDY_ENDING}`);
  const { disk, study } = await openOrCreate(file, spec);
  return packedAfter(disk, run.output, async () => {
    checkDataset(study.spec, dataset);
    if (isFinished(study)) return study;
    const ended = await runToEnd(
      { study, dataset, folder: disk.folder, place: workFolder(file) },
      { workers: run.workers, device: "simd" },
      run.output,
    );
    return ended.study;
  });
}

/** Throws StudioError "BadInput" where a study of another plan is kept there. */
async function openOrCreate(
  file: string,
  spec: StudySpec,
): Promise<{ readonly disk: StudyOnDisk; readonly study: Study }> {
  const kept = await openOnDisk(file).catch((error: unknown) => {
    if (error instanceof StudioError && error.name === "UnreadableFile") return null;
    throw error;
  });
  if (kept && isSamePlan(kept.study.spec.stages, spec.stages)) return { disk: kept, study: kept.study };
  if (kept) {
    await kept.close();
    throw new StudioError("BadInput", `${file} was made by another plan. Move it away, or keep this one by --out DIR.`);
  }
  const disk = await createOnDisk(file);
  const created = { type: "studyCreated", spec } as const;
  await disk.folder.log.append([created]);
  return { disk, study: foldEvents([created])! };
}

/** Whether two plans say the same; one that was read from a log has its fields in another order. */
export const isSamePlan = (one: readonly Stage[], other: readonly Stage[]): boolean =>
  isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));

const isFinished = (study: Study): boolean => currentStage(study) === null;

/** Whether a plan was run to its end for all seeds. */
export const isComplete = (studies: readonly Study[], seeds: readonly number[]): boolean =>
  studies.length === seeds.length && studies.every(isFinished);
