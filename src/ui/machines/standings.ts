import type { MachineStanding, Span, Standing, StudyStanding, TrialStanding } from "../../remote/watching/standing.ts";

/** A network at its place in a plot. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly trial: TrialStanding;
}

/** Networks with a score, by their parameters. */
export const bySize = ({ trials }: StudyStanding): readonly Placed[] =>
  trials.flatMap((trial) =>
    trial.score === null || !trial.parameters || trial.status === "running"
      ? []
      : [{ x: trial.parameters, y: trial.score, trial }],
  );

/** Those that no smaller one beats, from the smallest on. */
export function frontOf(points: readonly Placed[]): readonly Placed[] {
  let top = -Infinity;
  return [...points]
    .sort((a, b) => a.x - b.x || b.y - a.y)
    .filter(({ y }) => {
      const isBetter = y > top;
      top = Math.max(top, y);
      return isBetter;
    });
}

/** Networks that ended while this was served, by when. */
export const byTime = ({ trials }: StudyStanding): readonly Placed[] =>
  trials
    .flatMap((trial) =>
      trial.endedAt === null || trial.score === null || trial.status === "running"
        ? []
        : [{ x: trial.endedAt, y: trial.score, trial }],
    )
    .sort((a, b) => a.x - b.x);

export const baselineOf = ({ trials }: StudyStanding): TrialStanding | null =>
  trials.find(({ isBaseline, score, status }) => isBaseline && score !== null && status === "finished") ?? null;

export const stepsPerSecond = (machines: readonly MachineStanding[]): number =>
  machines.reduce((sum, { trains }) => sum + trains.reduce((own, training) => own + training.stepsPerSecond, 0), 0);

/** Minutes until all is done, by what ended in the last minutes; null before two did. */
export function minutesLeft({ study, spans, now }: Pick<Standing, "study" | "spans" | "now">): number | null {
  const ends = spans.flatMap(({ to, end }) => (to !== null && end === "finished" ? [to] : [])).sort((a, b) => a - b);
  const first = ends[0];
  if (first === undefined || ends.length < 2) return null;
  const left = study.planned - study.trials.filter(({ status }) => status !== "running").length;
  return (left * ((now - first) / (ends.length - 1))) / 60_000;
}

/** What a machine is doing, in a word or two. */
export function stateOf(machine: MachineStanding, { now, lockMs, isFrozen }: Standing): string {
  if (machine.isPaused) return machine.trains.length > 0 ? "Draining" : "Paused";
  if (now - machine.seenAt > lockMs / 2) return "Slow to answer";
  const again = machine.trains.find(({ attempt }) => attempt > 1);
  if (again) return `Took up ${again.trial}`;
  if (machine.trains.length > 0) return "Training";
  return isFrozen ? "Frozen" : "Waiting";
}

/** Spans by machine, those that have worked last first. */
export function spansByMachine(spans: readonly Span[]): readonly (readonly [string, readonly Span[]])[] {
  const byMachine = new Map<string, Span[]>();
  for (const span of spans) byMachine.set(span.machine, [...(byMachine.get(span.machine) ?? []), span]);
  return [...byMachine];
}
