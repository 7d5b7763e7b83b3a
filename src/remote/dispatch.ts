import type { StopSignal } from "../core/run/signal.ts";
import type { BlobStore } from "./blobs/blobStore.ts";
import type { Crew, Held, Machine } from "./crew.ts";
import type { Chronicle } from "./watching/chronicle.ts";
import { NOTHING_TOLD, type Report, type Telling, type TrialEnd, type TrialQueue } from "./job.ts";
import type { Handed } from "./protocol.ts";
import type { Lease, Renewal } from "../queue/leaseQueue.ts";
import type { TrialJob } from "./job.ts";

/** At this start a trial is given up: so many workers less one were lost while they trained it. */
export const POISON_STARTS = 6;

/** Hands trials out to machines and takes in what they say, whatever brings it. */
export interface Dispatch {
  /** The next trial; null once the signal is aborted, and while nothing is handed out to it. */
  lease(machine: Machine, until: StopSignal): Promise<Handed | null>;
  report(machine: Machine, id: string, lock: string, report: Report): Promise<Renewal>;
  end(
    machine: Machine,
    id: string,
    lock: string,
    last: { readonly report: Report; readonly end: TrialEnd },
  ): Promise<"taken" | "lost">;
  leave(machine: Machine, id: string, lock: string, report: Report): Promise<"taken" | "lost">;
  /** Gives back all that a machine holds, as it told of it last: its tab was closed, or it was sent out. */
  leaveAll(machine: Machine): Promise<void>;
}

export interface DispatchParts {
  readonly queue: TrialQueue;
  readonly crew: Crew;
  readonly blobs: Pick<BlobStore, "size">;
  readonly chronicle: Chronicle;
}

export function createDispatch({ queue, crew, blobs, chronicle }: DispatchParts): Dispatch {
  /** Who was handed the trial of a lock, so far. */
  const workers = new Map<string, readonly string[]>();

  const told = (machine: Machine, lock: string, report: Report, hasLeft = false): Telling => ({
    ...report,
    workers: workers.get(lock) ?? [machine.name],
    hasLeft,
  });

  function released(machine: Machine, id: string, lock: string, answer: "taken" | "lost"): "taken" | "lost" {
    workers.delete(lock);
    const held = machine.holds.get(id);
    if (!machine.holds.delete(id) || answer === "taken") return answer;
    machine.lost++;
    chronicle.happened(machine.name, "late", held!.trial, "What it told came too late and was refused.");
    chronicle.ended(machine.name, held!.trial, "lost");
    return answer;
  }

  async function leave(machine: Machine, id: string, lock: string, report: Report): Promise<"taken" | "lost"> {
    const trial = machine.holds.get(id)?.trial;
    const answer = await queue.giveBack(id, lock, told(machine, lock, report, true));
    if (trial !== undefined && answer === "taken") chronicle.ended(machine.name, trial, "left");
    return released(machine, id, lock, answer);
  }

  async function lease(machine: Machine, until: StopSignal): Promise<Handed | null> {
    const found = await queue.lease(until);
    if (!found) return null;
    const { id, lock, attempt, payload, progress } = found;
    if (attempt - found.givenBack >= POISON_STARTS) {
      await queue.finish(id, lock, poisoned(found));
      return lease(machine, until);
    }
    if (progress && isForAnother(crew, machine, progress)) {
      await queue.giveBack(id, lock, progress);
      await new Promise((resolve) => setTimeout(resolve, YIELD_MS));
      return lease(machine, until);
    }
    const { trial, steps } = aboutOf(payload);
    if (progress) tellTakenUp(chronicle, machine, trial, progress);
    chronicle.began(machine.name, trial);
    workers.set(lock, [...(progress?.workers ?? []), machine.name]);
    const before = reportOf(progress);
    await queue.renew(id, lock, told(machine, lock, { ...before, fromStep: null, device: machine.device }));
    machine.holds.set(id, newHeld({ trial, steps, attempt, lock, before }));
    return {
      id,
      lock,
      attempt,
      job: payload,
      checkpoint: await lastThere(blobs, before.checkpoint, payload.checkpoint),
      before,
    };
  }

  return {
    lease,
    async report(machine, id, lock, report) {
      crew.heardOf(machine);
      const held = machine.holds.get(id);
      if (held) noteReport(chronicle, held, report);
      machine.stepsPerSecond = report.progress?.stepsPerSecond ?? machine.stepsPerSecond;
      const answer = await queue.renew(id, lock, told(machine, lock, report));
      if (answer === "lost") released(machine, id, lock, "lost");
      return answer;
    },
    async end(machine, id, lock, { report, end }) {
      crew.heardOf(machine);
      const trial = machine.holds.get(id)?.trial;
      const answer = await queue.renew(id, lock, told(machine, lock, report));
      const taken = answer === "lost" ? "lost" : await queue.finish(id, lock, end);
      if (taken === "taken" && end.status === "finished") machine.finished++;
      if (taken === "taken" && trial !== undefined) chronicle.ended(machine.name, trial, end.status);
      return released(machine, id, lock, taken);
    },
    leave,
    async leaveAll(machine) {
      await Promise.all([...machine.holds].map(([id, { lock, report }]) => leave(machine, id, lock, report)));
    },
  };
}

