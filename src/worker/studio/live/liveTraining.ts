import { toErrorRecord } from "../../../core/errors.ts";
import { normalisedEntropy } from "../../../core/judging/entropy.ts";
import type { TrainingData } from "../../../engine/trainingData.ts";
import type { LiveListener } from "../../studioApi.ts";
import type { TrainerListener } from "../../trainerApi.ts";
import { orCrash, type TrainerThread } from "../../trainerThread.ts";
import { paintingOf } from "../painter.ts";
import type { ShownData } from "../shownData.ts";
import { paintedNow } from "./liveData.ts";
import { BEFORE, liveCandidate } from "./liveNetwork.ts";

/** After so many trainings on the same labels there is little more to learn from them. */
const MOST_PASSES = 12;
/** How often it is looked whether there is something new. */
const REST_MILLISECONDS = 250;

/** A training that goes on until it is stopped. */
export interface LiveSession {
  /** The slice that is looked at. */
  z: number;
  isStopped: boolean;
  stop: () => void;
  stopped: Promise<void>;
}

interface Training {
  readonly data: TrainingData;
  readonly shown: ShownData;
  readonly session: LiveSession;
  readonly listener: LiveListener;
  /** When it was wished for, by `performance.now()`. */
  readonly began: number;
}

/** What was learnt so far. */
interface Learnt {
  readonly passes: number;
  readonly steps: number;
  readonly weights: Uint8Array<ArrayBuffer> | null;
  readonly revision: string;
  /** Of the passes those on this revision. */
  readonly onRevision: number;
}

/** Trains on what is painted, each time from the weights before, and tells of the slice that is looked at after each training, and when another one is. It ends by itself where there is another number of classes. */
export async function trainOnAndOn(thread: TrainerThread, training: Training): Promise<void> {
  const { shown, session } = training;
  let told = "";
  let learnt: Learnt = { passes: 0, steps: 0, weights: null, revision: revisionNow(shown), onRevision: 0 };
  const isSame = () => shown.held().labelMap()?.classes.length === training.data.classes;
  while (!session.isStopped && isSame()) {
    if (revisionNow(shown) !== learnt.revision) learnt = await takenIn(thread, training, learnt);
    if (learnt.onRevision < MOST_PASSES) learnt = await trained(thread, training, learnt);
    const wanted = `${learnt.passes}/${session.z}`;
    if (learnt.weights && wanted !== told) await tell(thread, training, learnt);
    else await new Promise((resolve) => setTimeout(resolve, REST_MILLISECONDS));
    told = wanted;
  }
}

const revisionNow = (shown: ShownData): string => paintingOf(shown.held()).state().revision;

/** The thread has what was painted since. */
async function takenIn(thread: TrainerThread, { shown }: Training, learnt: Learnt): Promise<Learnt> {
  const [labels, revision] = [paintedNow(shown.held().labelMap()!), revisionNow(shown)];
  await orCrash(thread, thread.trainer.setLabels(labels.data));
  return { ...learnt, revision, onRevision: 0 };
}

const NO_REPORTS: TrainerListener = {
  started: () => undefined,
  reported: () => undefined,
  progressed: () => undefined,
  checkpoint: () => undefined,
  preview: () => undefined,
  epochEnded: () => undefined,
  membersDerived: () => undefined,
};

/** One training more. One whose loss has left the numbers is begun anew. */
async function trained(thread: TrainerThread, { data }: Training, learnt: Learnt): Promise<Learnt> {
  const { weights, passes } = learnt;
  const candidate = liveCandidate(data.shape, data.classes, weights ? passes : 0);
  const beginnings = weights && { [BEFORE]: weights };
  const job = { candidate, checkpoint: null, previewSlice: null, ...(beginnings && { beginnings }) };
  try {
    const result = await orCrash(thread, thread.trainer.train(job, thread.share(NO_REPORTS)));
    return {
      ...learnt,
      ...{ passes: passes + 1, onRevision: learnt.onRevision + 1, steps: learnt.steps + candidate.recipe.steps },
      weights: result.weights,
    };
  } catch (error) {
    if (toErrorRecord(error).name !== "NotANumber" || !weights) throw error;
    return { ...learnt, weights: null };
  }
}

async function tell(
  thread: TrainerThread,
  { data, session, listener, began }: Training,
  learnt: Learnt,
): Promise<void> {
  const [, height, width] = data.shape;
  const { z } = session;
  const { network } = liveCandidate(data.shape, data.classes, learnt.passes);
  const predictor = { networks: [{ network, weights: learnt.weights!, count: 1 }], combination: "mean" } as const;
  const region = { z: { from: z, to: z + 1 }, y: { from: 0, to: height }, x: { from: 0, to: width } };
  const { labels, probabilities } = await orCrash(thread, thread.trainer.predict(predictor, region, true));
  if (session.isStopped) return;
  const { passes, steps, revision } = learnt;
  await listener.predicted({
    ...{ passes, steps, revision, z, width, height, labels },
    seconds: (performance.now() - began) / 1000,
    uncertainty: normalisedEntropy(probabilities!, data.classes),
  });
}
