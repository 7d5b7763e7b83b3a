import { StudioError } from "../errors.ts";
import { lengthOf } from "../image/dataset.ts";
import { bestTrainings, bestTrial } from "../study/ranking.ts";
import { isComparison, type SearchStage, type Stage } from "../study/spec.ts";
import { type Study } from "../study/study.ts";
import { hasEnded, type Trial } from "../study/trial.ts";
import { whyNoneFinished } from "../study/whyNoneFinished.ts";

/** The stages that a stage takes its input from. */
export function inputsOf(stage: Stage): readonly number[] {
  switch (stage.kind) {
    case "search":
      return stage.base ? [stage.base.bestOf] : [];
    case "supernet":
      return [];
    case "retrain":
      return "trial" in stage.source ? [] : [stage.source.bestOf];
    case "ensemble":
    case "test":
      return stage.from;
    default:
      return stage satisfies never;
  }
}

/** Trials of a stage, in the order in which they were asked for. */
export const trialsOf = (study: Study, stage: number): readonly Trial[] =>
  study.trials.filter((trial) => trial.stage === stage);

/** Earlier candidates of the same search with the same key: what becomes of them holds. Other stages repeat on purpose. */
export const twinsOf = (study: Study, trial: Trial): readonly Trial[] =>
  study.spec.stages[trial.stage]?.kind === "search"
    ? trialsOf(study, trial.stage).filter(({ id, key }) => id < trial.id && key === trial.key)
    : [];

/** Trials of a stage that count against its size: a search's candidates without its baselines, all trials of any other stage. */
export const candidatesOf = (study: Study, stage: number): readonly Trial[] =>
  trialsOf(study, stage).filter(({ architecture }) => architecture.kind !== "network");

/** Whose probabilities are averaged for a trial: an ensemble's members, or the trial itself. */
export const memberTrials = (study: Study, trial: Trial): readonly Trial[] =>
  trial.architecture.kind === "ensemble" ? trial.architecture.members.map((id) => study.trials[id]!) : [trial];

/** How many candidates a stage has in all; of a test, how many trials it tests. */
export function sizeOf(stage: Stage): number {
  switch (stage.kind) {
    case "search":
      return stage.trials;
    case "supernet":
      return 1 + stage.keep;
    case "retrain":
      return stage.times + (stage.controls ?? 0);
    case "ensemble":
      return 1;
    case "test":
      return stage.from.length;
    default:
      return stage satisfies never;
  }
}

/** How many candidates a stage of a study has: of a test that has begun, the trials it settled on; of a supernet that has ended, itself and the members it left. */
export function plannedOf(study: Study, index: number): number {
  const stage = study.spec.stages[index]!;
  if (stage.kind === "test") return study.begun[index]?.length ?? sizeOf(stage);
  const supernet = stage.kind === "supernet" ? supernetOf(study, index) : undefined;
  return stage.kind === "supernet" && supernet && hasEnded(supernet)
    ? 1 + Math.min(stage.keep, supernet.status === "finished" ? (supernet.shared?.members.length ?? 0) : 0)
    : sizeOf(stage);
}

/** The trial that holds the shared weights of a stage; undefined before it is asked for. */
export const supernetOf = (study: Study, stage: number): Trial | undefined =>
  trialsOf(study, stage).find(({ architecture }) => architecture.kind === "supernet");

/** How often networks of the catalog are trained in a stage. */
export function baselinesOf(stage: Stage): number {
  if (stage.kind === "search") return stage.baselines.length;
  return stage.kind === "retrain" ? (stage.baselines?.length ?? 0) * stage.times : 0;
}

/** How many of a stage's candidates have ended; of a test, how many of its trials have been tested. */
export function doneOf(study: Study, index: number): number {
  const stage = study.spec.stages[index];
  if (stage?.kind === "test") return (study.begun[index] ?? []).filter((id) => study.trials[id]?.test).length;
  return candidatesOf(study, index).filter(hasEnded).length;
}

/** Candidates that have ended, and all there will be, over every stage. */
export function progressOf(study: Study): { readonly done: number; readonly planned: number } {
  const sum = (count: (stage: Stage, index: number) => number) =>
    study.spec.stages.reduce((total, stage, index) => total + count(stage, index), 0);
  return { done: sum((_, index) => doneOf(study, index)), planned: sum((_, index) => plannedOf(study, index)) };
}

