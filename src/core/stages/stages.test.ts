import { ranking, bestTrainings, bestTrial } from "../study/ranking.ts";
import { foldEvents } from "../study/fold.ts";
import { applyEvent, type Study } from "../study/study.ts";
import type { Trial } from "../study/trial.ts";
import { TrialList } from "../study/trialList.ts";
import { catalogParts } from "../../catalog/parts.ts";
import segnas from "../../catalog/spaces/segnas/space.ts";
import type { OptionValues } from "../options.ts";
import { objectiveOf } from "../../catalog/metrics/index.ts";
import { valueOf } from "../judging/scores.ts";
import { describe, expect, test } from "vitest";
import { expectResumable } from "../../testing/expectResumable.ts";
import { arrayLog, newStudy, toyEvaluator, toyParts, toyRecipe, toySearch, toySpec } from "../../testing/toyStudy.ts";
import { keptTrials } from "./keptTrials.ts";
import { figureTrials, retrainingControl, scoresOfSeeds } from "../judging/retrainingControl.ts";
import { recipeOf, seedsOf } from "./origin.ts";
import { runStudy } from "../run/runStudy.ts";
import { createStopper } from "../run/signal.ts";
import { checkStages, insertStage, moveStage, removeStage } from "./edits.ts";
import { cautionsOf, currentStage, isStageDone, progressOf } from "./stages.ts";
import { genotypeOf } from "../study/architecture.ts";
import { trialsOf } from "../study/trials.ts";
import type { Stage } from "./index.ts";
import type { StudySpec } from "../study/spec.ts";
import type { StudyEvent } from "../study/events.ts";

const never = createStopper().signal;
const search = { ...toySearch, trials: 3 };
const tuning: Stage = {
  ...toySearch,
  space: { id: "training-numbers", settings: {} },
  strategy: { id: "random", options: {} },
  trials: 2,
  base: { bestOf: 0 },
};
const stages: readonly Stage[] = [
  search,
  { kind: "retrain", source: { bestOf: 0 }, times: 3 },
  tuning,
  { kind: "ensemble", from: [0, 1], members: 2 },
  { kind: "test", from: [0, 2, 3] },
];
const spec: StudySpec = { ...toySpec(), stages };

async function run(study = newStudy(spec), evaluator = toyEvaluator(), log = arrayLog(), options = {}): Promise<Study> {
  return runStudy(study, toyParts(evaluator, log), { interrupt: never, ...options }).done;
}

