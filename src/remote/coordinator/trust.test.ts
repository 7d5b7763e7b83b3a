import { expect, test } from "vitest";
import type { Evaluation } from "../../core/study/trial.ts";
import { createStopper } from "../../core/run/signal.ts";
import { contractCandidate } from "../../testing/evaluatorContract.ts";
import { createTrust } from "./trust.ts";

const scoring = (score: number): Evaluation => ({
  step: 40,
  scores: { values: { toy: score }, perClass: {} },
  confusion: [],
});
const { signal } = createStopper();

function trusting(measured: number) {
  const scored: number[] = [];
  const trust = createTrust({
    local: {
      score(team) {
        scored.push(team.members[0]!.trial);
        return Promise.resolve(scoring(measured));
      },
    },
    rank: ({ scores }) => scores.values.toy ?? null,
  });
  return {
    scored,
    doubt: (trial: number, score: number) => trust.doubt(contractCandidate(trial), scoring(score), signal),
  };
}

test("only what would be the best is scored once more", async () => {
  const { scored, doubt } = trusting(0.7);
  for (const [trial, score] of [
    [0, 0.7],
    [1, 0.5],
    [2, 0.705],
    [3, 0.7],
  ] as const)
    expect(await doubt(trial, score)).toBeNull();
  expect(scored).toEqual([0, 2]);
});

test("a score that its weights do not reach is not believed, and raises no bar", async () => {
  const { scored, doubt } = trusting(0.3);
  expect(await doubt(0, 0.99)).toBe("it was said to score 0.990, but its weights score 0.300 here");
  expect(await doubt(1, 0.3)).toBeNull();
  expect(scored).toEqual([0, 1]);
});
