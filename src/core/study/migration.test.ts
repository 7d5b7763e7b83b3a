import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { damageText, readLog } from "../../storage/studyLog.ts";
import { comparisonsOf } from "../judging/comparison.ts";
import { retrainingControl } from "../judging/retrainingControl.ts";
import { classValuesOf, valueOf, type Scores } from "../judging/scores.ts";
import { parseRecipe } from "../space/recipeSchema.ts";
import { parseEvent } from "./events.ts";
import { currentFrame, migrated } from "./migration.ts";
import { bestTrainings, bestTrial, ranking } from "./ranking.ts";
import { STUDY_VERSION } from "./spec.ts";
import type { Study } from "./study.ts";
import { evaluationOf, latestScores, type Trial } from "./trial.ts";

/*
 * Logs that version 2 wrote ("rare" by hand, with what no short search comes to), beside what version 2 made of them: written by its
 * own code before anything was changed. Neither is ever to be written anew.
 */
const folder = new URL("./fixtures/version2/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");
const logs = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
const linesOf = (log: string): readonly { readonly type: string }[] =>
  read(log)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly type: string });

const scoresOf2 = (scores: Scores | null) =>
  scores && {
    meanIou: valueOf(scores, "meanIou"),
    meanDice: valueOf(scores, "meanDice"),
    accuracy: valueOf(scores, "accuracy"),
    iou: classValuesOf(scores, "iou"),
    dice: classValuesOf(scores, "dice"),
  };

const trialOf2 = (trial: Trial) => ({
  ...{ id: trial.id, stage: trial.stage, label: trial.label, architecture: trial.architecture.kind },
  ...{ status: trial.status, isPinned: trial.isPinned, attempts: trial.attempts, seconds: trial.seconds },
  curve: trial.curve.map(({ step, loss, scores }) => [step, loss, valueOf(scores, "meanIou")]),
  scores: scoresOf2(latestScores(trial)),
  confusion: evaluationOf(trial)?.confusion ?? null,
  test: valueOf(trial.test?.scores, "meanIou"),
  epochs: trial.shared?.epochs.length ?? null,
  members: trial.shared?.members.length ?? null,
});

/** Its first sentence: what may be claimed of a tuned winner is judged otherwise since. */
const spreadIn = (sentence: string | null | undefined): string | null =>
  sentence?.match(/^.*?\d\.(?= |$)/)?.[0] ?? null;

/** What version 2 wrote down of a study. */
function studyOf2(study: Study, events: number) {
  const { spec, trials } = study;
  const [rank, finished] = [ranking(study), trials.filter((trial) => latestScores(trial))];
  return {
    ...{ name: spec.name, events, stages: spec.stages.map(({ kind }) => kind), begun: study.sources },
    ...{ endedOrder: [...study.trials.ended], points: study.points, device: study.choice?.device ?? null },
    ...{ lostDevices: study.lostDevices, lastRun: study.lastRun },
    ranking: finished.toSorted((a, b) => rank(b) - rank(a) || a.id - b.id).map(({ id }) => id),
    ranks: finished.map((trial) => [trial.id, rank(trial)]),
    best: bestTrial(study)?.id ?? null,
    bestTrainings: bestTrainings(study, [...spec.stages.keys()], 5).map(({ id }) => id),
    sentences: spec.stages.map((_, stage) => spreadIn(retrainingControl(study, stage)?.sentence)),
    comparisons: comparisonsOf(study).map(({ stage, rows }) => ({
      stage,
      rows: rows.map(({ name, validation, test: tested }) => ({ name, validation, test: tested })),
    })),
    trials: trials.map(trialOf2),
  };
}

describe.each(logs)("the log %s of version 2", (log) => {
  test("opens as the same study", () => {
    const { study, damage, events } = readLog(read(log));
    expect(damage && damageText(damage)).toBeNull();
    expect(study!.spec.version).toBe(STUDY_VERSION);
    const expected = JSON.parse(read(log.replace(".jsonl", ".json"))) as { sentences: readonly string[] };
    expect(studyOf2(study!, events.length)).toEqual({ ...expected, sentences: expected.sentences.map(spreadIn) });
  });

  test("comes to events of this version that are read back unchanged", () => {
    for (const { at, ...event } of readLog(read(log)).events) {
      const again = parseEvent(JSON.parse(JSON.stringify({ at, ...event })));
      expect(again).toEqual({ at, ...event });
      expect(migrated(again, STUDY_VERSION)).toBe(again);
    }
  });
});

test("the logs hold an event of every type, every kind of stage and network, and every end of a trial", () => {
  const text = logs.map(read).join("");
  const found = (field: string) =>
    new Set([...text.matchAll(new RegExp(`"${field}":"(\\w+)"`, "g"))].map(([, one]) => one!));
  expect([...new Set(logs.flatMap(linesOf).map(({ type }) => type))].sort()).toEqual(EVENT_TYPES);
  for (const kind of ["search", "supernet", "retrain", "ensemble", "test"]) expect(found("kind")).toContain(kind);
  for (const kind of ["genotype", "network", "retrained", "control", "derived"]) expect(found("kind")).toContain(kind);
  for (const status of ["finished", "pruned", "failed", "illegal", "outOfMemory", "cancelled", "memoised"])
    expect(found("status")).toContain(status);
});

const EVENT_TYPES = [
  ...["baselineAdded", "budgetChanged", "deviceChosen", "deviceLost", "epochEnded", "membersDerived", "pointPlaced"],
  ...["pointRemoved", "renamed", "runEnded", "runStarted", "stageBegan", "stagesChanged", "studyCreated", "trialAsked"],
  ...["trialEnded", "trialInterrupted", "trialPinned", "trialReported", "trialStarted", "trialTested"],
];

test("a recipe that an early version saved opens: what it lacks, and a threshold named for one metric", () => {
  const { spec } = JSON.parse(read("rare.jsonl").split("\n")[0]!) as { spec: { stages: { recipe: object }[] } };
  const recipe = parseRecipe(spec.stages[0]!.recipe);
  expect(recipe.voxelWeights).toEqual({ edges: 0, floor: 0 });
  expect(recipe.augmentation.affine.probability).toBe(0);
  expect(recipe.pruners[0]).toEqual({ id: "threshold", options: { below: 0.12, step: 3 } });
  expect(parseRecipe(recipe)).toEqual(recipe);
});

test("what a retraining leaves of a recipe stays left out", () => {
  const changes = readLog(read("rare.jsonl")).study!.spec.stages.flatMap((stage) =>
    stage.kind === "retrain" ? [stage.recipe] : [],
  );
  expect(changes).toEqual([
    { steps: 12, patch: [1, 64, 64], pruners: [{ id: "threshold", options: { below: 0.3, step: 5 } }] },
  ]);
});

test("a frame of an early film has a score", () => {
  expect(currentFrame({ step: 3, meanIou: 0.5 })).toEqual({ step: 3, score: 0.5 });
  expect(currentFrame({ step: 3, score: 0.5 })).toEqual({ step: 3, score: 0.5 });
});

test.each([
  null,
  3,
  "text",
  [],
  { type: "trialEnded" },
  { type: "trialEnded", outcome: null },
  { type: "studyCreated" },
])("what is no event of version 2, such as %j, is left for the check to speak of", (json) => {
  expect(migrated(json, 2)).toEqual(json);
});
