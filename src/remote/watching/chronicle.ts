import type { Happening, Span, Totals } from "./standing.ts";

/** What happened to machines and the trials they hold, for whoever looks on; it is forgotten with the process. */
export interface Chronicle {
  happened(machine: string, does: Happening["does"], trial: number | null, text: string): void;
  began(machine: string, trial: number): void;
  ended(machine: string, trial: number, end: NonNullable<Span["end"]>): void;
  trainedTwice(steps: number): void;
  /** Last ones first. */
  happenings(): readonly Happening[];
  spans(): readonly Span[];
  totals(): Totals;
}

const KEPT_HAPPENINGS = 100;
const KEPT_MS = 30 * 60_000;

export function createChronicle(now: () => number): Chronicle {
  const happenings: Happening[] = [];
  let spans: readonly Span[] = [];
  const totals = { lost: 0, recovered: 0, late: 0, stepsTwice: 0 };

  return {
    happened(machine, does, trial, text) {
      happenings.unshift({ at: now(), machine, does, trial, text });
      happenings.length = Math.min(happenings.length, KEPT_HAPPENINGS);
      if (does === "lost") totals.lost++;
      if (does === "tookUp") totals.recovered++;
      if (does === "late") totals.late++;
    },
    began(machine, trial) {
      const isRecent = ({ to }: Span) => to === null || now() - to < KEPT_MS;
      spans = [...spans.filter(isRecent), { machine, trial, from: now(), to: null, end: null }];
    },
    ended(machine, trial, end) {
      const isIt = (span: Span) => span.to === null && span.machine === machine && span.trial === trial;
      spans = spans.map((span) => (isIt(span) ? { ...span, to: now(), end } : span));
    },
    trainedTwice: (steps) => void (totals.stepsTwice += steps),
    happenings: () => [...happenings],
    spans: () => spans,
    totals: () => ({ ...totals }),
  };
}
