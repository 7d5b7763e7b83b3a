import fc from "fast-check";
import { expect, test } from "vitest";
import { anyTrial, studyOf } from "../../testing/anyTrials.ts";
import { toyEvaluation, toySpec } from "../../testing/toyStudy.ts";
import { isBaseline, isTrainedAlone, roleOf } from "./architecture.ts";
import { bestTrainings, bestTrial, ranking } from "./ranking.ts";
import { hasEnded, type Trial } from "./trial.ts";
import { LEADERS, TrialList } from "./trialList.ts";

test("what is counted as events come is what counting all trials gives", () => {
  fc.assert(
    fc.property(fc.array(anyTrial, { maxLength: 30 }), (steps) => {
      const { trials } = studyOf(steps);
      const all = [...trials];
      const ids = (list: Iterable<Trial>) => Array.from(list, ({ id }) => id);
      for (const stage of [0, 1, 2]) {
        const own = all.filter((trial) => trial.stage === stage);
        const counted = trials.stage(stage);
        expect([...counted.ids]).toEqual(ids(own));
        expect([...counted.candidates]).toEqual(ids(own.filter((trial) => !isBaseline(trial))));
        expect([...counted.ended].sort()).toEqual(
          ids(own.filter((trial) => hasEnded(trial) && !isBaseline(trial))).sort(),
        );
        expect(counted.running).toBe(own.filter((trial) => !hasEnded(trial)).length);
        expect([...counted.keyed.get("a")]).toEqual(ids(own.filter(({ key }) => key === "a")));
        expect(counted.trained.seconds).toBe(
          own.reduce((sum, trial) => sum + (hasEnded(trial) ? trial.seconds : 0), 0),
        );
      }
      expect(ids(trials.unfinished)).toEqual(ids(all.filter((trial) => !hasEnded(trial))));
      expect([...trials.pinned].sort()).toEqual(ids(all.filter(({ isPinned }) => isPinned)).sort());
      expect(trials.members.size > 0).toBe(all.some((trial) => roleOf(trial.architecture).work === "average"));
    }),
  );
});

test("the best are those that ranking all would give, whatever the order in which they ended", () => {
  fc.assert(
    fc.property(fc.array(anyTrial, { maxLength: 30 }), (steps) => {
      const study = studyOf(steps);
      const rank = ranking(study);
      const finished = study.trials.filter(({ status }) => status === "finished");
      const sorted = finished.toSorted((a, b) => rank(b) - rank(a) || a.id - b.id);
      const ofKind = (kind: string) => sorted.filter(({ architecture }) => architecture.kind === kind);
      expect(bestTrial(study, { kinds: ["network"] })).toEqual(ofKind("network")[0] ?? null);
      const alone = sorted.filter((trial) => isTrainedAlone(trial) && trial.stage !== 2);
      expect(bestTrainings(study, [0, 1], 3)).toEqual(alone.slice(0, 3));
      expect(bestTrainings(study, [0, 1], LEADERS + 1)).toEqual(alone);
      expect(study.trials.leaders).toEqual(
        sorted.filter(({ architecture }) => roleOf(architecture).isRanked).map(({ id }) => id),
      );
    }),
  );
});

test("a list keeps what it was when another is made of it", () => {
  const before = studyOf([]).trials;
  const [one] = [
    ...studyOf([
      {
        stage: 0,
        architecture: { kind: "genotype", genotype: 1 },
        key: "a",
        isPinned: false,
        outcome: null,
        seconds: 0,
      },
    ]).trials,
  ];
  const after = before.with(one!);
  expect([
    before.length,
    after.length,
    after.with({ ...one!, label: "other" }).at(0)!.label,
    after.at(0)!.label,
  ]).toEqual([0, 1, "other", "1"]);
});

test("another objective ranks anew", () => {
  const trials = [toyEvaluation(0.2, 1), toyEvaluation(0.9, 1)].map((evaluation, id) => {
    return {
      id,
      stage: 0,
      status: "finished",
      key: String(id),
      architecture: { kind: "genotype", genotype: id },
      evaluation,
    } as unknown as Trial;
  });
  const list = TrialList.of(trials, ranking({ spec: toySpec() }));
  expect(list.leaders).toEqual([1, 0]);
  expect(list.ranked((trial) => -trial.id).leaders).toEqual([0, 1]);
});
