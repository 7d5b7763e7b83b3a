import { StudioError, toErrorRecord, type ErrorRecord, type StudioErrorName } from "../../core/errors.ts";
import type { Candidate, EvaluationHooks, Evaluator, SharedCandidate } from "../../core/run/evaluator.ts";
import { broughtWeights } from "../../core/space/phases.ts";
import { createStopper, type StopSignal } from "../../core/run/signal.ts";
import type { Evaluation } from "../../core/study/trial.ts";
import { broughtBytes, keptCorrection, keptWeights, type TrialArtifacts } from "../../worker/artifacts.ts";
import { keepBlob, type BlobStore } from "../blobs/blobStore.ts";
import type { Crew } from "../crew.ts";
import type { TrialEnd, TrialJob, TrialQueue } from "../job.ts";
import { createCheckpoints, type Checkpoints } from "./checkpoints.ts";
import { createTeller } from "./teller.ts";
import { createTrust, type Trust, type TrustParts } from "./trust.ts";

export interface RemoteOptions {
  readonly queue: TrialQueue;
  readonly crew: Pick<Crew, "slots" | "onMore">;
  readonly blobs: BlobStore;
  readonly artifacts: TrialArtifacts;
  /** SHA-256 of the manifest of the data. */
  readonly data: string;
  /** Does here what needs voxels that others do not get: scores, choices, shuffled splits. */
  readonly local: Pick<Evaluator, "evaluate" | "score" | "choose" | "isKept">;
  readonly hash: (bytes: Uint8Array) => string;
  /** At most so often a checkpoint is written into the study, from which a search in one process could go on. */
  readonly checkpointMs?: number;
  /** By what networks are ranked; those that would be the best are scored here once more. Nothing is, where it is not given. */
  readonly rank?: TrustParts["rank"];
  /** Told of a machine whose network is not what it said. */
  readonly onDoubt?: (machine: string, because: string) => void;
  /** How long a worker that is told to stop may take before the trial is taken from it. */
  readonly graceMs?: number;
}

/** Enough in flight that nobody waits for the next proposal. */
const AHEAD = 1.2;

/**
 * Has candidates trained by machines that joined. What is in flight is in the queue, under the trial's name: asking again, by a
 * coordinator that was started again, finds it there. What comes back counts once, and its weights are kept here.
 */
export function createRemoteEvaluator(options: RemoteOptions): Evaluator {
  const { crew, queue, local, artifacts } = options;
  const checkpoints = createCheckpoints(options);
  const trust = createTrust({ local, rank: options.rank ?? (() => null) });
  return {
    get slots() {
      return Math.max(1, Math.ceil(crew.slots() * AHEAD));
    },
    device: "machines",
    onMoreSlots: (listener) => crew.onMore(listener),
    evaluate: (candidate, hooks, signal) =>
      "shuffled" in candidate
        ? local.evaluate(candidate, hooks, signal)
        : evaluate({ ...options, checkpoints, trust }, candidate, { hooks, signal }),
    score: (team, part, signal) => local.score(team, part, signal),
    choose: (candidates, choosing, hooks, signal) => local.choose(candidates, choosing, hooks, signal),
    isKept: (member) => local.isKept(member),
    async settle(trial) {
      await queue.remove(jobName(trial));
      await checkpoints.forget(trial);
      await artifacts.removeCheckpoint(trial);
    },
  };
}

/** By its trial alone: whoever asks for it again asks for the same work. */
export const jobName = (trial: number): string => `${trial}-train`;

type Parts = RemoteOptions & { readonly checkpoints: Checkpoints; readonly trust: Trust };

interface Asking {
  readonly hooks: EvaluationHooks;
  readonly signal: StopSignal;
}

