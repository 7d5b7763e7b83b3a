import { expect, test } from "vitest";
import { expectResumable } from "../../testing/expectResumable.ts";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySearch, toySpec } from "../../testing/toyStudy.ts";
import { splitResult } from "../judging/shuffledSplits.ts";
import { scoresOfSeeds } from "../judging/retrainingControl.ts";
import type { Candidate } from "../run/evaluator.ts";
import { runStudy } from "../run/runStudy.ts";
import { createStopper } from "../run/signal.ts";
import { bestTrainings, bestTrial } from "../study/ranking.ts";
import { evaluationOf } from "../study/trial.ts";
import { trialsOf } from "../study/trials.ts";
import { checkStages, insertStage, removeStage } from "./edits.ts";
import type { Stage } from "./index.ts";
import { createResolver } from "./resolve.ts";
import { catalogParts } from "../../catalog/parts.ts";

const search = { ...toySearch, trials: 3 };
const half: Stage = { kind: "shuffle", source: { bestOf: 0 }, splits: 3, train: 0.5, test: 0.3 };
const more: Stage = { ...half, train: 0.7 };
const spec = { ...toySpec(), stages: [search, half, more, { kind: "test", from: [0] }] as const };

async function run() {
  const candidates: Candidate[] = [];
  const evaluator = toyEvaluator();
  const study = await runStudy(
    newStudy(spec),
    toyParts(
      {
        ...evaluator,
        evaluate: (candidate, ...rest) => (
          candidates.push(candidate as Candidate),
          evaluator.evaluate(candidate, ...rest)
        ),
      },
      arrayLog(),
    ),
    { interrupt: createStopper().signal },
  ).done;
  return { study, candidates };
}

test("trains the best network on each shuffled split, the same splits for both shares of training", async () => {
  const { study, candidates } = await run();
  const best = bestTrial(study, { stage: 0 })!;
  const resolver = createResolver(catalogParts);
  expect(candidates.map(({ shuffled }) => shuffled?.seed.split("/").at(-1))).toEqual([
    ...[undefined, undefined, undefined],
    ...["0", "1", "2", "0", "1", "2"],
  ]);
  expect(new Set(candidates.map(({ shuffled }) => shuffled?.seed)).size).toBe(4);
  expect(candidates.slice(3).map(({ shuffled }) => shuffled!.train)).toEqual([0.5, 0.5, 0.5, 0.7, 0.7, 0.7]);
  for (const { network } of candidates.slice(3))
    expect(network).toEqual((resolver.resolve(study, 0, best.architecture) as Candidate).network);
});

test("its result is the mean and the deviation of the scores on what was held out", async () => {
  const { study } = await run();
  const scores = trialsOf(study, 1).map((trial) => evaluationOf(trial)!.scores.values.meanIou!);
  const mean = (scores[0]! + scores[1]! + scores[2]!) / 3;
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 2);
  const result = splitResult(study, 1)!;
  expect(result.mean).toBeCloseTo(mean, 12);
  expect(result.deviation).toBeCloseTo(deviation, 12);
  expect(result.sentence).toBe(
    `${mean.toFixed(3)} ± ${deviation.toFixed(3)} on 3 shuffled splits, 50 % of the stack to train on and 30 % held out`,
  );
  expect(splitResult(study, 2)!.sentence).toMatch(/70 % of the stack/);
  expect(splitResult(study, 0)).toBeNull();
  expect(splitResult(newStudy(spec), 1)).toBeNull();
});

test("trainings that have seen the test part are the best of nothing, and nothing may work on them", async () => {
  const { study } = await run();
  expect(bestTrial(study)!.stage).toBe(0);
  expect(bestTrainings(study, [0, 1, 2], 10).map(({ stage }) => stage)).toEqual([0, 0, 0]);
  expect(scoresOfSeeds(study)(bestTrial(study)!)).toHaveLength(1);
  expect(study.sources[3]!.every((id) => study.trials.at(id)!.stage === 0)).toBe(true);
  for (const stage of [
    { kind: "retrain", source: { bestOf: 1 }, times: 1 },
    { kind: "test", from: [1] },
    { kind: "ensemble", from: [0, 1], members: 2 },
  ] as const)
    expect(() => checkStages([search, half, stage])).toThrow(/stage 2 is shuffled splits/);
});

test("a plan that gets one before its test does not test it, and loses it with its input only", () => {
  const plan = insertStage([search, { kind: "test", from: [0] }], half, 0);
  expect(plan).toEqual([search, half, { kind: "test", from: [0] }]);
  expect(removeStage(plan, 1)).toEqual([search, { kind: "test", from: [0] }]);
  expect(() => removeStage([search, half], 0)).toThrow(/take it out first/);
});

test("interrupted after any event and resumed, it ends with the same trials", () => expectResumable(spec, 10));
