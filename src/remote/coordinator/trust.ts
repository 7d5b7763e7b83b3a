import type { Candidate, Evaluator, SharedCandidate } from "../../core/run/evaluator.ts";
import type { StopSignal } from "../../core/run/signal.ts";
import type { Evaluation } from "../../core/study/trial.ts";

/** Devices round differently; a score that is further off was not measured. */
const MOST_DIFFERENCE = 0.01;

export interface TrustParts {
  readonly local: Pick<Evaluator, "score">;
  /** Higher is better; null where an evaluation says nothing of it. */
  readonly rank: (evaluation: Evaluation) => number | null;
}

/** Whether what machines say of their best networks is so. */
export interface Trust {
  /**
   * Scores a network here that would be the best so far, with the weights that came with it. Resolves with why it is not believed; null
   * where it is, and where it is not the best.
   */
  doubt(candidate: Candidate | SharedCandidate, evaluation: Evaluation, signal: StopSignal): Promise<string | null>;
}

/** Browsers may be broken, or lie: before a network is called the best, it is scored once more by this machine. */
export function createTrust({ local, rank }: TrustParts): Trust {
  let best = -Infinity;

  return {
    async doubt(candidate, evaluation, signal) {
      const said = rank(evaluation);
      // What is trained on corrected labels is scored by them, which are not here.
      if (said === null || said <= best || !("network" in candidate) || candidate.corrections) return null;
      const { trial, network } = candidate;
      const member = { trial, label: String(trial), count: 1, network };
      const measured = rank(await local.score({ members: [member], combination: "mean" }, "validation", signal));
      if (measured === null || Math.abs(measured - said) <= MOST_DIFFERENCE) {
        best = Math.max(best, said);
        return null;
      }
      return `it was said to score ${said.toFixed(3)}, but its weights score ${measured.toFixed(3)} here`;
    },
  };
}