/** The first of these that was not lost with a coordinator. */
async function lastThere(
  blobs: DispatchParts["blobs"],
  ...checkpoints: readonly (string | null)[]
): Promise<string | null> {
  for (const one of checkpoints) if (one !== null && (await blobs.size(one)) !== null) return one;
  return null;
}

/** A trial as a machine gets it: what was told before is known, but it has not begun here. */
const newHeld = ({
  before,
  ...handed
}: Pick<Held, "trial" | "steps" | "attempt" | "lock"> & { readonly before: Report }): Held => ({
  ...handed,
  report: { ...before, fromStep: null },
  ...{ renewedAt: Date.now(), step: 0, stepsPerSecond: 0 },
});

/** Devices round differently: a trial goes on on the kind that it began on, while a machine of that kind has nothing to do. */
const isForAnother = (crew: Crew, machine: Machine, { device, curve }: Telling): boolean =>
  curve.length > 0 &&
  device !== machine.device &&
  crew
    .machines()
    .some((other) => other.device === device && other !== machine && !other.isPaused && other.holds.size < other.slots);

/** Long enough for the other to have asked. */
const YIELD_MS = 200;

/** What is handed on by a machine that is gone, or that left. */
function tellTakenUp(
  chronicle: Chronicle,
  { name }: Machine,
  trial: number,
  { workers: before, hasLeft, ...told }: Telling,
): void {
  const previous = before.at(-1);
  if (previous === undefined) return;
  if (!hasLeft) {
    chronicle.happened(previous, "lost", trial, `Trial ${trial} was at step ${stepOf(told)} when its lease ran out.`);
    chronicle.ended(previous, trial, "lost");
  }
  if (previous !== name) chronicle.happened(name, "tookUp", trial, `It goes on with trial ${trial}, from ${previous}.`);
}

/** From where a trial is gone on with says how much of it is trained twice. */
function noteReport(chronicle: Chronicle, held: Held, report: Report): void {
  if (held.report.fromStep === null && report.fromStep !== null && held.attempt > 1)
    chronicle.trainedTwice(Math.max(0, stepOf(held.report) - report.fromStep));
  held.report = report;
  held.renewedAt = Date.now();
  held.step = stepOf(report);
  held.stepsPerSecond = report.progress?.stepsPerSecond ?? held.stepsPerSecond;
}

/** The step that is known of a trial. */
const stepOf = ({ progress, curve, fromStep }: Pick<Report, "progress" | "curve" | "fromStep">): number =>
  Math.max(progress?.step ?? 0, curve.at(-1)?.step ?? 0, fromStep ?? 0);

const aboutOf = ({ candidate }: TrialJob) => ({ trial: candidate.trial, steps: candidate.recipe.steps });

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
