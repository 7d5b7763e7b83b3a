import { TrialList } from "../study/trialList.ts";
import { ranking } from "../study/ranking.ts";
import { describe, expect, test } from "vitest";
import { presets } from "../../catalog/spaces/autosegnet/settings.ts";
import { StudioError } from "../errors.ts";
import { expectResumable } from "../../testing/expectResumable.ts";
import { arrayLog, newStudy, toyEvaluator, toyParts, toyRecipe, toySpec } from "../../testing/toyStudy.ts";
import { comparisonsOf } from "../judging/comparison.ts";
import { createResolver } from "./resolve.ts";
import { originOf, seedsOf } from "./origin.ts";
import { keptTrials } from "./keptTrials.ts";
import { retrainingControl, scoresOfSeeds } from "../judging/retrainingControl.ts";
import { runStudy } from "../run/runStudy.ts";
import { createStopper } from "../run/signal.ts";
import { checkStages } from "./edits.ts";
import { currentStage, progressOf } from "./stages.ts";
import { supernetOf } from "./supernet.ts";
import { trialsOf } from "../study/trials.ts";
import { bestTrial } from "../study/ranking.ts";
import { foldEvents } from "../study/fold.ts";
import type { Study } from "../study/study.ts";
import { type Stage } from "./index.ts";
import { type StudySpec } from "../study/spec.ts";
import { type SupernetStage } from "./supernet.ts";
import { type StudyEvent } from "../study/events.ts";
import { collapseWarning, type SharedEpoch } from "../study/sharedSearch.ts";
import { catalogParts } from "../../catalog/parts.ts";

const never = createStopper().signal;
const supernet: SupernetStage = {
  kind: "supernet",
  space: { id: "autosegnet", settings: presets[0]!.settings },
  controller: { id: "reinforce", options: {} },
  recipe: toyRecipe,
  warmUp: 0,
  updates: 1,
  reward: "meanIou",
  samples: 4,
  keep: 2,
  memoryCap: 1e10,
};
const unet = { id: "unet", options: { depth: 2 } };
const stages: readonly Stage[] = [
  supernet,
  { kind: "retrain", source: { bestOf: 0 }, times: 2, recipe: { steps: 20 }, baselines: [unet], controls: 2 },
  { kind: "retrain", source: { bestOf: 0 }, times: 1, recipe: { patch: [1, 128, 128], batch: 1 } },
  { kind: "test", from: [1, 2] },
];
const spec: StudySpec = { ...toySpec(), stages };

const run = (study = newStudy(spec), evaluator = toyEvaluator(), log = arrayLog()): Promise<Study> =>
  runStudy(study, toyParts(evaluator, log), { interrupt: never }).done;
const kinds = (study: Study, stage: number) => trialsOf(study, stage).map(({ architecture }) => architecture.kind);