describe("a study of five stages", () => {
  test("runs each to its end before the next, on the best of the one it names", async () => {
    const study = await run();
    expect(currentStage(study)).toBeNull();
    expect(stages.map((_, index) => trialsOf(study, index).length)).toEqual([3, 3, 2, 1, 0]);
    expect(study.trials.map(({ stage }) => stage)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 3]);
    const best = bestTrial(study, { stage: 0 })!;
    expect(study.sources[1]).toEqual([best.id]);
    expect(study.sources[2]).toEqual([best.id]);
    expect(study.sources[3]).toHaveLength(2);
    expect(study.sources[4]).toEqual([best.id, bestTrial(study, { stage: 2 })!.id, 8]);
    for (const id of study.sources[4]!) expect(study.trials.at(id)!.test).not.toBeNull();
    expect(
      study.trials
        .filter(({ test }) => test)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...study.sources[4]!].sort());
    expect(progressOf(study)).toEqual({ done: 12, planned: 12 });
  });

  test("retraining and tuning keep the data order of the trial they began from and draw fresh weights", async () => {
    const study = await run();
    const best = bestTrial(study, { stage: 0 })!;
    for (const trial of [...trialsOf(study, 1), ...trialsOf(study, 2)]) {
      expect(seedsOf(study, trial).data).toBe(seedsOf(study, best).data);
      expect(recipeOf(study, trial)).toEqual(toyRecipe);
    }
    expect(new Set(study.trials.map((trial) => seedsOf(study, trial).weights)).size).toBe(study.trials.length);
  });

  test("tuning tries what the winner was trained by already before anything else", async () => {
    const [own, next] = trialsOf(await run(), 2);
    expect(own!.reason.text).toContain("was trained by already");
    // Adam's own rate and means at a constant rate.
    const numbers = (genotypeOf(own!) as number[]).map((value) => Number(value.toFixed(3)));
    expect(numbers.slice(0, 5)).toEqual([-3, 1.602, 1, -1, -3]);
    expect(next!.reason.text).not.toContain("was trained by already");
  });

  test("interrupted after any event and resumed, ends with the same trials", () => expectResumable(spec, 25));

  test("can be run up to a stage, and changed where it has not begun", async () => {
    const half = await run(newStudy(spec), toyEvaluator(), arrayLog(), { through: 1 });
    expect(currentStage(half)).toBe(2);
    expect(isStageDone(half, 1)).toBe(true);
    const changed: StudyEvent = { type: "stagesChanged", stages: [...stages.slice(0, 2), { kind: "test", from: [1] }] };
    const log = arrayLog();
    await log.append([{ type: "studyCreated", spec }, changed]);
    const study = await run({ ...half, spec: { ...spec, stages: changed.stages } }, toyEvaluator(), log);
    expect(study.sources[2]).toEqual([bestTrial(study, { stage: 1, kinds: ["retrained"] })!.id]);
  });

  test("a larger budget of an early stage is used; later stages keep what they worked on, and a new best is tested too", async () => {
    const study = await run();
    const larger = foldEvents([
      { type: "studyCreated", spec: { ...spec, stages: [{ ...search, trials: 5 }, ...stages.slice(1)] } },
    ])!;
    const more = await run({ ...study, spec: larger.spec });
    expect(trialsOf(more, 0)).toHaveLength(5);
    expect(more.sources.slice(0, 4)).toEqual(study.sources.slice(0, 4));
    const best = bestTrial(more, { stage: 0 })!;
    expect(study.sources[4]).not.toContain(best.id);
    expect(more.sources[4]).toEqual([...study.sources[4]!, best.id]);
    expect(best.test).not.toBeNull();
    expect(currentStage(more)).toBeNull();
  });

  test("a stage without what it needs ends the run with the reason", async () => {
    const failing = toyEvaluator(1, () => {
      throw new Error("no luck");
    });
    await expect(run(newStudy(spec), failing)).rejects.toThrow("None of the 3 networks finished; all failed: no luck.");
  });

  test("keeps the weights of every training that an ensemble will take, before it begins", async () => {
    const before = await run(newStudy(spec), toyEvaluator(), arrayLog(), { through: 2 });
    const kept = keptTrials(before, 0);
    const members = bestTrainings(before, [0, 1], 2).map(({ id }) => id);
    expect(members).toHaveLength(2);
    for (const id of members) expect(kept.has(id)).toBe(true);
    expect((await run(before)).sources[3]).toEqual(members);
  });

  test("ranks by what the study minimises", () => {
    const scored = (id: number, meanIou: number, dice: number) =>
      ({
        id,
        stage: 0,
        status: "finished",
        key: String(id),
        architecture: { kind: "genotype" },
        curve: [],
        evaluation: { scores: { values: { meanIou, logDice: -Math.log(dice) }, perClass: {} } },
      }) as unknown as Trial;
    const trials = [scored(0, 0.8, 0.5), scored(1, 0.7, 0.6)];
    const listed = { ...newStudy(spec), trials: TrialList.of(trials, ranking({ spec })) };
    const bestBy = (metric: string) =>
      applyEvent(listed, { type: "stagesChanged", stages: [{ ...search, objective: objectiveOf(metric) }] });
    const best = (metric: string) => bestTrial(bestBy(metric))!.id;
    expect([best("meanIou"), best("logDice")]).toEqual([0, 1]);
  });

  test("keeps the weights that later stages work on", async () => {
    const study = await run();
    const kept = keptTrials(study, 0);
    for (const id of study.sources.flat()) expect(kept.has(id)).toBe(true);
  });
});

describe("the retraining control", () => {
  test("shows the spread of luck, and claims nothing of a winner that was trained once", async () => {
    const study = await run();
    const control = retrainingControl(study, 1)!;
    expect(control.retrained).toHaveLength(3);
    expect(control.minimum).toBeLessThanOrEqual(control.median);
    expect(control.median).toBeLessThanOrEqual(control.maximum);
    const tuned = bestTrial(study, { stage: 2 })!;
    expect(control.tuning?.winner.id).toBe(tuned.id);
    expect(control.tuning?.percentile).toBe(
      control.retrained.filter(
        (trial) =>
          trial.status === "finished" &&
          tuned.status === "finished" &&
          valueOf(trial.evaluation.scores, "meanIou")! < valueOf(tuned.evaluation.scores, "meanIou")!,
      ).length / 3,
    );
    expect(control.sentence).toContain(
      "No gain can be claimed before it is retrained 5 times or more; it was 0 times.",
    );
    expect(control.sentence).toContain(control.maximum.toFixed(3));
    expect(scoresOfSeeds(study)(control.source)).toHaveLength(4);
  });

  test("says nothing of a stage that has not begun, or that is no retraining", async () => {
    expect(retrainingControl(newStudy(spec), 1)).toBeNull();
    expect(retrainingControl(await run(), 0)).toBeNull();
  });
});

