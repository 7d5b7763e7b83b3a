import { expect, test } from "vitest";
import { scoredStudy } from "../../testing/scoredStudy.ts";
import { toySearch } from "../../testing/toyStudy.ts";
import { withPhases } from "../space/phases.ts";
import { beginningsOf } from "./beginnings.ts";

const study = scoredStudy([0.4, null, 0.6]);
const labels = study.trials.map(({ label }) => label);
const from = (...trials: readonly string[]) =>
  beginningsOf(
    study,
    withPhases(
      toySearch.recipe,
      trials.map((trial) => ({ name: "a", steps: 5, from: { trial, paths: { "": "slices" } } })),
    ),
  );

test("the trials that phases begin from are found by their labels", () => {
  expect(from(labels[2]!, labels[0]!)).toEqual({ trials: { [labels[0]!]: 0, [labels[2]!]: 2 } });
  expect(beginningsOf(study, toySearch.recipe)).toEqual({ trials: null });
});

test("one that is not there, or has not finished, is named", () => {
  expect(from("77")).toEqual({ missing: "A phase begins from trial 77, which is not in this study so far." });
  expect(from(labels[1]!)).toEqual({
    missing: `A phase begins from trial ${labels[1]!}, which is failed; one that has finished would do.`,
  });
});
