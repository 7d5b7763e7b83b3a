import { describe, expect, test } from "vitest";
import { runStudy } from "../../src/core/run/runStudy.ts";
import { createStopper } from "../../src/core/run/signal.ts";
import type { Stage } from "../../src/core/stages/index.ts";
import type { Study } from "../../src/core/study/study.ts";
import { arrayLog, newStudy, toyEvaluator, toyParts, toySpec } from "../../src/testing/toyStudy.ts";
import { readLog } from "../../src/storage/studyLog.ts";
import { ensemblesPlan, gainsOverSingle, readEnsembles } from "./ensembles.ts";
import { isSamePlan } from "./runPlan.ts";
import { gainsOver, readShared, sharedWeightsPlan } from "./sharedWeights.ts";
import { shuffledPlan, rivalTrainings, splitFigures } from "./shuffledSplits.ts";
import { readTwoStage, twoStagePlan } from "./twoStage.ts";

/** A plan run on the toy evaluator, which draws scores from seeds. */
function run(stages: readonly Stage[], seed = 1): Promise<Study> {
  const study = newStudy({ ...toySpec({}, seed), stages });
  return runStudy(study, toyParts(toyEvaluator(4), arrayLog()), { interrupt: createStopper().signal }).done;
}

test.each([
  ["A", twoStagePlan],
  ["B", sharedWeightsPlan],
  ["D", shuffledPlan],
  ["E", ensemblesPlan],
])("plan %s is known again in the log of its study, and is not that of a tiny run", (_, plan) => {
  const created = { type: "studyCreated", spec: { ...toySpec(), stages: plan(false) }, at: 0 };
  const { study } = readLog(`${JSON.stringify(created)}\n`);
  expect(isSamePlan(study!.spec.stages, plan(false))).toBe(true);
  expect(isSamePlan(study!.spec.stages, plan(true))).toBe(false);
});

describe("A", () => {
  test("trains 30 trees, 25 retrainings, 60 tunings and the winner 25 times", () => {
    expect(twoStagePlan(false)).toMatchObject([
      { kind: "search", trials: 30, baselines: [] },
      { kind: "retrain", times: 25 },
      { kind: "search", trials: 60 },
      { kind: "retrain", times: 25 },
      { kind: "test" },
    ]);
  });

  test("a study of which nothing was tuned yet has no figures; a finished one has both sides of the claim", async () => {
    const stages = twoStagePlan(true);
    expect(readTwoStage(newStudy({ ...toySpec(), stages }))).toBeNull();
    const found = readTwoStage(await run(stages))!;
    expect([found.retrained.count, found.again.count]).toEqual([2, 5]);
    expect(found.gain).toBeCloseTo(found.again.mean - found.retrained.mean, 12);
    expect(found.emptyChance).toBeCloseTo(16 / (16 + 2 + 1), 12);
    expect(found.isGain).toBe(found.p! < 0.05);
  });
});

describe("B", () => {
  test("the best is held against random members, both rivals at two sizes, itself without HDC and on half the data", async () => {
    const found = readShared(await run(sharedWeightsPlan(true)));
    expect(found.rows.map(({ name }) => name).toSorted()).toEqual([
      "Found",
      "Found, half the data",
      "Found, without HDC",
      "PSPNet (base 12)",
      "PSPNet (base 16)",
      "Random members",
      "U-Net (base 12)",
      "U-Net (base 8)",
    ]);
  });

  test("gains are taken study by study; of a name that a study lacks, from the others", () => {
    const row = (name: string, score: number) => ({ name, score, parameters: 1, trainings: 3 });
    const study = (rows: ReturnType<typeof row>[]) => ({ seed: 0, rows, shared: null });
    const gains = gainsOver([
      study([row("Found", 0.8), row("U-Net", 0.7)]),
      study([row("Found", 0.7), row("U-Net", 0.66), row("Random members", 0.71)]),
    ]);
    expect(gains["U-Net"]!.mean).toBeCloseTo(0.07, 12);
    expect(gains["U-Net"]!.count).toBe(2);
    expect(gains["Random members"]).toMatchObject({ count: 1, margin: null });
  });
});

describe("D", () => {
  test("four rivals are trained on the splits that the study of their seed deals out", () => {
    const trainings = rivalTrainings(shuffledPlan(false), 7, 3);
    expect(trainings).toHaveLength(12);
    expect(new Set(trainings.map(({ key }) => key)).size).toBe(12);
    expect(trainings[1]!.candidate.shuffled).toEqual({ train: 0.5, test: 0.3, seed: "7/shuffled/1" });
    expect(trainings[0]!.candidate.recipe.steps).toBe(150);
  });

  test("differences are paired split by split; there is none before both have all", () => {
    const [found, less, unfinished] = splitFigures([
      { name: "SegNAS", parameters: 1, scores: [0.8, 0.6, 0.7] },
      { name: "U-Net", parameters: 1, scores: [0.7, 0.5, 0.6] },
      { name: "V-Net", parameters: 1, scores: [0.7] },
    ]);
    expect([found!.below, unfinished!.below]).toEqual([null, null]);
    expect(less!.below!.mean).toBeCloseTo(0.1, 12);
    expect(less!.below!.margin).toBeCloseTo(0, 12);
  });
});

describe("E", () => {
  test("greedy selection chooses among all that was searched, and all three are tested", () => {
    expect(ensemblesPlan(false)).toMatchObject([
      { kind: "search", trials: 20, baselines: [] },
      { kind: "ensemble", from: [0], members: 4 },
      { kind: "ensemble", from: [0], choose: "greedy", members: 8, among: 20 },
      { kind: "test", from: [0, 1, 2] },
    ]);
  });

  test("what is tested is read beside the single best of its study; before that there is nothing", async () => {
    const stages = ensemblesPlan(true);
    expect(readEnsembles(newStudy({ ...toySpec(), stages }))).toBeNull();
    const { rows } = readEnsembles(await run(stages))!;
    expect(rows.map(({ name }) => name)).toEqual(["Single best", "Four best", "Greedy"]);
    expect(rows.map(({ above }) => above === null)).toEqual([true, false, false]);
    expect(rows[1]!.above!.mean).toBeCloseTo(rows[1]!.test! - rows[0]!.test!, 12);
    expect([rows[0]!.members, rows[1]!.networks]).toEqual([1, 4]);
  });

  test("gains are those over the single best of the same study", () => {
    const study = (gain: number) => ({
      seed: 0,
      pairs: null,
      rows: [
        { name: "Single best", above: null },
        { name: "Four best", above: { mean: gain, interval: null, p: null } },
      ].map((row) => ({ ...row, members: 1, networks: 1, validation: null, test: null, interval: null })),
    });
    const gains = gainsOverSingle([study(0.01), study(0.03)]);
    expect(gains["Four best"]).toMatchObject({ count: 2 });
    expect(gains["Four best"]!.mean).toBeCloseTo(0.02, 12);
    expect(gains.Greedy!.count).toBe(0);
  });
});
