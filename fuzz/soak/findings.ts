import type { LoggedEvent } from "../../src/core/study/events.ts";
import { readLog } from "../../src/storage/studyLog.ts";
import { valueOf } from "../../src/core/judging/scores.ts";
import { seedsOf } from "../../src/core/stages/origin.ts";
import { evaluationOf, reasonText, type Trial } from "../../src/core/study/trial.ts";
import { scoreOf } from "./simulated.ts";

/** What is wrong with the log of a soak that came to its end, in sentences; empty where nothing is. */
export function findingsIn(text: string, trials: number): readonly string[] {
  const { study, events, damage } = readLog(text);
  if (damage) return [`line ${damage.line} is damaged: ${damage.because}`];
  const byTrial = grouped(events.filter(isOfTrial));
  const findings = [...byTrial.values()].flatMap((own) => own.flatMap((event, at) => illegalIn(own, event, at)));
  if (study!.trials.length !== trials) findings.push(`${study!.trials.length} of ${trials} trials were asked for`);
  for (const trial of study!.trials) {
    const ends = byTrial.get(trial.id)!.filter(({ type }) => type === "trialEnded").length;
    if (ends !== 1) findings.push(`trial ${trial.id} ended ${ends} times`);
    if (trial.status === "memoised") continue;
    if (isGivenUp(trial)) continue;
    const scored = valueOf(evaluationOf(trial)?.scores ?? null, "meanIou");
    const wanted = scoreOf(seedsOf(study!, trial).weights, 200, 200);
    if (trial.status !== "finished" || Math.abs(scored! - wanted) > 1e-12)
      findings.push(
        `trial ${trial.id} ${trial.status} with ${scored}, its formula gives ${wanted}. ${reasonText(trial)}`.trim(),
      );
    const steps = trial.curve.map(({ step }) => step);
    if (steps.join() !== Array.from({ length: 20 }, (_, index) => 10 * (index + 1)).join())
      findings.push(`the curve of trial ${trial.id} is ${steps.join(", ")}`);
  }
  const givenUp = study!.trials.filter(isGivenUp).length;
  if (givenUp > MOST_GIVEN_UP * trials) findings.push(`${givenUp} trials were given up after five lost machines`);
  return findings;
}

function grouped(events: readonly OfTrial[]): ReadonlyMap<number, readonly OfTrial[]> {
  const byTrial = new Map<number, OfTrial[]>();
  for (const event of events) byTrial.set(event.trial, [...(byTrial.get(event.trial) ?? []), event]);
  return byTrial;
}

/** Lost with five machines, which ends a trial as promised: a trial meets one kill of those of the soak on average, and some meet five. */
const isGivenUp = (trial: Trial): boolean => trial.status === "failed" && trial.error.name === "WorkersLost";
/** By chance it is one in 270; more are a fault, be it that a busy machine lets leases run out. */
const MOST_GIVEN_UP = 0.01;

type OfTrial = Extract<LoggedEvent, { readonly trial: number }>;

const isOfTrial = (event: LoggedEvent): event is OfTrial => "trial" in event && typeof event.trial === "number";

/** Reports of a trial come between a start and an end, in the order of their steps. */
function illegalIn(own: readonly OfTrial[], event: OfTrial, at: number): readonly string[] {
  if (event.type === "trialAsked") return [];
  if (own.slice(0, at).some(({ type }) => type === "trialEnded"))
    return [`trial ${event.trial} was told of after its end`];
  if (event.type !== "trialReported") return [];
  const last = own[at - 1];
  const from =
    last?.type === "trialReported" ? last.point.step : last?.type === "trialStarted" ? last.fromStep : Infinity;
  return event.point.step > from ? [] : [`trial ${event.trial} reported step ${event.point.step} after ${last?.type}`];
}
