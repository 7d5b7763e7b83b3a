import { expect, test } from "vitest";
import type { StudyEvent } from "../study/events.ts";
import { foldEvents } from "../study/fold.ts";
import type { Trial } from "../study/trial.ts";
import { toyEvaluation, toySpec } from "../../testing/toyStudy.ts";
import { lostClasses, lostText } from "./lostClasses.ts";

const scoresWith = (iou: readonly (number | null)[]) => {
  const { values, perClass } = toyEvaluation(0.5, 0).scores;
  return { values, perClass: { ...perClass, iou } };
};

/** A training whose second class scores so at steps 100, 200, ...; it ends with the evaluation of `counted`, where it has ended. */
function training(second: readonly (number | null)[], counted?: number, shares: readonly number[] = []): Trial {
  const events: StudyEvent[] = [
    { type: "studyCreated", spec: toySpec() },
    {
      ...{ type: "trialAsked", trial: 0, stage: 0, label: "1", architecture: { kind: "genotype", genotype: 0 } },
      ...{ key: "0", reason: { text: "" }, cost: null, isPinned: false },
    },
    ...second.map((value, index): StudyEvent => {
      const share = shares[index] ? { share: shares[index] } : {};
      const point = { step: 100 * (index + 1), loss: 1, learningRate: 1, scores: scoresWith([0.9, value]), ...share };
      return { type: "trialReported", trial: 0, point };
    }),
  ];
  if (counted !== undefined)
    events.push({
      ...{ type: "trialEnded", trial: 0, seconds: 1 },
      outcome: { status: "finished", evaluation: toyEvaluation(0.5, counted) },
    });
  return foldEvents(events)!.trials.at(0)!;
}

test("a class that was found and scores near nothing at the end is lost since the first such evaluation", () => {
  const [lost] = lostClasses(training([0.05, 0.31, 0.2, 0.01, 0], 500));
  expect(lost).toEqual({ index: 1, found: { step: 200, value: 0.31 }, lostSince: 400 });
  expect(lostText("Synapse", lost!, "IoU")).toBe(
    "Synapse was found at step 200 (IoU 0.31) and is lost since step 400.",
  );
});

test.each([
  ["it was never found", [0, 0.09, 0]],
  ["it is still found", [0.3, 0, 0.03]],
  ["it came back", [0.3, 0, 0.2]],
  ["it is not in the data", [null, null]],
  ["there was no evaluation", []],
])("nothing is lost where %s", (_, second) => {
  expect(lostClasses(training(second))).toEqual([]);
});

test("a training that runs is judged by its last evaluation; evaluations without the class say nothing", () => {
  expect(lostClasses(training([0.4, null, 0, null]))).toEqual([
    { index: 1, found: { step: 100, value: 0.4 }, lostSince: 300 },
  ]);
});

test("what counts is the evaluation whose weights are kept: a class lost after it is not lost", () => {
  expect(lostClasses(training([0.4, 0, 0], 100))).toEqual([]);
  expect(lostClasses(training([0.4, 0, 0], 300))).toHaveLength(1);
});

test.each([
  ["a part shows it lost, and so does the whole", [0.05, 0.3, 0.01, 0.01], 300],
  ["the whole alone has found it before", [0.3, 0.01, 0.01, 0.01], 400],
])("lost where %s", (_, second, since) => {
  expect(lostClasses(training(second, undefined, [0, 0.2, 0.2, 0])).map(({ lostSince }) => lostSince)).toEqual([since]);
});

test("found on a part of the slices and not on all of them is not lost: they are not of the same voxels", () => {
  expect(lostClasses(training([0.05, 0.3, 0.3, 0.01], undefined, [0, 0.2, 0.2, 0]))).toEqual([]);
  expect(lostClasses(training([0.3, 0.01, 0.01, 0.3], undefined, [0, 0.2, 0.2, 0]))).toEqual([]);
});
