import { toErrorRecord } from "../../core/errors.ts";
import type { EvaluationHooks } from "../../core/run/evaluator.ts";
import { createStopper, type StopSignal } from "../../core/run/signal.ts";
import type { Report } from "../job.ts";
import type { Handed } from "../protocol.ts";
import { pause, type GatewayClient } from "./gatewayClient.ts";

/** Why work on a trial stops: it was lost to another, it is no longer wanted, or this machine leaves. */
export type StopReason = "lost" | "asked" | "leaving";

/** A trial that this machine holds, and what it has to say of it. */
export interface HeldTrial {
  readonly handed: Handed;
  readonly hooks: EvaluationHooks;
  readonly signal: StopSignal;
  readonly report: () => Report;
  /** Names a checkpoint that the gateway has; the next report speaks of it. */
  keptCheckpoint(sha256: string): void;
  /** Tells how it goes now and then, until it is let go. */
  letGo(): void;
}

/** Training waits for an answer to what it reported, which may be that it is to stop, but no longer than this. */
const MOST_WAIT_MS = 2_000;

/** Takes hold of a trial: from now on it is reported at least every `beatMs`. */
export function holdTrial(
  client: Pick<GatewayClient, "report">,
  handed: Handed,
  beatMs: number,
  leaving: StopSignal,
): HeldTrial {
  const stopper = createStopper();
  const leave = () => stopper.stop("leaving" satisfies StopReason);
  leaving.addEventListener("abort", leave);
  if (leaving.aborted) leave();
  let report: Report = { ...handed.before, fromStep: null, progress: null, checkpoint: handed.checkpoint };
  let sending: Promise<void> | null = null;
  let isChanged = false;
  let isHeld = true;
  let beat: ReturnType<typeof setTimeout> | undefined;

  const hasMore = () => isChanged && !stopper.signal.aborted;

  async function send(): Promise<void> {
    isChanged = false;
    const answer = await client.report(handed.id, handed.lock, report);
    if (answer === "lost") stopper.stop("lost" satisfies StopReason);
    else if (answer.stop !== undefined) stopper.stop("asked" satisfies StopReason);
    if (hasMore()) await send();
  }

  /** Whoever was sent out holds nothing any more, and is told so when it asks for the next. */
  function dropIfRefused(error: unknown): void {
    if (toErrorRecord(error).name === "Refused") stopper.stop("lost" satisfies StopReason);
  }

  /** The next beat is that long after the last report: what was told just now need not be told again. */
  function beatLater(): void {
    clearTimeout(beat);
    if (isHeld) beat = setTimeout(() => void tell(), beatMs);
  }

  /** One report at a time: what changes meanwhile goes with the next. A gateway that stays away is the next beat's matter. */
  function tell(): Promise<void> {
    beatLater();
    isChanged = true;
    sending ??= send()
      .catch(dropIfRefused)
      .finally(() => (sending = null));
    return Promise.race([sending, pause(MOST_WAIT_MS)]);
  }

  beatLater();
  return {
    handed,
    signal: stopper.signal,
    report: () => report,
    keptCheckpoint: (checkpoint) => void (report = { ...report, checkpoint }),
    letGo() {
      isHeld = false;
      clearTimeout(beat);
      leaving.removeEventListener("abort", leave);
    },
    hooks: {
      started(device, fromStep) {
        const isUpTo = ({ step }: { readonly step: number }) => step <= fromStep;
        const curve = report.curve.filter(isUpTo);
        const epochs = report.epochs.filter(({ point }) => isUpTo(point));
        report = { ...report, device, fromStep, curve, epochs };
        void tell();
      },
      restarted: (because) => void (report = { ...report, restarted: because, checkpoint: null }),
      reported(point) {
        report = { ...report, curve: [...report.curve, point] };
        return tell();
      },
      progressed: (progress) => void (report = { ...report, progress }),
      epochEnded(point, epoch) {
        report = { ...report, epochs: [...report.epochs, { point, epoch }] };
        return tell();
      },
      membersDerived: (derived) => void (report = { ...report, derived }),
    },
  };
}
