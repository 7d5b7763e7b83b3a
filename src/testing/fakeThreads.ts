import { StudioError } from "../core/errors.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import type { TrialArtifacts } from "../worker/artifacts.ts";
import type { TrainerJob, TrainerListener } from "../worker/trainerApi.ts";
import type { AsyncTrainer, TrainerThread } from "../worker/trainerThread.ts";
import { toyEvaluation } from "./toyStudy.ts";

/** One voxel of two classes, which is what is validated on. */
export const fakeData: TrainingData = {
  shape: [1, 1, 1],
  subjects: undefined,
  image: new Float32Array(1),
  labels: new Uint8Array(1),
  classes: 2,
  split: {
    axis: "slices",
    train: { from: 0, to: 1 },
    validation: { from: 0, to: 1 },
    test: { from: 0, to: 0 },
  },
};

/** What trials keep, in memory. */
export function memoryArtifacts(): { -readonly [Name in keyof TrialArtifacts]: TrialArtifacts[Name] } & {
  readonly weights: Map<number, Uint8Array>;
  readonly checkpoints: Map<number, Uint8Array<ArrayBuffer>>;
} {
  const weights = new Map<number, Uint8Array>();
  const checkpoints = new Map<number, Uint8Array<ArrayBuffer>>();
  return {
    weights,
    checkpoints,
    readCheckpoint: (trial) => Promise.resolve(checkpoints.get(trial) ?? null),
    writeCheckpoint: (trial, bytes) => Promise.resolve(void checkpoints.set(trial, bytes as Uint8Array<ArrayBuffer>)),
    removeCheckpoint: (trial) => Promise.resolve(void checkpoints.delete(trial)),
    putCheckpointAside: (trial) => Promise.resolve(checkpoints.delete(trial) ? `aside/${trial}` : null),
    readWeights: (trial) => Promise.resolve((weights.get(trial) as Uint8Array<ArrayBuffer> | undefined) ?? null),
    writeWeights: (trial, bytes) => Promise.resolve(void weights.set(trial, bytes)),
    readNetwork: () => Promise.resolve(null),
    readBrought: () => Promise.resolve(null),
    readCorrection: () => Promise.resolve(null),
  };
}

/** Probabilities of two classes, of which neither is more likely anywhere. */
const evenScores = (voxels: number): Float32Array<ArrayBuffer> => new Float32Array(2 * voxels).fill(0.5);

/** A thread that can be made to die. */
export interface FakeThread extends TrainerThread {
  readonly crash: () => void;
  readonly isEnded: boolean;
}

/** A thread whose training does what the test says. */
export function fakeThread(
  train: AsyncTrainer["train"],
  { open, stop }: Partial<Pick<AsyncTrainer, "open" | "stop">> = {},
): FakeThread {
  let crash: () => void = () => undefined;
  const crashed = new Promise<never>(
    (_, reject) => (crash = () => reject(new StudioError("WorkerCrashed", "The training thread ended."))),
  );
  crashed.catch(() => undefined);
  const trainer: AsyncTrainer = {
    open: open ?? (() => Promise.resolve({ id: "cpu", label: "", detail: "", isFallback: false })),
    setData: () => Promise.resolve(),
    setImage: () => Promise.resolve(),
    setLabels: () => Promise.resolve(),
    train,
    stop: stop ?? (() => Promise.resolve()),
    openNetwork: () =>
      Promise.resolve({ dimension: 2, channels: 2, meaning: "probabilities", own: null, runtime: "a test" }),
    predict: (_, __, withProbabilities) =>
      Promise.resolve({
        labels: Uint8Array.of(1),
        probabilities: withProbabilities ? Float32Array.of(0.25, 0.75) : null,
      }),
    scoreBox: (_, image, spatial) => Promise.resolve({ spatial, probabilities: evenScores(image.length) }),
    timeStep: () => Promise.resolve({ seconds: 0.1, firstStepSeconds: 0 }),
    setPace: () => Promise.resolve(),
  };
  const made = {
    trainer,
    crashed,
    share: <T>(listener: T) => listener,
    crash: () => crash(),
    isEnded: false,
    end: () => void (made.isEnded = true),
  };
  return made;
}

/** Threads that "train" as the toy does: a report and a checkpoint every few steps, one macrotask each; any of them can be stopped, or die. */
export function trainingThreads() {
  const training = new Map<number, FakeThread>();
  const spawn = (): TrainerThread => {
    let isStopped = false;
    const train = (job: TrainerJob, listener: TrainerListener) => {
      isStopped = false;
      training.set(job.candidate.trial, thread);
      return trainSlowly(job, listener, () => isStopped);
    };
    const thread = fakeThread(train, { stop: () => Promise.resolve(void (isStopped = true)) });
    return thread;
  };
  return { spawn, crash: (trial: number) => training.get(trial)?.crash() };
}

/** A checkpoint is the step it was kept at. */
async function trainSlowly(
  { candidate: { recipe, trial }, checkpoint }: TrainerJob,
  listener: TrainerListener,
  isStopped: () => boolean,
) {
  const from = checkpoint?.[0] ?? 0;
  await listener.started(from);
  for (let step = from + recipe.evaluateEvery; step <= recipe.steps; step += recipe.evaluateEvery) {
    await new Promise((resolve) => setTimeout(resolve));
    if (isStopped()) throw new StudioError("Cancelled", "The training was stopped.");
    await listener.checkpoint(Uint8Array.of(step));
    await listener.progressed({ trial, step, loss: 1, stepsPerSecond: 10 });
    await listener.reported({ step, loss: 1, learningRate: 1e-3, scores: toyEvaluation(0.5, step).scores });
  }
  return { evaluation: toyEvaluation(0.5, recipe.steps), weights: Uint8Array.of(1) };
}
