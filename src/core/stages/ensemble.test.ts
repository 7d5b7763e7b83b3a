import { expect, test } from "vitest";
import { expectResumable } from "../../testing/expectResumable.ts";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySpec } from "../../testing/toyStudy.ts";
import type { Evaluator } from "../run/evaluator.ts";
import { runStudy } from "../run/runStudy.ts";
import { createStopper } from "../run/signal.ts";
import { candidatesOf, membersOf } from "../study/architecture.ts";
import type { Study } from "../study/study.ts";
import type { EnsembleStage } from "./ensemble.ts";
import { memberTrials } from "./stages.ts";

const specOf = (change: Partial<EnsembleStage>, trials = 5) => {
  const spec = toySpec({ trials });
  return { ...spec, stages: [...spec.stages, { kind: "ensemble", from: [0], members: 6, ...change } as const] };
};

const run = (study: Study, evaluator: Evaluator, log = arrayLog(), through?: number) =>
  runStudy(study, toyParts(evaluator, log), {
    interrupt: createStopper().signal,
    ...(through !== undefined && { through }),
  }).done;

async function ran(change: Partial<EnsembleStage>) {
  const study = await run(newStudy(specOf(change)), toyEvaluator());
  return { study, trial: study.trials.at(-1)! };
}

test("the best average as before, each counting once", async () => {
  const { trial } = await ran({ members: 3 });
  expect(trial).toMatchObject({ status: "finished", label: "Ensemble of 3" });
  expect(membersOf(trial).map(({ count }) => count)).toEqual([1, 1, 1]);
  expect(trial.additions).toBeUndefined();
});

test("members are chosen among the best, one as often as it was added, up to the shortest beginning that scores best", async () => {
  const { trial, study } = await ran({ choose: "greedy", among: 3 });
  expect(candidatesOf(trial)).toHaveLength(3);
  // The toy adds them from the last to the first and over again, and scores no more from the fourth on.
  const [first, second, third] = candidatesOf(trial).toSorted((a, b) => b - a);
  expect(trial.additions!.map(({ member }) => member)).toEqual([first, second, third, first, second, third]);
  expect(membersOf(trial)).toEqual([
    { trial: first, count: 2 },
    { trial: second, count: 1 },
    { trial: third, count: 1 },
  ]);
  expect(memberTrials(study, trial).map(({ id }) => id)).toEqual([first, second, third]);
  expect(trial).toMatchObject({ status: "finished", cost: null, label: "Ensemble, greedy" });
});

test("candidates whose weights are gone are trained again, as they were, and nothing more is told of them", async () => {
  const forgotten = new Set<number>();
  const evaluator = toyEvaluator(1, undefined, forgotten);
  const searched = await run(newStudy(specOf({ choose: "distinct" })), evaluator, arrayLog(), 0);
  for (const trial of [0, 3]) forgotten.add(trial);
  const log = arrayLog();
  const study = await run(searched, evaluator, log);
  expect(evaluator.trained.slice(5).toSorted()).toEqual([0, 3]);
  expect(study.trials.filter(({ id }) => id < 5)).toEqual([...searched.trials]);
  expect(new Set(log.events.flatMap((event) => ("trial" in event ? [event.trial] : [])))).toEqual(new Set([5]));
  expect(study.trials.at(5)!.additions).toHaveLength(5);
});

test("a study that is killed while members are chosen goes on with the next round", () =>
  expectResumable(specOf({ choose: "greedy", combine: "vote" }, 3), 20));
