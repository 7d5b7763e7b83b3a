import { headlineMetric } from "../../core/judging/headline.ts";
import { valueOf } from "../../core/judging/scores.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import type { Study } from "../../core/study/study.ts";
import type { DeviceId } from "../../engine/deviceIds.ts";
import { prepareData } from "../../engine/trainingData.ts";
import type { StudyFolder } from "../../storage/studyFolder.ts";
import { createPool, type Pool } from "../pool.ts";
import type { TrialPreview } from "../studioApi.ts";
import type { SlicePreview } from "../trainerApi.ts";
import type { TrainerThread } from "../trainerThread.ts";
import { createFilms, type Films } from "./films.ts";
import type { Ledger } from "./studyLedger.ts";

/** The training threads of an open study, and what they show of their work. */
export interface Threads {
  /** Null before any was asked for. */
  open(): Pool | null;
  /** Those on a device; others end. */
  of(device: DeviceId): Pool;
  close(): void;
  readonly films: Films;
  /** The slice that trainings are asked to show; null shows none. */
  previewSlice: number | null;
}

interface ThreadsParts {
  readonly folder: StudyFolder;
  readonly dataset: () => Dataset;
  readonly spawnTrainer: () => TrainerThread;
  readonly onPreview: (preview: TrialPreview) => void;
}

export function createThreads(ledger: Ledger, { folder, dataset, spawnTrainer, onPreview }: ThreadsParts): Threads {
  let pool: Pool | null = null;
  const films = createFilms(folder, () => ledger.study());

  function preview(trial: number, { step, z, labels }: SlicePreview): void {
    const study = ledger.study();
    const [, height, width] = study.spec.task.shape;
    const curve = study.trials.at(trial)?.curve ?? [];
    const score = valueOf(curve.findLast(({ scores }) => scores)?.scores, headlineMetric(study));
    onPreview({ trial, step, z, width, height, labels, score: score ?? 0 });
  }

  const threads: Threads = {
    open: () => pool,
    of(device) {
      if (pool?.device === device) return pool;
      pool?.close();
      pool = createPool({
        spawn: spawnTrainer,
        device,
        slots: 1,
        data: prepareData(dataset(), ledger.study().spec.task.intensity),
        artifacts: ledger.forArtifacts(),
        onPreview: preview,
        previewSlice: () => threads.previewSlice,
      });
      return pool;
    },
    close() {
      pool?.close();
      pool = null;
    },
    films,
    previewSlice: middleOfValidation(ledger.study()),
  };
  return threads;
}

function middleOfValidation({ spec: { task } }: Study): number {
  const { validation } = task.split;
  return task.split.axis === "slices" ? (validation.from + validation.to) >> 1 : task.shape[0] >> 1;
}
