import { describe, expect, test } from "vitest";
import { newStudy, toyEvaluation, toySearch, toySpec } from "../../testing/toyStudy.ts";
import { createRandom, type Random } from "../random.ts";
import type { Stage } from "../stages/index.ts";
import type { Architecture } from "../study/architecture.ts";
import { ranking } from "../study/ranking.ts";
import type { Trial } from "../study/trial.ts";
import { TrialList } from "../study/trialList.ts";
import { emptyChance } from "./claim.ts";
import { retrainingControl, shownControl, twoStageResult } from "./retrainingControl.ts";

/** Scores of a study of two stages, in the order of its stages. */
interface Scored {
  readonly own: number;
  readonly retrained: readonly number[];
  readonly tuned: readonly number[];
  readonly again: readonly number[];
}

const spec = {
  ...toySpec(),
  stages: [
    toySearch,
    { kind: "retrain", source: { bestOf: 0 }, times: 25 },
    { ...toySearch, space: { id: "training-numbers", settings: {} }, base: { bestOf: 0 } },
    { kind: "retrain", source: { bestOf: 2 }, times: 10 },
  ] as readonly Stage[],
};

/** The study that came to such scores; the best tuned trial is retrained. */
function studyOf({ own, retrained, tuned, again }: Scored) {
  const trials: Trial[] = [];
  const add = (stage: number, scores: readonly number[], architecture: Architecture) => {
    for (const score of scores)
      trials.push({
        ...{ id: trials.length, stage, label: String(trials.length), architecture, key: String(trials.length) },
        ...{ reason: { text: "" }, cost: null, curve: [], device: null, isPinned: false, seconds: 0, test: null },
        ...{ attempts: 1, status: "finished", evaluation: toyEvaluation(score, 1) },
      });
  };
  add(0, [own], { kind: "genotype", genotype: null });
  add(1, retrained, { kind: "retrained", trial: 0 });
  const winner = trials.length + tuned.indexOf(Math.max(...tuned));
  add(2, tuned, { kind: "genotype", genotype: null });
  add(3, again, { kind: "retrained", trial: winner });
  return { ...newStudy(spec), sources: [[], [0], [0], [winner]], trials: TrialList.of(trials, ranking({ spec })) };
}

const draws = (random: Random, count: number, mean = 0.6): readonly number[] =>
  Array.from({ length: count }, () => mean + 0.01 * random.normal());

/** Share of simulated studies in which tuning is said to have gained something. */
function claimedShare(studies: number, again: number, gain: number): number {
  const claimed = Array.from({ length: studies }, (_, seed) => {
    const random = createRandom(seed, "claim", again);
    const [retrained, tuned] = [draws(random, 25), draws(random, 10, 0.6 + gain)];
    const study = studyOf({ own: random.normal(), retrained, tuned, again: draws(random, again, 0.6 + gain) });
    return twoStageResult(study)!.sentence.includes("more than luck");
  });
  return claimed.filter(Boolean).length / studies;
}

describe("what is claimed of a study of two stages", () => {
  test.each([5, 10, 25])(
    "where tuning does nothing, no more than 6 in 100 studies claim a gain from %i retrainings",
    (again) => {
      const share = claimedShare(1000, again, 0);
      expect(share).toBeLessThanOrEqual(0.06);
      expect(share).toBeGreaterThan(0.02);
    },
  );

  test("a gain of two deviations is claimed by 95 in 100 studies or more, from 10 retrainings", () => {
    expect(claimedShare(200, 10, 0.02)).toBeGreaterThanOrEqual(0.95);
  });

  const old = [0.585, 0.599, 0.59, 0.588, 0.594];
  const again = [0.609, 0.606, 0.604, 0.611, 0.602];

  test("says so with the numbers, and how often the luckiest of as many would have sufficed", () => {
    const study = studyOf({ own: 0.6, retrained: old, tuned: [0.58, 0.62], again });
    const { sentence, tuning } = retrainingControl(study, 1)!;
    expect(tuning!.claim.test!.u).toBe(25);
    expect(tuning!.percentile).toBe(1);
    expect(sentence).toBe(
      "Trial 0 scored 0.600; retrained 5 times it scored 0.585 to 0.599, median 0.590. " +
        "Trial 7, with optimised training numbers, scored 0.620; retrained 5 times it scored 0.602 to 0.611, median 0.606. " +
        "Its 5 retrainings score more than the 5 before (Mann-Whitney, one-sided p = 0.0040, both winners left out): a gain that is more than luck with the weights. " +
        "Where tuning does nothing, the best of 2 still beats the original and its 5 retrainings with a chance of 25 %.",
    );
    expect(shownControl(study, 3)).toEqual(retrainingControl(study, 1));
  });

  test("claims nothing from too few retrainings, nor where they reach no more than those before", () => {
    const few = studyOf({ own: 0.6, retrained: old, tuned: [0.9], again: again.slice(1) });
    expect(retrainingControl(few, 1)!.sentence).toContain("before it is retrained 5 times or more; it was 4 times");
    const none = studyOf({ own: 0.6, retrained: again, tuned: [0.9], again: old });
    expect(retrainingControl(none, 1)!.sentence).toContain("do not score more than the 5 before");
  });

  test("the luckiest of 40 tunings beats 25 retrainings and the original in 61 % of studies without an effect (known answer)", () => {
    expect(emptyChance(40, 25)).toBeCloseTo(0.606061, 6);
    expect(emptyChance(16, 5)).toBeCloseTo(0.727273, 6);
  });
});
