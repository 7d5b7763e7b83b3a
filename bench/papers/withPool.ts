import type { DataSource } from "../../src/cli/data/dataFlags.ts";
import { readDataset } from "../../src/cli/data/readDataset.ts";
import { openPool } from "../../src/cli/run.ts";
import type { StudyTask } from "../../src/core/study/spec.ts";
import { newStudy } from "../../src/testing/toyStudy.ts";
import { specOf } from "../../src/core/study/studyTask.ts";
import { createMemoryFileStore } from "../../src/storage/memoryFileStore.ts";
import { openStudyFolder } from "../../src/storage/studyFolder.ts";
import type { Pool } from "../../src/worker/pool.ts";
import type { PaperRun } from "./paper.ts";

/** Training threads over a stack, for trainings that no study asks for; what they keep is forgotten at the end. */
export async function withPool<T>(
  data: DataSource,
  { output, workers }: PaperRun,
  work: (pool: Pool, task: StudyTask) => Promise<T>,
): Promise<T> {
  const { dataset } = await readDataset(data, output);
  const study = newStudy(specOf(dataset, { name: dataset.name, seed: 0, stages: [] }));
  const folder = openStudyFolder(createMemoryFileStore(), "");
  const pool = await openPool(study, dataset, folder, { workers, device: "simd" });
  try {
    return await work(pool, study.spec.task);
  } finally {
    pool.close();
  }
}
