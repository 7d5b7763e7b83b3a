import type { StopSignal } from "../core/run/signal.ts";
import type { BlobStore } from "./blobs/blobStore.ts";
import type { Crew, Machine } from "./crew.ts";
import { NOTHING_TOLD, type Report, type Telling, type TrialEnd, type TrialQueue } from "./job.ts";
import type { Handed } from "./protocol.ts";
import type { Lease, Renewal } from "../queue/leaseQueue.ts";
import type { TrialJob } from "./job.ts";

/** At this start a trial is given up: so many workers less one were lost while they trained it. */
export const POISON_STARTS = 6;

/** Hands trials out to machines and takes in what they say, whatever brings it. */
export interface Dispatch {
  /** The next trial; null once the signal is aborted. */
  lease(machine: Machine, until: StopSignal): Promise<Handed | null>;
  report(machine: Machine, id: string, lock: string, report: Report): Promise<Renewal>;
  end(
    machine: Machine,
    id: string,
    lock: string,
    last: { readonly report: Report; readonly end: TrialEnd },
  ): Promise<"taken" | "lost">;
  leave(machine: Machine, id: string, lock: string, report: Report): Promise<"taken" | "lost">;
}

export function createDispatch(queue: TrialQueue, crew: Crew, blobs: Pick<BlobStore, "size">): Dispatch {
  /** Who was handed the trial of a lock, so far. */
  const workers = new Map<string, readonly string[]>();

  const told = (machine: Machine, lock: string, report: Report, hasLeft = false): Telling => ({
    ...report,
    workers: workers.get(lock) ?? [machine.name],
    hasLeft,
  });

  function released(machine: Machine, id: string, lock: string, answer: "taken" | "lost"): "taken" | "lost" {
    workers.delete(lock);
    if (machine.holds.delete(id) && answer === "lost") machine.lost++;
    return answer;
  }

  async function lease(machine: Machine, until: StopSignal): Promise<Handed | null> {
    const found = await queue.lease(until);
    if (!found) return null;
    const { id, lock, attempt, payload, progress } = found;
    if (attempt - found.givenBack >= POISON_STARTS) {
      await queue.finish(id, lock, poisoned(found));
      return lease(machine, until);
    }
    workers.set(lock, [...(progress?.workers ?? []), machine.name]);
    const before = reportOf(progress);
    await queue.renew(id, lock, told(machine, lock, { ...before, fromStep: null, device: machine.device }));
    machine.holds.set(id, { attempt, step: 0, stepsPerSecond: 0 });
    return {
      id,
      lock,
      attempt,
      job: payload,
      checkpoint: await lastThere(before.checkpoint, payload.checkpoint),
      before,
    };
  }

  /** The first of these that was not lost with a coordinator. */
  async function lastThere(...checkpoints: readonly (string | null)[]): Promise<string | null> {
    for (const one of checkpoints) if (one !== null && (await blobs.size(one)) !== null) return one;
    return null;
  }

  return {
    lease,
    async report(machine, id, lock, report) {
      crew.heardOf(machine);
      const held = machine.holds.get(id);
      if (held && report.progress) Object.assign(held, stepOf(report.progress));
      const answer = await queue.renew(id, lock, told(machine, lock, report));
      if (answer === "lost") released(machine, id, lock, "lost");
      return answer;
    },
    async end(machine, id, lock, { report, end }) {
      crew.heardOf(machine);
      const answer = await queue.renew(id, lock, told(machine, lock, report));
      const taken = answer === "lost" ? "lost" : await queue.finish(id, lock, end);
      if (taken === "taken" && end.status === "finished") machine.finished++;
      return released(machine, id, lock, taken);
    },
    async leave(machine, id, lock, report) {
      return released(machine, id, lock, await queue.giveBack(id, lock, told(machine, lock, report, true)));
    },
  };
}

const stepOf = ({ step, stepsPerSecond }: NonNullable<Report["progress"]>) => ({ step, stepsPerSecond });

function reportOf(telling: Telling | null): Report {
  if (!telling) return NOTHING_TOLD;
  const { device, fromStep, curve, epochs, derived, progress, checkpoint } = telling;
  return { device, fromStep, curve, epochs, derived, progress, checkpoint, restarted: null };
}

function poisoned({ attempt, givenBack, progress }: Lease<TrialJob, Telling>): TrialEnd {
  const lost = attempt - givenBack - 1;
  const names = progress?.workers.slice(-lost).join(", ") ?? "none of them told a name";
  const step = progress?.curve.at(-1)?.step ?? 0;
  return {
    status: "failed",
    seconds: 0,
    error: {
      name: "WorkersLost",
      message: `${lost} machines were lost while they trained it (${names}), after step ${step}; it is not handed out again.`,
    },
  };
}
