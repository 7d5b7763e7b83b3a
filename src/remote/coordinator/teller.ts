import type { EvaluationHooks } from "../../core/run/evaluator.ts";
import type { Telling } from "../job.ts";

/**
 * Turns what comes of a trial from afar, again and again and as a whole, into what an evaluator tells: each thing once, in its order.
 * Resolves once it is in the log.
 */
export function createTeller(hooks: EvaluationHooks): (telling: Telling, attempt: number) => Promise<unknown> {
  let last: { readonly telling: Telling; readonly attempt: number } | null = null;
  let begun: number | null = null;
  let step = 0;
  let isDerived = false;
  let logged: Promise<unknown> = Promise.resolve();

  function points({ curve, epochs }: Telling, from: number, to: number): void {
    const isNew = (at: number) => at > from && at <= to;
    for (const point of curve) if (isNew(point.step)) logged = Promise.resolve(hooks.reported(point));
    for (const { point, epoch } of epochs)
      if (isNew(point.step)) logged = Promise.resolve(hooks.epochEnded?.(point, epoch));
  }

  return (telling, attempt) => {
    if (last && last.attempt !== attempt) hooks.restarted?.(handedOn(last.telling, telling));
    last = { telling, attempt };
    const { fromStep, device, workers, restarted, derived, progress } = telling;
    if (fromStep === null) return logged;
    if (begun !== attempt) {
      if (restarted !== null) hooks.restarted?.(restarted);
      // What an earlier worker told while nobody listened comes first.
      points(telling, step, fromStep);
      hooks.started(device, fromStep, { worker: workers.at(-1)!, attempt });
      [begun, step, isDerived] = [attempt, fromStep, false];
    }
    points(telling, step, Infinity);
    step = Math.max(step, telling.curve.at(-1)?.step ?? 0, telling.epochs.at(-1)?.point.step ?? 0);
    if (derived && !isDerived) {
      hooks.membersDerived?.(derived);
      isDerived = true;
    }
    if (progress) hooks.progressed(progress);
    return logged;
  };
}

const handedOn = (before: Telling, now: Telling): string =>
  `${before.workers.at(-1) ?? "Its machine"} ${before.hasLeft ? "left" : "was lost"}; ${now.workers.at(-1) ?? "another"} goes on with it.`;
