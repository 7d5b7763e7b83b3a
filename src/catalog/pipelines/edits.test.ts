import { objectiveOf } from "../metrics/index.ts";
import { describe, expect, test } from "vitest";
import { initialValues } from "../../core/options.ts";
import type { SearchStage } from "../../core/stages/search.ts";
import type { Stage } from "../../core/stages/index.ts";
import { defaultRecipe } from "../recipes/index.ts";
import { pipelines } from "./index.ts";
import { applyStageEdit, stageEditEvent, type StageEdit } from "../../core/stages/edits.ts";
import { catalogParts } from "../parts.ts";

const search: SearchStage = {
  kind: "search",
  space: { id: "module-tree", settings: {} },
  strategy: { id: "random", options: {} },
  recipe: defaultRecipe,
  trials: 8,
  objective: objectiveOf("meanIou"),
  memoryCap: 1e9,
  baselines: [],
};
const stagesOf = (id: string): readonly Stage[] =>
  pipelines.get(id).stages(search, initialValues(pipelines.get(id).options));
const after = (stages: readonly Stage[], ...edits: readonly StageEdit[]) =>
  edits.reduce((held, edit) => applyStageEdit(held, edit, 0, catalogParts), stages);

describe("edits of stages", () => {
  test("each changes its own field, whatever others are on their way", () => {
    const [, retrain, ensemble] = after(
      stagesOf("ensemble"),
      { type: "change", index: 1, change: { field: "count", value: 7 } },
      { type: "change", index: 1, change: { field: "controls", value: 2 } },
      { type: "change", index: 2, change: { field: "count", value: 9 } },
    );
    expect([retrain, ensemble]).toMatchObject([{ times: 7, controls: 2 }, { members: 9 }]);
  });

  test("epochs and their steps are two numbers of one recipe", () => {
    const [shared] = after(
      stagesOf("autosegnet"),
      { type: "change", index: 0, change: { field: "epochs", value: 4 } },
      { type: "change", index: 0, change: { field: "stepsPerEpoch", value: 25 } },
    );
    expect(shared).toMatchObject({ recipe: { steps: 100, evaluateEvery: 25 } });
  });

  test("the last stage that an ensemble takes from stays", () => {
    const from = (value: boolean, stage: number): StageEdit => ({
      type: "change",
      index: 2,
      change: { field: "from", of: stage, value },
    });
    expect(after(stagesOf("ensemble"), from(false, 0), from(false, 1))[2]).toMatchObject({ from: [1] });
  });

  test("a stage that has begun may only change its size, which its log calls a budget", () => {
    const study = { spec: { stages: stagesOf("ensemble") }, sources: [[], [0]] } as unknown as Parameters<
      typeof stageEditEvent
    >[0];
    expect(
      stageEditEvent(study, { type: "change", index: 1, change: { field: "count", value: 5 } }, catalogParts),
    ).toEqual({
      type: "budgetChanged",
      stage: 1,
      trials: 5,
    });
    expect(() =>
      stageEditEvent(study, { type: "change", index: 1, change: { field: "controls", value: 5 } }, catalogParts),
    ).toThrow(/Stage 2 has begun/);
    expect(() => stageEditEvent(study, { type: "remove", index: 0 }, catalogParts)).toThrow(/Stage 1 has begun/);
  });

  test("a field that a kind of stage does not have is refused by name", () => {
    expect(() =>
      after(stagesOf("search"), { type: "change", index: 1, change: { field: "epochs", value: 5 } }),
    ).toThrow(/"test" has no "epochs"/);
  });
});
