import { expect, test } from "vitest";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySpec } from "../../testing/toyStudy.ts";
import { runStudy } from "../run/runStudy.ts";
import { createStopper } from "../run/signal.ts";
import { latestScores } from "../study/trial.ts";
import { valueOf } from "../judging/scores.ts";
import { committeeOf } from "./committee.ts";
import { keptTrials } from "./keptTrials.ts";

const ended = (trials: number) =>
  runStudy(newStudy(toySpec({ trials })), toyParts(toyEvaluator(), arrayLog()), { interrupt: createStopper().signal })
    .done;

test("a committee are the best networks whose weights are kept, where the classes are the same", async () => {
  const study = await ended(6);
  const { classes } = study.spec.task;
  const voters = committeeOf(study, classes, 3);
  expect(voters).toHaveLength(3);
  const scores = voters.map((trial) => valueOf(latestScores(trial), "meanIou")!);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(voters.every(({ id }) => keptTrials(study).has(id))).toBe(true);
  expect(committeeOf(study, [classes[0]!, { ...classes[1]!, name: "vessel" }], 3)).toEqual([]);
  expect(committeeOf(study, [...classes, classes[1]!], 3)).toEqual([]);
});

test("one alone is none", async () => {
  const study = await ended(1);
  expect(committeeOf(study, study.spec.task.classes, 3)).toEqual([]);
});
