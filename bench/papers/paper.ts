import type { StopSignal } from "../../src/core/run/signal.ts";
import type { Output } from "../../src/cli/output.ts";

/** How a study is run, as the command line says. */
export interface PaperRun {
  /** Folder in which it is kept, to be gone on with. */
  readonly out: string;
  /** The first of its seeds; those that follow count on from it. */
  readonly seed: number;
  readonly workers: number;
  /** A few trainings of a few steps, to see that all of it works; its figures say nothing. */
  readonly isTiny: boolean;
  readonly stop: StopSignal;
  readonly output: Output;
}

/** What a study came to, as it is kept in figures/ID.json. */
export interface PaperFigures {
  /** Whether it was run to its end; else the figures are those of what has finished so far. */
  readonly isComplete: boolean;
  readonly figures: unknown;
}

/** One study of an effect that a paper reports. */
export interface Paper {
  /** As the command line calls it. */
  readonly id: string;
  readonly title: string;
  measure(run: PaperRun): Promise<PaperFigures>;
}

/** Seeds of a study that is run several times. */
export const seedsFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => first + index);

/** Bytes a network may need while it trains: the same on every machine, so that the same seed gives the same study. */
export const MEMORY_CAP = 1.5e9;
