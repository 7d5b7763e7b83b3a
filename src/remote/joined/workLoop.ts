import { StudioError, toErrorRecord } from "../../core/errors.ts";
import type { Evaluator } from "../../core/run/evaluator.ts";
import { createStopper, type StopSignal } from "../../core/run/signal.ts";
import type { TrialArtifacts } from "../../worker/artifacts.ts";
import type { TrialEnd } from "../job.ts";
import type { Handed } from "../protocol.ts";
import { isOfTheMachine, type GatewayClient } from "./gatewayClient.ts";
import { heldArtifacts, type HeldArtifacts } from "./heldArtifacts.ts";
import { holdTrial, type HeldTrial, type StopReason } from "./heldTrial.ts";

/** What trains here, with its data. */
export interface Workshop extends Pick<Evaluator, "evaluate"> {
  close(): void;
}

export interface WorkOptions {
  readonly client: GatewayClient;
  readonly slots: number;
  readonly hash: (bytes: Uint8Array) => string;
  /** Opens what trains on data, by the SHA-256 of their manifest; what it keeps of trials goes to the gateway. */
  readonly open: (data: string, artifacts: TrialArtifacts) => Promise<Workshop>;
  /** Aborted when this machine is to leave: what it trains is given back with a checkpoint. */
  readonly leaving: StopSignal;
  /** Leaves once nothing was to be done for so long; never where it is not given. */
  readonly idleMs?: number;
  /** Tells of what is done here. */
  readonly onWork?: (work: WorkDone) => void;
}

export type WorkDone =
  | { readonly does: "begins"; readonly trial: number; readonly attempt: number }
  | { readonly does: "ended"; readonly trial: number; readonly status: TrialEnd["status"]; readonly because?: string }
  | { readonly does: "lost" | "gaveBack"; readonly trial: number };

/** Why a machine stopped working. */
export type Leaving = "asked" | "idle" | "done";

/**
 * Works for a gateway with so many slots until it is to leave or there is nothing to do. Throws what keeps this machine from working:
 * its own full disk, a gateway that does not answer or does not let it in.
 */
export async function workFor(options: WorkOptions): Promise<Leaving> {
  const { leaving, client, hash } = options;
  const ending = createStopper(leaving);
  const artifacts = heldArtifacts(client, hash);
  const workshops = openedOnce(options, artifacts);
  let workedAt = Date.now();
  let busy = 0;
  let why: Leaving = "idle";

  async function slot(): Promise<void> {
    while (!ending.signal.aborted) {
      const handed = await nextTrial(client, ending.signal);
      if (handed === "done") {
        why = "done";
        return;
      }
      if (!handed) {
        if (busy === 0 && Date.now() - workedAt > (options.idleMs ?? Infinity)) ending.stop("idle");
        continue;
      }
      busy++;
      try {
        await carryOut({ ...options, leaving: ending.signal }, handed, artifacts, workshops);
      } finally {
        busy--;
        workedAt = Date.now();
      }
    }
  }

  try {
    await Promise.all(
      Array.from({ length: options.slots }, () =>
        slot().catch((error: unknown) => {
          ending.stop(error);
          throw error;
        }),
      ),
    );
    return leaving.aborted ? "asked" : why;
  } finally {
    ending.leave();
    await workshops.close();
  }
}

/** One workshop for each data, opened when first needed. */
function openedOnce({ open }: WorkOptions, artifacts: HeldArtifacts) {
  const opened = new Map<string, Promise<Workshop>>();
  return {
    of(data: string): Promise<Workshop> {
      const found = opened.get(data) ?? open(data, artifacts);
      opened.set(data, found);
      return found;
    },
    async close() {
      for (const workshop of opened.values())
        await workshop.then(
          (one) => one.close(),
          () => undefined,
        );
    },
  };
}

async function nextTrial(client: GatewayClient, leaving: StopSignal): Promise<Handed | "done" | null> {
  const waiting = new AbortController();
  const stop = () => waiting.abort();
  leaving.addEventListener("abort", stop);
  try {
    if (leaving.aborted) return null;
    return await client.lease(waiting.signal);
  } catch (error) {
    if (leaving.aborted) return null;
    throw error;
  } finally {
    leaving.removeEventListener("abort", stop);
  }
}

async function carryOut(
  { client, leaving, onWork }: WorkOptions,
  handed: Handed,
  artifacts: HeldArtifacts,
  workshops: ReturnType<typeof openedOnce>,
): Promise<void> {
  const { trial } = handed.job.candidate;
  onWork?.({ does: "begins", trial, attempt: handed.attempt });
  const held = holdTrial(client, handed, client.joined().beatMs, leaving);
  artifacts.hold(trial, held);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  try {
    const workshop = await workshops.of(handed.job.data);
    const evaluation = await workshop.evaluate(handed.job.candidate, held.hooks, held.signal);
    const weights = artifacts.weightsOf(trial);
    if (weights === null) throw new StudioError("WorkerCrashed", "It kept no weights.");
    await ended(client, held, { status: "finished", seconds: seconds(), evaluation, weights }, onWork);
  } catch (error) {
    if (held.signal.reason !== ("lost" satisfies StopReason)) await artifacts.flush(trial).catch(() => undefined);
    await endedOtherwise({ client, held, onWork, seconds: seconds() }, error);
  } finally {
    held.letGo();
    artifacts.letGo(trial);
  }
}

async function ended(
  client: GatewayClient,
  { handed, report }: HeldTrial,
  end: TrialEnd,
  onWork: WorkOptions["onWork"],
): Promise<void> {
  const { trial } = handed.job.candidate;
  const answer = await client.end(handed.id, handed.lock, report(), end);
  if (answer === "lost") onWork?.({ does: "lost", trial });
  else
    onWork?.({
      ...{ does: "ended", trial, status: end.status },
      ...(end.status === "failed" && { because: end.error.message }),
    });
}

interface Unfinished {
  readonly client: GatewayClient;
  readonly held: HeldTrial;
  readonly onWork: WorkOptions["onWork"];
  readonly seconds: number;
}

/** What a trial failed of is its end; what keeps this machine from training it is not. */
async function endedOtherwise({ client, held, onWork, seconds }: Unfinished, error: unknown): Promise<void> {
  const { handed, signal, report } = held;
  const { trial } = handed.job.candidate;
  const reason = signal.reason as StopReason | undefined;
  if (reason === "lost") onWork?.({ does: "lost", trial });
  else if (reason === "asked") await ended(client, held, { status: "stopped", seconds }, onWork);
  else if (reason === "leaving" || isOfTheMachine(error)) {
    const answer = await client.leave(handed.id, handed.lock, report());
    onWork?.({ does: answer === "taken" ? "gaveBack" : "lost", trial });
    if (reason !== "leaving") throw error;
  } else await ended(client, held, { status: "failed", seconds, error: toErrorRecord(error) }, onWork);
}
