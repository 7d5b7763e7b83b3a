import { StudioError } from "../errors.ts";
import { parseWith } from "../space/recipeSchema.ts";
import type { StudyEvent } from "../study/events.ts";
import type { Study } from "../study/study.ts";
import type { PlanCatalog } from "./catalogParts.ts";
import { kindOf, stageSchema, type Stage } from "./index.ts";
import { changedStage, GIFTS, type StageChange } from "./stageKind.ts";
import { inputsOf, isTest, sizeOf } from "./stages.ts";

/** One edit of a row of stages; it names what it changes. */
export type StageEdit =
  | { readonly type: "insert"; readonly stage: Stage }
  | { readonly type: "move"; readonly index: number; readonly to: number }
  | { readonly type: "remove"; readonly index: number }
  | { readonly type: "change"; readonly index: number; readonly change: StageChange };

/** The stages after an edit, of which the first `begun` have begun. Throws StudioError "BadInput" where they would not fit together. */
export function applyStageEdit(
  stages: readonly Stage[],
  edit: StageEdit,
  begun: number,
  catalog: PlanCatalog,
): readonly Stage[] {
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
      const changed = changedStage(kindOf(stage), stage, edit.change, catalog);
      if (!isResized(stage, changed)) notBegun(edit.index, begun);
      const all = stages.with(edit.index, parseWith(stageSchema, `Stage ${edit.index + 1}`, changed));
      checkStages(all);
      return all;
    }
    default:
      return edit satisfies never;
  }
}

/** What an edit of a study's stages is in its log: one that has begun may only grow or shrink. Throws StudioError "BadInput". */
export function stageEditEvent(
  { spec, sources }: Pick<Study, "spec" | "sources">,
  edit: StageEdit,
  catalog: PlanCatalog,
): StudyEvent {
  const stages = applyStageEdit(spec.stages, edit, sources.length, catalog);
  if (edit.type === "change" && edit.index < sources.length)
    return { type: "budgetChanged", stage: edit.index, trials: sizeOf(stages[edit.index]!) };
  return { type: "stagesChanged", stages };
}

/** Whether nothing but the size differs. */
const isResized = (before: Stage, after: Stage): boolean =>
  JSON.stringify(kindOf(before).resized(before, sizeOf(after))) === JSON.stringify(after);

function notBegun(index: number, begun: number): number {
  if (index >= begun) return index;
  throw new StudioError("BadInput", `Stage ${index + 1} has begun; only those behind it can be changed.`);
}

/** Checks that every stage takes its input from an earlier one that has what it needs. Throws StudioError "BadInput". */
export function checkStages(stages: readonly Stage[]): void {
  stages.forEach((stage, index) => {
    const inputs = inputsOf(stage);
    for (const input of inputs) checkInput(stages, index, input);
    if (inputs.length === 0 && takesLists(stage))
      throw new StudioError("BadInput", `Stage ${index + 1} (${stage.kind}) has no stage to take its input from.`);
  });
}

function checkInput(stages: readonly Stage[], index: number, input: number): void {
  const [stage, source] = [stages[index]!, stages[input]];
  const refuse = (because: string): never => {
    throw new StudioError("BadInput", `Stage ${index + 1} (${stage.kind}) ${because}`);
  };
  const taking = `takes its input from stage ${input + 1}`;
  if (input >= index || !source) return refuse(`${taking}, which does not come before it.`);
  const { gives } = kindOf(source);
  const { takes } = kindOf(stage);
  if (takes.includes(gives)) return;
  if (gives === "tests") return refuse(`${taking}, which only tests. The test part must not choose anything.`);
  if (gives === "sharedCandidates")
    return refuse(
      `${taking}, whose networks are scored with shared weights. Retrain the best of them, and take the retraining.`,
    );
  const wanted = takes.map((gift) => GIFTS[gift]).join(" or ");
  refuse(`needs the best of ${wanted}; stage ${input + 1} is ${GIFTS[gives]}.`);
}

/** Whether a stage works on several others, and on nothing else. */
const takesLists = (stage: Stage): boolean => kindOf(stage).adding(stage, 0) !== stage;

/** The stages in another order. Throws StudioError "BadInput" where a stage would come before its input. */
export function moveStage(stages: readonly Stage[], from: number, to: number): readonly Stage[] {
  const order = stages.map((_, index) => index);
  order.splice(to, 0, ...order.splice(from, 1));
  return inOrder(stages, order);
}

/** One more stage: before a test that has not begun, as nothing may be chosen after a test, and tested by it too. Throws StudioError "BadInput" where its input is not there. */
export function insertStage(stages: readonly Stage[], stage: Stage, begun: number): readonly Stage[] {
  const last = stages.length - 1;
  const test = stages[last];
  const inserted =
    !test || !isTest(test) || last < begun
      ? [...stages, stage]
      : [...stages.slice(0, last), stage, testing(test, stage, last)];
  checkStages(inserted);
  return inserted;
}

const testing = (test: Stage, stage: Stage, index: number): Stage =>
  kindOf(test).takes.includes(kindOf(stage).gives) ? kindOf(test).adding(test, index) : test;

/** The stages without one. Throws StudioError "BadInput" where another takes its input from it and nothing would be left. */
export function removeStage(stages: readonly Stage[], index: number): readonly Stage[] {
  const without = (input: number) => (input === index ? -1 : input);
  const user = stages.findIndex((stage) => kindOf(stage).withInputs(stage, without) === null);
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

/** Names of ONNX files that stages score as baselines. */
export const onnxBaselinesOf = (stages: readonly Stage[]): readonly string[] =>
  stages.flatMap((stage) =>
    kindOf(stage)
      .onnxBaselines(stage)
      .map(({ name }) => name),
  );

/**
 * The plan of a study for another one: without stages that speak of its trials, those that work on such alone, baselines of ONNX files
 * and corrected slices, which lie with that study.
 */
export function copiedStages(stages: readonly Stage[]): readonly Stage[] {
  const isLeftOut = stages.map((stage, index) => index > 0 && kindOf(stage).trials(stage).length > 0);
  stages.forEach((stage, index) => {
    const inputs = inputsOf(stage);
    if (inputs.length > 0 && inputs.every((input) => isLeftOut[input])) isLeftOut[index] = true;
  });
  const order = stages.map((_, index) => index).filter((index) => !isLeftOut[index]);
  const copied = order.length === stages.length ? stages : inOrder(stages, order);
  return copied.map((stage) => kindOf(stage).withoutFiles(stage));
}

/** `order` lists the old indices in their new order. */
function inOrder(stages: readonly Stage[], order: readonly number[]): readonly Stage[] {
  const moved = order.map((old) => {
    const stage = stages[old]!;
    return kindOf(stage).withInputs(stage, (input) => order.indexOf(input)) ?? stage;
  });
  checkStages(moved);
  return moved;
}