test("a test has nothing to do where nothing is held out, and what stands behind it still runs", async () => {
  const task = { ...spec.task, split: { ...spec.task.split, test: { from: 8, to: 8 } } };
  const study = await run(
    newStudy({
      ...spec,
      task,
      stages: [search, { kind: "test", from: [0] }, { kind: "retrain", source: { bestOf: 0 }, times: 1 }],
    }),
  );
  expect(study.sources[1]).toEqual([]);
  expect(study.trials.every((trial) => trial.test === null)).toBe(true);
  expect(trialsOf(study, 2)).toHaveLength(1);
  expect(currentStage(study)).toBeNull();
});

test("baselines are tested beside the best, so that both are measured alike", async () => {
  const withBaseline: StudySpec = {
    ...spec,
    stages: [
      { ...search, baselines: [{ id: "unet", options: { base: 4, depth: 2 } }] },
      { kind: "test", from: [0] },
    ],
  };
  const study = await run(newStudy(withBaseline));
  expect(study.sources[1]).toContain(0);
  expect(study.sources[1]).toEqual([bestTrial(study, { stage: 0 })!.id, 0]);
  for (const id of study.sources[1]!) expect(study.trials.at(id)!.test).not.toBeNull();
  expect(progressOf(study)).toEqual({ done: 3 + study.sources[1]!.length, planned: 3 + study.sources[1]!.length });
});

test("cautions of a plan are those of its stages; one that could not run says why", () => {
  const segnas4 = { id: "segnas", settings: segnas.presets.find(({ id }) => id === "segnas4")!.settings };
  const planned = (trials: number, options: OptionValues = {}): readonly Stage[] => [
    { ...toySearch, space: segnas4, strategy: { id: "crs", options }, trials },
    tuning,
  ];
  expect(cautionsOf(planned(20), catalogParts)).toEqual([]);
  expect(cautionsOf(planned(6), catalogParts)).toEqual([
    "6 trials end inside CRS's first part of 6: this is random search; 13 or more let it mirror points.",
  ]);
  expect(cautionsOf(planned(20, { population: 3 }), catalogParts)[0]).toMatch(/population of 3 is too small/);
});

describe("the order of stages", () => {
  test("a stage cannot come before its input, nor choose by the test part", () => {
    expect(() => checkStages(stages)).not.toThrow();
    expect(() => checkStages([{ kind: "test", from: [] }])).toThrow("has no stage to take its input from");
    expect(() => checkStages([search, { kind: "retrain", source: { bestOf: 2 }, times: 1 }, search])).toThrow(
      "does not come before it",
    );
    expect(() =>
      checkStages([search, { kind: "test", from: [0] }, { kind: "ensemble", from: [1], members: 2 }]),
    ).toThrow("must not choose anything");
    expect(() => moveStage(stages, 1, 0)).toThrow("does not come before it");
  });

  test("moving and taking out keep what every stage refers to", () => {
    const moved = moveStage(stages, 2, 1);
    expect(moved.map(({ kind }) => kind)).toEqual(["search", "search", "retrain", "ensemble", "test"]);
    expect(moved[3]).toMatchObject({ from: [0, 2] });
    expect(moved[4]).toMatchObject({ from: [0, 1, 3] });
    expect(removeStage(stages, 2).at(-1)).toMatchObject({ kind: "test", from: [0, 2] });
    expect(() => removeStage(stages, 0)).toThrow("Stage 2 (retrain) works on the best of stage 1; take it out first.");
  });

  test("what is added comes before a test that has not begun, and is tested too", () => {
    const retrain: Stage = { kind: "retrain", source: { bestOf: 0 }, times: 1 };
    const planned: readonly Stage[] = [search, { kind: "test", from: [0] }];
    expect(insertStage(planned, retrain, 1)).toEqual([search, retrain, { kind: "test", from: [0, 1] }]);
    expect(insertStage(planned, retrain, 2)).toEqual([...planned, retrain]);
    expect(insertStage([search], retrain, 1)).toEqual([search, retrain]);
    expect(insertStage(planned, { kind: "test", from: [0] }, 1)).toEqual([...planned, { kind: "test", from: [0] }]);
    expect(() => insertStage(planned, { ...retrain, source: { bestOf: 4 } }, 1)).toThrow("does not come before it");
  });
});

test("the paper's figure shows the luckiest training of stage 1 beside the winner of stage 2", async () => {
  const study = await run();
  const [first, second] = figureTrials(study);
  const control = retrainingControl(study, 1)!;
  const scores = [control.source, ...control.retrained].map((trial) =>
    trial.status === "finished" ? valueOf(trial.evaluation.scores, "meanIou")! : 0,
  );
  expect(first?.status === "finished" && valueOf(first.evaluation.scores, "meanIou")!).toBe(Math.max(...scores));
  expect(second).toEqual(control.tuning!.winner);
  expect(figureTrials(newStudy(spec))).toEqual([]);
});