/** Whether a stage has begun and has nothing left to do. */
export function isStageDone(study: Study, index: number): boolean {
  const stage = study.spec.stages[index];
  const sources = study.begun[index];
  if (!stage || !sources) return false;
  if (stage.kind === "test")
    return sources.every((id) => study.trials[id]?.test) && unsettledTests(study, index).length === 0;
  const wanted = plannedOf(study, index) + baselinesOf(stage);
  const trials = trialsOf(study, index);
  return trials.length >= wanted && trials.every(hasEnded);
}

/** Trials that a test which has begun does not know of: after a larger budget of an earlier stage, another may be its best. */
export const unsettledTests = (study: Study, index: number): readonly number[] =>
  settleSources(study, index).filter((id) => !study.begun[index]!.includes(id));

/** Index of the stage that is being worked on, or comes next; null once all are done. */
export function currentStage(study: Study): number | null {
  const index = study.spec.stages.findIndex((_, at) => !isStageDone(study, at));
  return index < 0 ? null : index;
}

/** The search stage at an index. Throws StudioError "BadStudyFile" where there is another kind. */
export function searchStage(study: Study, index: number): SearchStage {
  const stage = study.spec.stages[index];
  if (stage?.kind !== "search") throw new StudioError("BadStudyFile", `Stage ${index + 1} is no search.`);
  return stage;
}

/** What a stage came to; its baselines are told apart. */
const RESULTS = ["genotype", "retrained", "ensemble"] as const;

/**
 * The trials that a stage works on, now that the stages before it are done: the best of each, and for a test their baselines too
 * and all trainings of a comparison, or none where nothing is held out.
 * Throws StudioError "BadInput" saying why nothing finished that it could work on.
 * An ensemble takes the best trainings of all its stages together.
 */
export function settleSources(study: Study, index: number): readonly number[] {
  const stage = study.spec.stages[index]!;
  switch (stage.kind) {
    case "search":
      return stage.base ? [bestCandidate(study, stage.base.bestOf)] : [];
    case "supernet":
      return [];
    case "retrain":
      return [
        "trial" in stage.source
          ? chosenTrial(study, index, stage.source.trial)
          : bestCandidate(study, stage.source.bestOf),
      ];
    case "ensemble":
      return ensembleMembers(study, stage.from, stage.members);
    case "test":
      return lengthOf(study.spec.task.split.test) > 0 ? testedTrials(study, stage.from) : [];
    default:
      return stage satisfies never;
  }
}

/** Of a supernet, the member that scored best with the shared weights. */
function bestCandidate(study: Study, input: number): number {
  const kind = study.spec.stages[input]?.kind === "supernet" ? "derived" : "genotype";
  return (bestTrial(study, { stage: input, kinds: [kind] }) ?? missing(study, input)).id;
}

function testedTrials(study: Study, from: readonly number[]): readonly number[] {
  const best = from.flatMap((stage) => bestTrial(study, { stage, kinds: RESULTS }) ?? []);
  const compared = study.trials.filter(
    ({ stage, architecture, status }) =>
      from.includes(stage) &&
      status === "finished" &&
      (architecture.kind === "network" || isComparison(study.spec.stages[stage])),
  );
  if (best.length + compared.length === 0) return missing(study, from[0] ?? 0);
  return [...new Set([...best, ...compared].map(({ id }) => id))];
}

function chosenTrial(study: Study, index: number, id: number): number {
  const trial = study.trials[id];
  if (trial?.status !== "finished" || trial.architecture.kind === "ensemble" || trial.architecture.kind === "supernet")
    throw new StudioError(
      "BadInput",
      `Stage ${index + 1} (retrain) needs a trial that was trained to its end; ${trial ? `trial ${trial.label} was not` : `there is no trial ${id}`}.`,
    );
  return id;
}

function ensembleMembers(study: Study, from: readonly number[], count: number): readonly number[] {
  const members = bestTrainings(study, from, count);
  return members.length > 0 ? members.map(({ id }) => id) : missing(study, from[0] ?? 0);
}

/** Says why nothing finished: that a later stage has no input is only what follows from it. */
function missing(study: Study, input: number): never {
  throw new StudioError("BadInput", whyNoneFinished(trialsOf(study, input)));
}

