import { toErrorRecord } from "../errors.ts";
import { membersOf, roleOf } from "../study/architecture.ts";
import type { Corrections } from "../study/correctionRound.ts";
import type { Study } from "../study/study.ts";
import { type Trial } from "../study/trial.ts";
import type { ShuffledParts } from "../image/shuffledSplit.ts";
import type { Recipe } from "../space/recipe.ts";
import type { PlanCatalog } from "./catalogParts.ts";
import { kindOf, type Stage } from "./index.ts";
import { othersOf } from "./origin.ts";

/** The stages that a stage takes its input from. */
export const inputsOf = (stage: Stage): readonly number[] => kindOf(stage).inputs(stage);

/** How many candidates a stage has in all; of a test, how many stages it tests. */
export const sizeOf = (stage: Stage): number => kindOf(stage).size(stage);

/** How often networks of the catalog are trained in a stage, and those of files scored. */
export const baselinesOf = (stage: Stage): number => kindOf(stage).baselines(stage);

/** Whether a stage opens the test part for earlier trials instead of asking for new ones. */
export const isTest = (stage: Stage): boolean => kindOf(stage).work === "tests";

/** Whether what a stage of a study trains is to be compared, network against network. */
export const isComparison = (study: Study, index: number): boolean => othersOf(study).isComparison(index);

/** Earlier candidates of the same search with the same key: what becomes of them holds. Other stages repeat on purpose. */
export function twinsOf(study: Study, trial: Trial): readonly Trial[] {
  const stage = study.spec.stages[trial.stage];
  if (!stage || !kindOf(stage).trainsTwinsOnce) return [];
  const { keyed } = study.trials.stage(trial.stage);
  return study.trials.pick(keyed.get(trial.key)).filter(({ id }) => id < trial.id);
}

/** The shuffled split that a trial is trained and scored on; null for the study's own. */
export function shuffledPartsOf({ spec }: Study, { stage: index, architecture }: Trial): ShuffledParts | null {
  const [stage, number] = [spec.stages[index], roleOf(architecture).split(architecture)];
  return stage && number !== null ? kindOf(stage).splitOf(stage, number, spec.seed) : null;
}

/** What a trial learns from beside the labels of its study; null where nothing was corrected for it. */
export function correctionsOf({ spec }: Study, { stage: index, architecture }: Trial): Corrections | null {
  const [stage, count] = [spec.stages[index], roleOf(architecture).rounds(architecture)];
  return stage && count > 0 ? kindOf(stage).corrections(stage, count) : null;
}

/** The last stage that learns from corrections of a trial's predictions, where one does: of that trial, or of one that it trained. */
export function correctingStage(study: Study, trial: number): number | null {
  const index = study.spec.stages.findLastIndex(
    (stage, at) =>
      kindOf(stage).corrections(stage, 0) !== null &&
      [...(study.sources[at] ?? []), ...study.trials.stage(at).ids].includes(trial),
  );
  return index < 0 ? null : index;
}

/** Whose probabilities are averaged for a trial: an ensemble's members, or the trial itself. */
export function memberTrials(study: Study, trial: Trial): readonly Trial[] {
  const role = roleOf(trial.architecture);
  return role.work === "average" ? membersOf(trial).map((member) => study.trials.at(member.trial)!) : [trial];
}

/** How many candidates a stage of a study has: of a test that has begun, the trials it settled on; of shared weights that are trained, themselves and the members they left. */
export function plannedOf(study: Study, index: number): number {
  const stage = study.spec.stages[index]!;
  return kindOf(stage).planned(study, index, stage);
}

/** How many of a stage's candidates have ended; of a test, how many of its trials have been tested. */
export function doneOf(study: Study, index: number): number {
  const stage = study.spec.stages[index];
  if (stage && isTest(stage)) return (study.sources[index] ?? []).filter((id) => study.trials.at(id)?.test).length;
  return study.trials.stage(index).ended.size;
}

/** Trials that a stage trains in all, baselines among them; none for a test. */
export const trainingsOf = (study: Study, index: number): number => {
  const stage = study.spec.stages[index]!;
  return isTest(stage) ? 0 : plannedOf(study, index) + baselinesOf(stage);
};

/** Candidates of a stage that have not been asked for yet. */
export function unaskedOf(study: Study, index: number): number {
  const stage = study.spec.stages[index]!;
  return isTest(stage) ? 0 : Math.max(0, sizeOf(stage) - study.trials.stage(index).candidates.size);
}

/** Candidates that have ended, and all there will be, over every stage. */
export function progressOf(study: Study): { readonly done: number; readonly planned: number } {
  const sum = (count: (index: number) => number) =>
    study.spec.stages.reduce((total, _, index) => total + count(index), 0);
  return { done: sum((index) => doneOf(study, index)), planned: sum((index) => plannedOf(study, index)) };
}

/** Whether a stage has begun and has nothing left to do. */
export function isStageDone(study: Study, index: number): boolean {
  const stage = study.spec.stages[index];
  const sources = study.sources[index];
  if (!stage || !sources) return false;
  if (isTest(stage)) return sources.every((id) => study.trials.at(id)?.test) && unsettled(study, index).length === 0;
  const { ids, running } = study.trials.stage(index);
  return running === 0 && ids.size >= trainingsOf(study, index);
}

/** The trials that a stage works on, now that the stages before it are done. Throws StudioError "BadInput" saying why there is none. */
export function settleSources(study: Study, index: number): readonly number[] {
  const stage = study.spec.stages[index]!;
  return kindOf(stage).settle(study, index, stage, othersOf(study));
}

/** Trials that a stage which has begun does not know of: after a larger budget of an earlier stage, another may be its best. */
export const unsettled = (study: Study, index: number): readonly number[] =>
  kindOf(study.spec.stages[index]!).settlesAgain
    ? settleSources(study, index).filter((id) => !study.sources[index]!.includes(id))
    : [];

/** Index of the stage that is being worked on, or comes next; null once all are done. */
export function currentStage(study: Study): number | null {
  const index = study.spec.stages.findIndex((_, at) => !isStageDone(study, at));
  return index < 0 ? null : index;
}

/** What a user should know of a plan before it runs, a sentence or two a stage; a stage that could not run says why. */
export const cautionsOf = (stages: readonly Stage[], catalog: PlanCatalog): readonly string[] =>
  stages.flatMap((stage) => {
    try {
      return kindOf(stage).caution(stage, catalog) ?? [];
    } catch (error) {
      return toErrorRecord(error).message;
    }
  });

/** What the networks of a stage of a plan are trained by: a retraining changes the recipe of the stage it takes its network from. */
export function plannedRecipe(stages: readonly Stage[], index: number): Recipe | null {
  const stage = stages[index]!;
  const kind = kindOf(stage);
  const [input] = kind.inputs(stage);
  return kind.recipe(stage, input === undefined ? null : plannedRecipe(stages, input));
}
