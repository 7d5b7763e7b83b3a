import { StudioError, toErrorRecord } from "../core/errors.ts";
import { evaluationAt } from "../catalog/metrics/index.ts";
import { comparePart } from "../core/image/comparePart.ts";
import type { Part } from "../core/image/dataset.ts";
import { partRegions } from "../core/image/subjects.ts";
import { broughtWeights } from "../core/space/phases.ts";
import type { Evaluator, EvaluationHooks, Candidate, SharedCandidate, Team } from "../core/run/evaluator.ts";
import type { StopSignal } from "../core/run/signal.ts";
import type { Evaluation } from "../core/study/trial.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import { chooseAmong } from "./chooseMembers.ts";
import { predictWith } from "./predictWith.ts";
import { broughtBytes, correctedRounds, keptWeights, predictorOf, type TrialArtifacts } from "./artifacts.ts";
import type { Threads } from "./threads.ts";
import type { SlicePreview, TrainerResult } from "./trainerApi.ts";
import { orCrash, type TrainerThread } from "./trainerThread.ts";

export interface LocalOptions {
  readonly threads: Threads;
  readonly data: TrainingData;
  readonly artifacts: TrialArtifacts;
  readonly onPreview: ((trial: number, preview: SlicePreview) => void) | undefined;
  readonly previewSlice: (() => number | null) | undefined;
}

/** Evaluates candidates with threads of this machine; checkpoints and weights go to its files. */
export const createLocalEvaluator = (
  options: LocalOptions,
): Pick<Evaluator, "evaluate" | "settle" | "score" | "choose" | "isKept"> => ({
  evaluate: (candidate, hooks, signal) =>
    options.threads.use((thread) => train(options, thread, candidate, hooks, signal), signal),
  settle: (trial) => options.artifacts.removeCheckpoint(trial),
  score: (team, part, signal) => score(options, team, part, signal),
  choose: (candidates, choosing, hooks, signal) => chooseAmong(options, candidates, choosing, { hooks, signal }),
  isKept: async (member) =>
    "file" in member || (await options.artifacts.readWeights(member.trial).catch(() => null)) !== null,
});

async function train(
  options: LocalOptions,
  thread: TrainerThread,
  candidate: Candidate | SharedCandidate,
  hooks: EvaluationHooks,
  signal: StopSignal,
): Promise<Evaluation> {
  if (signal.aborted) throw new StudioError("Cancelled", "Stopped before it began.");
  const stop = () => void thread.trainer.stop();
  signal.addEventListener("abort", stop);
  try {
    return await trainListening(options, thread, candidate, hooks);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function trainListening(
  { artifacts, threads, onPreview, previewSlice }: LocalOptions,
  thread: TrainerThread,
  candidate: Candidate | SharedCandidate,
  hooks: EvaluationHooks,
): Promise<Evaluation> {
  const { trial } = candidate;
  const listener = thread.share({
    started: (fromStep) => hooks.started(threads.device, fromStep),
    reported: (point) => hooks.reported(point),
    progressed: (progress) => hooks.progressed(progress),
    checkpoint: (bytes) => artifacts.writeCheckpoint(trial, bytes),
    preview: (preview) => onPreview?.(trial, preview),
    epochEnded: (point, epoch) => hooks.epochEnded?.(point, epoch),
    membersDerived: (members) => hooks.membersDerived?.(members),
  });
  const shared = "weightsOf" in candidate ? await keptWeights(artifacts, candidate.weightsOf) : undefined;
  const beginnings = "network" in candidate ? await weightsByLabel(artifacts, candidate) : undefined;
  const corrections = "corrections" in candidate ? await correctedRounds(artifacts, candidate.corrections) : undefined;
  const trainFrom = (checkpoint: Uint8Array<ArrayBuffer> | null): Promise<TrainerResult> =>
    orCrash(
      thread,
      thread.trainer.train(
        {
          ...{ candidate, checkpoint, previewSlice: previewSlice?.() ?? null },
          ...(shared && { shared }),
          ...(beginnings && { beginnings }),
          ...(corrections && { corrections }),
        },
        listener,
      ),
    );
  const result = await fromCheckpoint(artifacts, trial, hooks, trainFrom);
  await artifacts.writeWeights(trial, result.weights);
  return result.evaluation;
}

/** What phases begin from, of this study and of others. Throws StudioError "NotFound" where those of one were not kept. */
async function weightsByLabel(
  artifacts: TrialArtifacts,
  { beginnings = {}, recipe }: Candidate,
): Promise<Readonly<Record<string, Uint8Array<ArrayBuffer>>>> {
  const kept = Object.entries(beginnings).map(
    async ([label, trial]) => [label, await keptWeights(artifacts, trial, label)] as const,
  );
  const brought = broughtWeights(recipe).map(
    async ([label, sha256]) => [label, await broughtBytes(artifacts, label, sha256)] as const,
  );
  return Object.fromEntries(await Promise.all([...kept, ...brought]));
}

/** Goes on from a trial's checkpoint; one that cannot be read is put aside, and the trial begins again. */
async function fromCheckpoint(
  artifacts: TrialArtifacts,
  trial: number,
  hooks: EvaluationHooks,
  trainFrom: (checkpoint: Uint8Array<ArrayBuffer> | null) => Promise<TrainerResult>,
): Promise<TrainerResult> {
  try {
    return await trainFrom(await artifacts.readCheckpoint(trial));
  } catch (error) {
    if (nameOf(error) !== "BadStudyFile") throw error;
    const aside = await artifacts.putCheckpointAside(trial);
    if (aside === null) throw error;
    hooks.restarted?.(
      `Its checkpoint could not be read and was put aside as ${aside}; the trial begins again. ${toErrorRecord(error).message}`,
    );
    return trainFrom(null);
  }
}

async function score(
  { data, artifacts, threads }: LocalOptions,
  team: Team,
  part: Part,
  signal: StopSignal,
): Promise<Evaluation> {
  if (partRegions(data, data.split, part).length === 0)
    throw new StudioError("NotFound", `The split has no ${part} part. Choose slices for it in the Data room.`);
  const predictor = await predictorOf(team, artifacts);
  const found = await comparePart(data, part, async (region) => {
    const { labels } = await predictWith(threads, predictor, region, false);
    if (signal.aborted) throw new StudioError("Cancelled", "Stopped before its scores were read.");
    return labels;
  });
  return evaluationAt(0, found);
}

const nameOf = (error: unknown): string => toErrorRecord(error).name;