describe("a study that begins with shared weights", () => {
  test("derives members, retrains the best beside baselines and random members, and again on larger patches", async () => {
    const study = await run();
    expect(currentStage(study)).toBeNull();
    expect(stages.map((_, stage) => kinds(study, stage))).toEqual([
      ["supernet", "derived", "derived"],
      ["retrained", "retrained", "network", "network", "control", "control"],
      ["retrained"],
      [],
    ]);
    const shared = supernetOf(study, 0)!.shared!;
    expect(shared.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(
      trialsOf(study, 0)
        .slice(1)
        .map(({ architecture }) => architecture),
    ).toEqual(shared.members.slice(0, 2).map(({ genotype }) => ({ kind: "derived", genotype })));
    expect(study.sources[1]).toEqual([bestTrial(study, { stage: 0, kinds: ["derived"] })!.id]);
    expect(progressOf(study)).toEqual({ done: 15, planned: 15 });
  });

  test("what was only scored with shared weights is never the best of the study; its retraining can be", async () => {
    const study = await run();
    const best = bestTrial(study)!;
    expect(best.architecture.kind).toBe("retrained");
    expect(bestTrial({ ...study, trials: TrialList.of([...study.trials].slice(0, 3), ranking(study)) })).toBeNull();
  });

  test("all of a comparison train by one recipe, on the same data in the same order, and are all tested", async () => {
    const study = await run();
    const resolver = createResolver(catalogParts);
    const alike = trialsOf(study, 1);
    for (const { architecture } of alike)
      expect(resolver.resolve(study, 1, architecture)).toMatchObject({ recipe: { ...toyRecipe, steps: 20 } });
    expect(new Set(alike.map((trial) => seedsOf(study, trial).data)).size).toBe(1);
    expect(new Set(alike.map((trial) => seedsOf(study, trial).weights)).size).toBe(alike.length);
    expect(alike.every(({ test }) => test !== null)).toBe(true);
  });

  test("a larger patch makes the network of the same member deeper", async () => {
    const study = await run();
    const resolver = createResolver(catalogParts);
    const poolings = (stage: number) => {
      const found = resolver.resolve(
        study,
        stage,
        trialsOf(study, stage).find(({ architecture }) => architecture.kind === "retrained")!.architecture,
      );
      return "network" in found
        ? found.network.nodes.filter(({ id }) => id.startsWith("encoder/") && id.endsWith("/final/norm")).length
        : 0;
    };
    expect([poolings(1), poolings(2)]).toEqual([2, 3]);
    expect(originOf(study, 2).recipe).toMatchObject({ patch: [1, 128, 128], batch: 1, steps: 40 });
  });

  test("interrupted after any event and resumed, ends with the same trials", () => expectResumable(spec, 20));

  test("epochs past the checkpoint that a run goes on from are told again, not twice", () => {
    const point = (step: number) => ({ step, loss: 1, learningRate: 0.1 });
    const epoch = (number: number) => ({ epoch: number }) as SharedEpoch;
    const asked: StudyEvent = {
      type: "trialAsked",
      trial: 0,
      stage: 0,
      label: "s",
      architecture: { kind: "supernet" },
      key: "supernet",
      reason: { text: "" },
      cost: null,
      isPinned: false,
    };
    const started = (fromStep: number): StudyEvent => ({ type: "trialStarted", trial: 0, device: "toy", fromStep });
    const ended = (number: number): StudyEvent => ({
      type: "epochEnded",
      trial: 0,
      point: point(10 * number),
      epoch: epoch(number),
    });
    const study = foldEvents([
      { type: "studyCreated", spec },
      asked,
      started(0),
      ended(1),
      ended(2),
      started(10),
      ended(2),
    ])!;
    expect(study.trials.at(0)!.shared!.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(study.trials.at(0)!.curve.map(({ step }) => step)).toEqual([10, 20]);
  });

  test("keeps the shared weights while members are to be scored with them", async () => {
    const study = await run();
    const at = (events: number): Study => ({
      ...study,
      trials: TrialList.of([...study.trials].slice(0, events), ranking(study)),
    });
    expect(keptTrials(at(2), 0).has(0)).toBe(true);
    expect(keptTrials(study, 0).has(0)).toBe(false);
  });

  test("its scores with shared weights are no measure of luck for the retrainings", async () => {
    const study = await run();
    const derived = trialsOf(study, 0)[1]!;
    expect(retrainingControl(study, 1)).toBeNull();
    expect(scoresOfSeeds(study)(derived)).toEqual([]);
    expect(comparisonsOf(study).map(({ stage, rows }) => [stage, rows.length])).toEqual([
      [1, 3],
      [2, 1],
    ]);
  });

  test("keeps the weights of all that a test will open, however they scored", async () => {
    const study = await run();
    const untested: Study = {
      ...study,
      trials: TrialList.of(
        study.trials.map((trial) => ({ ...trial, test: null })),
        ranking(study),
      ),
    };
    for (const { id } of trialsOf(study, 1)) expect(keptTrials(untested, 0).has(id)).toBe(true);
  });

  test("the best is trained without a part of its space as often as with, and told from it", async () => {
    const ablating: readonly Stage[] = [
      supernet,
      { kind: "retrain", source: { bestOf: 0 }, times: 2, recipe: { steps: 20 }, without: ["hdcLayer"] },
    ];
    const study = await run(newStudy({ ...spec, stages: ablating }));
    expect(kinds(study, 1)).toEqual(["retrained", "retrained", "ablated", "ablated"]);
    expect(progressOf(study).done).toBe(progressOf(study).planned);
    const [, , lacking] = trialsOf(study, 1);
    expect(lacking!.label).toMatch(/^Derived( 2)? without HDC layer$/);
    const [withIt, without] = [0, 2].map((at) => {
      const found = createResolver(catalogParts).resolve(study, 1, trialsOf(study, 1)[at]!.architecture);
      return "network" in found && found.network.nodes.some(({ id }) => id.startsWith("bottleneck/hdc/"));
    });
    expect([withIt, without]).toEqual([true, false]);
    expect(
      comparisonsOf(study)[0]!
        .rows.map(({ name }) => name)
        .sort(),
    ).toEqual([
      expect.stringMatching(/ without HDC layer$/) as string,
      expect.stringMatching(/, retrained$/) as string,
    ]);
  });

  test("shared weights that could not be trained leave nothing to retrain, and the run says so", async () => {
    const evaluator = toyEvaluator(1, (trial) => {
      if (trial === 0) throw new StudioError("NotANumber", "diverged");
    });
    await expect(run(newStudy(spec), evaluator)).rejects.toThrow(
      /The only network did not finish: it failed: diverged/,
    );
  });

  test("nothing may choose by scores of shared weights but a retraining", () => {
    expect(() => checkStages([supernet, { kind: "test", from: [0] }])).toThrow(/Retrain the best of them/);
    expect(() => checkStages([supernet, { kind: "ensemble", from: [0], members: 2 }])).toThrow(/shared weights/);
    expect(() => checkStages(stages)).not.toThrow();
  });
});

test("a controller that settles early is warned of with what to do, one that settles late is not", () => {
  const epoch = (number: number, entropy: number): SharedEpoch => ({
    epoch: number,
    rewards: [],
    baseline: 0,
    entropy,
    uniformEntropy: 10,
    probabilities: [],
    diverged: 0,
    tooLarge: 0,
    restored: 0,
  });
  expect(collapseWarning([epoch(1, 9), epoch(2, 0.4)], 10)).toMatch(
    /settled in epoch 2 of 10: it kept 4 %.*larger entropy weight/,
  );
  expect(collapseWarning([epoch(1, 9), epoch(3, 0.4)], 10)).toBeNull();
});
