import type { Pace } from "../core/judging/pace.ts";
import { submittedWork } from "./devices.ts";

/** Steps that may be unfinished on a GPU, and seconds of rest for each second of its work. On a CPU the pace decides how many candidates train at a time. */
const LIMITS: Readonly<Record<Pace, { readonly steps: number; readonly rest: number }>> = {
  background: { steps: 1, rest: 1 },
  balanced: { steps: 2, rest: 0 },
  full: { steps: 8, rest: 0 },
};

/** Bounds the work that waits on a GPU, which also draws the page. */
export interface StepQueue {
  /** Called after each step; resolves when the next may be submitted. The pace may change from step to step. */
  next(pace: Pace): Promise<void>;
}

export function createStepQueue(submitted: () => Promise<void> | null = submittedWork): StepQueue {
  const unfinished: Promise<void>[] = [];
  return {
    async next(pace) {
      const work = submitted();
      if (!work) return;
      const { steps, rest } = LIMITS[pace];
      const began = performance.now();
      unfinished.push(work);
      while (unfinished.length >= steps) await unfinished.shift();
      if (rest > 0) await pause(rest * (performance.now() - began));
    },
  };
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