/** Checks that every stage takes its input from an earlier one that has what it needs. Throws StudioError "BadInput". */
export function checkStages(stages: readonly Stage[]): void {
  stages.forEach((stage, index) => {
    for (const input of inputsOf(stage)) {
      const source = stages[input];
      if (input >= index || !source)
        throw new StudioError(
          "BadInput",
          `Stage ${index + 1} (${stage.kind}) takes its input from stage ${input + 1}, which does not come before it.`,
        );
      if (source.kind === "test")
        throw new StudioError(
          "BadInput",
          `Stage ${index + 1} (${stage.kind}) takes its input from stage ${input + 1}, which only tests. The test part must not choose anything.`,
        );
      if (source.kind === "supernet" && stage.kind !== "retrain")
        throw new StudioError(
          "BadInput",
          `Stage ${index + 1} (${stage.kind}) takes its input from stage ${input + 1}, whose networks are scored with shared weights. Retrain the best of them, and take the retraining.`,
        );
      if (
        (stage.kind === "search" || stage.kind === "retrain") &&
        source.kind !== "search" &&
        source.kind !== "supernet"
      )
        throw new StudioError(
          "BadInput",
          `Stage ${index + 1} (${stage.kind}) needs the best of a search; stage ${input + 1} is ${source.kind === "ensemble" ? "an ensemble" : "a retraining"}.`,
        );
      if (stage.kind === "ensemble" && source.kind === "ensemble")
        throw new StudioError("BadInput", `Stage ${index + 1} would be an ensemble of an ensemble.`);
    }
    if (inputsOf(stage).length === 0 && (stage.kind === "ensemble" || stage.kind === "test"))
      throw new StudioError("BadInput", `Stage ${index + 1} (${stage.kind}) has no stage to take its input from.`);
  });
}

/** The stages in another order. Throws StudioError "BadInput" where a stage would come before its input. */
export function moveStage(stages: readonly Stage[], from: number, to: number): readonly Stage[] {
  const order = stages.map((_, index) => index);
  order.splice(to, 0, ...order.splice(from, 1));
  return inOrder(stages, order);
}

const isTrained = ({ kind }: Stage): boolean => kind === "search" || kind === "retrain" || kind === "ensemble";

/** One more stage: before a test that has not begun, as nothing may be chosen after a test, and tested by it too. Throws StudioError "BadInput" where its input is not there. */
export function insertStage(stages: readonly Stage[], stage: Stage, begun: number): readonly Stage[] {
  const last = stages.length - 1;
  const test = stages[last];
  const inserted =
    test?.kind !== "test" || last < begun
      ? [...stages, stage]
      : [...stages.slice(0, last), stage, { ...test, from: [...test.from, ...(isTrained(stage) ? [last] : [])] }];
  checkStages(inserted);
  return inserted;
}

/** The stages without one. Throws StudioError "BadInput" where another takes its input from it and nothing would be left. */
export function removeStage(stages: readonly Stage[], index: number): readonly Stage[] {
  const user = stages.findIndex(
    (stage) => (stage.kind === "search" || stage.kind === "retrain") && inputsOf(stage).includes(index),
  );
  if (user >= 0)
    throw new StudioError(
      "BadInput",
      `Stage ${user + 1} (${stages[user]!.kind}) works on the best of stage ${index + 1}; take it out first.`,
    );
  return inOrder(
    stages,
    stages.map((_, at) => at).filter((at) => at !== index),
  );
}

/** `order` lists the old indices in their new order. */
function inOrder(stages: readonly Stage[], order: readonly number[]): readonly Stage[] {
  const at = (old: number) => order.indexOf(old);
  const moved = order.map((old) => withInputs(stages[old]!, at));
  checkStages(moved);
  return moved;
}

function withInputs(stage: Stage, at: (old: number) => number): Stage {
  switch (stage.kind) {
    case "search":
      return stage.base ? { ...stage, base: { bestOf: at(stage.base.bestOf) } } : stage;
    case "supernet":
      return stage;
    case "retrain":
      return "trial" in stage.source ? stage : { ...stage, source: { bestOf: at(stage.source.bestOf) } };
    case "ensemble":
    case "test":
      return { ...stage, from: stage.from.map(at).filter((index) => index >= 0) };
    default:
      return stage satisfies never;
  }
}
