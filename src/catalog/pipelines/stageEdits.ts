import { StudioError } from "../../core/errors.ts";
import { withOption, type OptionValue, type OptionValues } from "../../core/options.ts";
import { epochsOf, type RewardId } from "../../core/study/sharedSearch.ts";
import { checkStages, insertStage, moveStage, removeStage, sizeOf } from "../../core/stages/stages.ts";
import type { Stage, SupernetStage } from "../../core/study/spec.ts";
import type { Study } from "../../core/study/study.ts";
import type { StudyEvent } from "../../core/study/events.ts";
import { strategies } from "../strategies/index.ts";
import { BASELINES } from "../networks/baselines.ts";
import { inEpochs, withSteps } from "../schedules/laidOut.ts";

/** One number, choice or switch of a stage. */
export type StageChange =
  /** Candidates of a search, retrainings, members of an ensemble. */
  | { readonly field: "count"; readonly value: number }
  | {
      readonly field: "epochs" | "stepsPerEpoch" | "warmUp" | "updates" | "samples" | "keep" | "controls" | "steps";
      readonly value: number;
    }
  | { readonly field: "reward"; readonly value: RewardId }
  /** Of its strategy, or of its controller. */
  | { readonly field: "option"; readonly name: string; readonly value: OptionValue }
  | { readonly field: "baselines"; readonly value: boolean }
  /** Whether the best of a stage before it are taken in. */
  | { readonly field: "from"; readonly stage: number; readonly value: boolean };

/** One edit of a row of stages; it names what it changes. */
export type StageEdit =
  | { readonly type: "insert"; readonly stage: Stage }
  | { readonly type: "move"; readonly index: number; readonly to: number }
  | { readonly type: "remove"; readonly index: number }
  | { readonly type: "change"; readonly index: number; readonly change: StageChange };

/** The stages after an edit, of which the first `begun` have begun. Throws StudioError "BadInput" where they would not fit together. */
export function applyStageEdit(stages: readonly Stage[], edit: StageEdit, begun: number): readonly Stage[] {
  switch (edit.type) {
    case "insert":
      return insertStage(stages, edit.stage, begun);
    case "move":
      return moveStage(stages, notBegun(edit.index, begun), notBegun(edit.to, begun));
    case "remove":
      return removeStage(stages, notBegun(edit.index, begun));
    case "change": {
      const stage = stages[edit.index];
      if (!stage) throw new StudioError("BadInput", `There is no stage ${edit.index + 1} any more.`);
      if (edit.change.field !== "count") notBegun(edit.index, begun);
      const changed = stages.with(edit.index, changedStage(stage, edit.change));
      checkStages(changed);
      return changed;
    }
    default:
      return edit satisfies never;
  }
}

/** What an edit of a study's stages is in its log: one that has begun may only grow or shrink. Throws StudioError "BadInput". */
export function stageEditEvent({ spec, begun }: Pick<Study, "spec" | "begun">, edit: StageEdit): StudyEvent {
  const stages = applyStageEdit(spec.stages, edit, begun.length);
  if (edit.type === "change" && edit.index < begun.length)
    return { type: "budgetChanged", stage: edit.index, trials: sizeOf(stages[edit.index]!) };
  return { type: "stagesChanged", stages };
}

function notBegun(index: number, begun: number): number {
  if (index >= begun) return index;
  throw new StudioError("BadInput", `Stage ${index + 1} has begun; only those behind it can be changed.`);
}

/** Throws StudioError "BadInput" for a change that this kind of stage does not have. */
function changedStage(stage: Stage, change: StageChange): Stage {
  switch (stage.kind) {
    case "search":
      if (change.field === "count")
        return { ...stage, trials: budgetOf(stage.strategy.id, change.value, stage.strategy.options) };
      if (change.field === "option") {
        const strategy = withOption(stage.strategy, change.name, change.value);
        return { ...stage, strategy, trials: budgetOf(strategy.id, stage.trials, strategy.options) };
      }
      break;
    case "supernet":
      return changedSupernet(stage, change);
    case "retrain":
      if (change.field === "count") return { ...stage, times: change.value };
      if (change.field === "controls") return { ...stage, controls: change.value };
      if (change.field === "baselines") return { ...stage, baselines: change.value ? BASELINES : [] };
      if (change.field === "steps") return { ...stage, recipe: withSteps(stage.recipe ?? {}, change.value) };
      break;
    case "ensemble":
      if (change.field === "count") return { ...stage, members: change.value };
      if (change.field === "from") return { ...stage, from: withSource(stage.from, change.stage, change.value) };
      break;
    case "test":
      if (change.field === "from") return { ...stage, from: withSource(stage.from, change.stage, change.value) };
      break;
    default:
      return stage satisfies never;
  }
  throw new StudioError("BadInput", `A stage of the kind "${stage.kind}" has no "${change.field}".`);
}

function changedSupernet(stage: SupernetStage, change: StageChange): SupernetStage {
  switch (change.field) {
    case "epochs":
      return { ...stage, recipe: inEpochs(stage.recipe, change.value, stage.recipe.evaluateEvery) };
    case "stepsPerEpoch":
      return { ...stage, recipe: inEpochs(stage.recipe, epochsOf(stage.recipe), change.value) };
    case "warmUp":
    case "updates":
    case "keep":
      return { ...stage, [change.field]: change.value };
    case "samples":
      return { ...stage, samples: change.value, keep: Math.min(stage.keep, change.value) };
    case "reward":
      return { ...stage, reward: change.value };
    case "option":
      return { ...stage, controller: withOption(stage.controller, change.name, change.value) };
    default:
      throw new StudioError("BadInput", `Shared weights have no "${change.field}".`);
  }
}

const budgetOf = (strategy: string, trials: number, options: OptionValues): number =>
  strategies.get(strategy).budgetFor?.(trials, options) ?? trials;

/** The last stage that is taken in stays. */
function withSource(from: readonly number[], stage: number, isTaken: boolean): readonly number[] {
  const others = from.filter((other) => other !== stage);
  const next = isTaken ? [...others, stage].sort((a, b) => a - b) : others;
  return next.length > 0 ? next : from;
}
