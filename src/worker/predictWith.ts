import type { Region } from "../core/image/dataset.ts";
import type { BoxScores } from "../engine/predicting.ts";
import type { Threads } from "./threads.ts";
import type { Predictor, TrainerApi } from "./trainerApi.ts";
import { orCrash } from "./trainerThread.ts";

export interface Prediction {
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly probabilities: Float32Array<ArrayBuffer> | null;
}

/** Predicts with a thread that is free, or with one more when all are training. */
export const predictWith = (
  threads: Threads,
  predictor: Predictor,
  region: Region,
  withProbabilities: boolean,
): Promise<Prediction> =>
  threads.use((thread) => orCrash(thread, thread.trainer.predict(predictor, region, withProbabilities)));

/** Class probabilities of one box, by a thread that is free. */
export const scoreBoxWith = (threads: Threads, ...box: Parameters<TrainerApi["scoreBox"]>): Promise<BoxScores> =>
  threads.use((thread) => orCrash(thread, thread.trainer.scoreBox(...box)));
