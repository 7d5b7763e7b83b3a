import { expect, test } from "vitest";
import { planCatalog } from "../../catalog/planCatalog.ts";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySearch, toySpec } from "../../testing/toyStudy.ts";
import { comparisonsOf } from "../judging/comparison.ts";
import { runStudy } from "../run/runStudy.ts";
import { createStopper } from "../run/signal.ts";
import { applyEvent, type Study } from "../study/study.ts";
import { stageEditEvent } from "./edits.ts";
import { kindOf, type Stage } from "./index.ts";
import { isStageDone, sizeOf } from "./stages.ts";

const [small, large] = [
  { id: "unet", options: { depth: 2 } },
  { id: "unet", options: { depth: 3 } },
];

const compared = (change: Partial<Extract<Stage, { kind: "retrain" }>> = {}): Stage => ({
  ...{ kind: "retrain", source: { bestOf: 0 }, times: 2 },
  ...{ baselines: [small, large], controls: 1 },
  ...change,
});

const finish = (study: Study): Promise<Study> =>
  runStudy(study, toyParts(toyEvaluator(), arrayLog()), { interrupt: createStopper().signal }).done;

const run = (stage: Stage): Promise<Study> =>
  finish(newStudy({ ...toySpec(), stages: [{ ...toySearch, trials: 2 }, stage] }));

/** How often each network was trained, in the order of the table's names. */
const timesIn = (study: Study): readonly number[] =>
  comparisonsOf(study)[0]!
    .rows.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ trials }) => trials.length);

test("a comparison that has ended grows: each network is trained as often as the others", async () => {
  const ended = await run(compared());
  expect(timesIn(ended)).toEqual([2, 1, 2, 2]);
  const grow = { type: "change", index: 1, change: { field: "count", value: 5 } } as const;
  const grown = applyEvent(ended, stageEditEvent(ended, grow, planCatalog));
  expect(grown.spec.stages[1]).toMatchObject({ times: 5 });
  expect(isStageDone(grown, 1)).toBe(false);
  const more = await finish(grown);
  expect(timesIn(more)).toEqual([5, 1, 5, 5]);
  expect(isStageDone(more, 1)).toBe(true);
});

test("a baseline that is named twice is trained twice as often, and the stage ends", async () => {
  const ended = await run(compared({ baselines: [small, small], controls: 0 }));
  expect(timesIn(ended)).toEqual([2, 4]);
  expect(isStageDone(ended, 1)).toBe(true);
});

test.each([[{}], [{ controls: 0 }], [{ without: ["hdc"] }], [{ without: ["hdc", "skips"], controls: 7 }]])(
  "of %j, the size of a stage that is trained more often leads back to it",
  (change) => {
    const [before, after] = [compared(change), compared({ ...change, times: 9 })];
    expect(kindOf(before).resized(before, sizeOf(after))).toEqual(after);
  },
);
