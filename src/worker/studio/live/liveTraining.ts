import { toErrorRecord } from "../../../core/errors.ts";
import { normalisedEntropy } from "../../../core/judging/entropy.ts";
import type { TrainingData } from "../../../engine/trainingData.ts";
import type { Prediction } from "../../predictWith.ts";
import type { LiveListener } from "../../studioApi.ts";
import type { TrainerListener } from "../../trainerApi.ts";
import { orCrash, type TrainerThread } from "../../trainerThread.ts";
import { paintingOf } from "../painter.ts";
import type { ShownData } from "../shownData.ts";
import { paintedNow } from "./liveData.ts";
import { BEFORE, liveCandidate } from "./liveNetwork.ts";
import { whereNext, type Suggested } from "./whereNext.ts";

/** After so many trainings on the same labels there is little more to learn from them. */
const MOST_PASSES = 12;
/** Fewer agree by chance, more take long. */
const [FEWEST_VOTERS, MOST_VOTERS] = [2, 4];
/** How often it is looked whether there is something new. */
const REST_MILLISECONDS = 250;

/** Somebody who waits to be told where to label next. */
export interface Asked {
  /** What others see in a slice, who vote too. */
  readonly others: (z: number) => Promise<readonly Uint8Array[]>;
  readonly told: (suggested: Suggested | null) => void;
}

/** A training that goes on until it is stopped. */
export interface LiveSession {
  /** The slice that is looked at. */
  z: number;
  isStopped: boolean;
  stop: () => void;
  stopped: Promise<void>;
  /** Who waits to be told where to label next. */
  asked: Asked[];
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
  /** Of the last trainings, which vote on where to label next. */
  readonly voters: readonly Uint8Array<ArrayBuffer>[];
  readonly revision: string;
  /** Of the passes those on this revision. */
  readonly onRevision: number;
}

/** Trains on what is painted, each time from the weights before, and tells of the slice that is looked at after each training, and when another one is. It ends by itself where there is another number of classes. */
export async function trainOnAndOn(thread: TrainerThread, training: Training): Promise<void> {
  const { shown, session } = training;
  let told = "";
  let learnt: Learnt = { passes: 0, steps: 0, weights: null, voters: [], revision: revisionNow(shown), onRevision: 0 };
  const isSame = () => shown.held().labelMap()?.classes.length === training.data.classes;
  while (!session.isStopped && isSame()) {
    if (revisionNow(shown) !== learnt.revision) learnt = await takenIn(thread, training, learnt);
    if (learnt.onRevision < MOST_PASSES) learnt = await trained(thread, training, learnt);
    const wanted = `${learnt.passes}/${session.z}`;
    if (learnt.weights && wanted !== told) await tell(thread, training, learnt);
    else await new Promise((resolve) => setTimeout(resolve, REST_MILLISECONDS));
    told = wanted;
    if (learnt.voters.length >= FEWEST_VOTERS) await answer(thread, training, learnt);
  }
}

/** Tells all who asked where to label next. */
async function answer(thread: TrainerThread, training: Training, { voters }: Learnt): Promise<void> {
  const { session, shown, data } = training;
  const asked = session.asked.splice(0);
  for (const { others, told } of asked) {
    const votesOf = async (z: number) => {
      const votes: Uint8Array[] = [];
      for (const weights of voters) votes.push((await predicted(thread, training, weights, z, false)).labels);
      return [...votes, ...(await others(z))];
    };
    told(await whereNext(shown.held(), data, session.z, votesOf));
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
      voters: [...learnt.voters, result.weights].slice(-MOST_VOTERS),
    };
  } catch (error) {
    if (toErrorRecord(error).name !== "NotANumber" || !weights) throw error;
    return { ...learnt, weights: null };
  }
}

async function tell(thread: TrainerThread, training: Training, learnt: Learnt): Promise<void> {
  const { data, session, listener, began } = training;
  const [, height, width] = data.shape;
  const { z } = session;
  const { labels, probabilities } = await predicted(thread, training, learnt.weights!, z, true);
  if (session.isStopped) return;
  const { passes, steps, revision } = learnt;
  await listener.predicted({
    ...{ passes, steps, revision, z, width, height, labels },
    seconds: (performance.now() - began) / 1000,
    uncertainty: normalisedEntropy(probabilities!, data.classes),
  });
}

function predicted(
  thread: TrainerThread,
  { data }: Training,
  weights: Uint8Array<ArrayBuffer>,
  z: number,
  withProbabilities: boolean,
): Promise<Prediction> {
  const [, height, width] = data.shape;
  const { network } = liveCandidate(data.shape, data.classes, 0);
  const predictor = { networks: [{ network, weights, count: 1 }], combination: "mean" } as const;
  const region = { z: { from: z, to: z + 1 }, y: { from: 0, to: height }, x: { from: 0, to: width } };
  return orCrash(thread, thread.trainer.predict(predictor, region, withProbabilities));
}
