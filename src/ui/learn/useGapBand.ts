import { useEffect, useState } from "react";
import { bandOf, gapsOfSeeds, type GapBand } from "../../state/learnRun.ts";
import type { LearnPlan } from "../../state/learnSlice.ts";

/** Seeds behind the band. */
export const SEEDS = 100;
/** Milliseconds of computing before the page may do something else. */
const SLICE = 8;
/** Milliseconds between two states of the band. */
const REFRESH = 400;

export interface SeedBand {
  readonly band: readonly GapBand[];
  readonly seeds: number;
}

const NONE: SeedBand = { band: [], seeds: 0 };

/** The middle half of many seeds of a plan, computed a few milliseconds at a time while the room is open. */
export function useGapBand(plan: LearnPlan): SeedBand {
  const [found, setFound] = useState<{ readonly of: string; readonly result: SeedBand }>({ of: "", result: NONE });
  const { strategy, on, evaluations, noise } = plan;
  const key = JSON.stringify({ strategy, on, evaluations, noise });
  useEffect(() => {
    const runs: (readonly number[])[] = [];
    const generator = gapsOfSeeds(
      { ...(JSON.parse(key) as Pick<LearnPlan, "strategy" | "on" | "evaluations" | "noise">), seed: 0, first: null },
      SEEDS,
    );
    let shownAt = performance.now();
    const publish = () => {
      shownAt = performance.now();
      setFound({ of: key, result: { band: bandOf(runs), seeds: runs.length } });
    };
    const work = () => {
      const until = performance.now() + SLICE;
      while (performance.now() < until) {
        const next = nextRun(generator);
        if (next === "over") {
          publish();
          return;
        }
        if (next) runs.push(next);
      }
      if (runs.length > 1 && performance.now() - shownAt > REFRESH) publish();
      timer = setTimeout(work);
    };
    let timer = setTimeout(work);
    return () => clearTimeout(timer);
  }, [key]);
  return found.of === key ? found.result : NONE;
}

/** A plan that the strategy refuses has no band; the room says why. */
function nextRun(generator: Generator<readonly number[] | null, void>): readonly number[] | null | "over" {
  try {
    const { value, done } = generator.next();
    return done ? "over" : value;
  } catch {
    return "over";
  }
}