async function evaluate(parts: Parts, candidate: Candidate | SharedCandidate, asking: Asking): Promise<Evaluation> {
  const { queue, checkpoints, artifacts, blobs } = parts;
  const { hooks, signal } = asking;
  throwIfAborted(signal);
  const { trial } = candidate;
  const id = jobName(trial);
  await queue.add(id, await jobOf(parts, candidate, hooks));
  const by = { worker: "a machine" };
  const end = await followed(parts, id, trial, { ...asking, hooks: noting(hooks, by) });
  await checkpoints.written(trial);
  hooks.took?.(end.seconds);
  if (end.status === "finished") {
    const weights = await blobs.read(end.weights);
    if (weights) {
      await artifacts.writeWeights(trial, weights);
      await blobs.remove(end.weights);
      const doubt = await parts.trust.doubt(candidate, end.evaluation, signal);
      if (doubt === null) return end.evaluation;
      await Promise.all([queue.remove(id), checkpoints.forget(trial), artifacts.removeCheckpoint(trial)]);
      parts.onDoubt?.(by.worker, doubt);
      throw new StudioError("WorkerCrashed", `The result of ${by.worker} is not believed: ${doubt}.`);
    }
  }
  // What did not finish may be asked for again, and is another piece of work then.
  await queue.remove(id);
  await checkpoints.keep(trial);
  if (end.status === "failed") throw errorOf(end.error);
  throwIfAborted(signal);
  if (end.status === "stopped") return evaluate(parts, candidate, asking);
  throw new StudioError("WorkerCrashed", "The weights it was trained to did not arrive.");
}

/** Keeps who trains it. */
const noting = (hooks: EvaluationHooks, by: { worker: string }): EvaluationHooks => ({
  ...hooks,
  started(device, fromStep, attempt) {
    by.worker = attempt?.worker ?? by.worker;
    hooks.started(device, fromStep, attempt);
  },
});

/** Another machine's full disk is no reason to end the search here. */
const errorOf = ({ name, message }: ErrorRecord): StudioError =>
  new StudioError(name === "DiskFull" ? "WorkerCrashed" : (name as StudioErrorName), message);

function throwIfAborted({ aborted }: StopSignal): void {
  if (aborted) throw new StudioError("Cancelled", "The training was stopped.");
}

/** Waits for the end of a trial; once it is to be stopped, for its last checkpoint, but not for ever. */
async function followed(
  { queue, checkpoints, graceMs = 15_000 }: Parts,
  id: string,
  trial: number,
  { hooks, signal }: Asking,
): Promise<TrialEnd> {
  const giveUp = createStopper();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = createTeller(hooks);
  const stop = () => {
    timer = setTimeout(() => giveUp.stop("nobody answers"), graceMs);
    void queue
      .stop(id, String(signal.reason))
      .then((isHeld) => isHeld || giveUp.stop("nobody holds it"))
      .catch(() => giveUp.stop("no queue answers"));
  };
  signal.addEventListener("abort", stop);
  try {
    return await queue.follow(
      id,
      {
        progressed(telling, attempt) {
          checkpoints.told(trial, telling.checkpoint, tell(telling, attempt));
        },
      },
      giveUp.signal,
    );
  } catch (error) {
    if (giveUp.signal.aborted && toErrorRecord(error).name === "Cancelled") return { status: "stopped", seconds: 0 };
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/** A candidate as plain JSON, its bytes by their names. Throws StudioError "NotFound" where weights or masks it needs were not kept. */
async function jobOf(
  { artifacts, blobs, data, hash, checkpoints }: Parts,
  candidate: Candidate | SharedCandidate,
  hooks: EvaluationHooks,
): Promise<TrialJob> {
  const weights: Record<number, string> = {};
  const needed = "network" in candidate ? [candidate.weightsOf, ...Object.values(candidate.beginnings ?? {})] : [];
  for (const trial of needed)
    if (trial !== undefined) weights[trial] = await keepBlob(blobs, await keptWeights(artifacts, trial), hash);
  const brought = "network" in candidate ? broughtWeights(candidate.recipe) : [];
  for (const [trial, sha256] of brought) await keepBlob(blobs, await broughtBytes(artifacts, trial, sha256), hash);
  const rounds = "network" in candidate ? (candidate.corrections?.rounds ?? []) : [];
  for (const mask of rounds.flatMap(({ raw, corrected }) => [raw, corrected]))
    await keepBlob(blobs, await keptCorrection(artifacts, mask), hash);
  return { candidate, data, weights, checkpoint: await checkpoints.named(candidate.trial, hooks) };
}
