import { objectiveOf } from "../catalog/metrics/index.ts";
import { describe, expect, test } from "vitest";
import type { SegnasSettings } from "../catalog/spaces/segnas/settings.ts";
import { createFakeStudio } from "../testing/fakeStudio.ts";
import { drawSpecs } from "./blockSlice.ts";
import type { SearchStage } from "../core/stages/search.ts";
import { firstRecipe, plannedSpace } from "./planSlice.ts";
import { presetOf } from "../catalog/spaces/index.ts";
import { nearestPreset } from "./spaceSlice.ts";
import { createStudioStore, type StudioState } from "./store.ts";
import { strategyChoices } from "./strategyChoices.ts";

function openStudio() {
  const saved: { readonly name: string; readonly text: string }[] = [];
  const store = createStudioStore(createFakeStudio(), (name, bytes) =>
    saved.push({ name, text: new TextDecoder().decode(bytes) }),
  );
  return { saved, state: () => store.getState() };
}

const settingsOf = (state: () => StudioState) => plannedSpace(state()).settings as SegnasSettings;
const searchOf = (state: () => StudioState) => state().plan[0] as SearchStage;

describe("choosing a space", () => {
  test("brings a strategy that fits and its usual objective, and undoing it brings those back", () => {
    const { state } = openStudio();
    state().chooseSpace("segnas");
    expect([searchOf(state).strategy.id, searchOf(state).objective]).toEqual(["crs", objectiveOf("logDice")]);
    expect(state().plan[0]).toMatchObject({
      space: { id: "segnas" },
      strategy: { id: "crs" },
      objective: objectiveOf("logDice"),
    });
    state().undoSpace();
    expect([plannedSpace(state()).id, searchOf(state).strategy.id, searchOf(state).objective]).toEqual([
      "module-tree",
      "hierarchical-random",
      objectiveOf("meanIou"),
    ]);
    state().redoSpace();
    expect([plannedSpace(state()).id, searchOf(state).strategy.id]).toEqual(["segnas", "crs"]);
  });

  test("keeps a strategy that was chosen and fits", () => {
    const { state } = openStudio();
    state().changeFirst({ field: "strategy", value: { id: "latin-hypercube", options: {} } });
    state().chooseSpace("segnas");
    expect(searchOf(state).strategy.id).toBe("latin-hypercube");
  });

  test("finds the ranges as they were left", () => {
    const { state } = openStudio();
    state().choosePreset("browser");
    state().chooseSpace("segnas");
    state().choosePreset("segnas4");
    state().chooseSpace("module-tree");
    expect(nearestPreset(plannedSpace(state()))).toMatchObject({ id: "browser", changes: 0 });
    state().chooseSpace("segnas");
    expect(nearestPreset(plannedSpace(state()))).toMatchObject({ id: "segnas4", changes: 0 });
  });

  test("only strategies whose view it lacks are turned down, with the reason", () => {
    const turnedDown = (id: string, preset: string) =>
      strategyChoices(presetOf(id, preset)).flatMap(({ id: strategy, because }) =>
        because ? [[strategy, because]] : [],
      );
    expect(turnedDown("segnas", "segnas11")).toEqual([
      ["hierarchical-random", "needs a hierarchy of modules"],
      ["reinforce", "needs a sequence of choices"],
    ]);
    expect(turnedDown("module-tree", "tiny")).toEqual([["reinforce", "needs a sequence of choices"]]);
  });
});

test("a space is saved with its id and loaded into whichever is open; a space of training numbers is none to begin with", async () => {
  const { state, saved } = openStudio();
  state().chooseSpace("segnas");
  state().choosePreset("segnas7");
  state().saveSpace();
  expect(saved[0]!.name).toBe("segnas.space.json");
  state().chooseSpace("module-tree");
  await state().loadSpace(new Blob([saved[0]!.text]));
  expect(nearestPreset(plannedSpace(state()))).toMatchObject({ id: "segnas7", changes: 0 });
  await state().loadSpace(new Blob([JSON.stringify({ space: "training-numbers", settings: {} })]));
  expect(state().failure?.message).toMatch(/must be one of "module-tree", "segnas"/);
});

describe("the example block", () => {
  test("changes by clicks alone, there and back, and leaves the ranges as they are", () => {
    const { state } = openStudio();
    state().chooseSpace("segnas");
    const before = plannedSpace(state());
    state().setOperation(0, 6);
    state().cycleOperation(0, 1);
    expect(state().exampleSpec.operations[0]).toBe(0);
    state().cycleOperation(0, -1);
    expect(state().exampleSpec.operations[0]).toBe(6);
    expect(plannedSpace(state())).toBe(before);
  });

  test("moves into ranges that no longer hold it: SegNAS4 knows two convolutions after each other", () => {
    const { state } = openStudio();
    state().chooseSpace("segnas");
    state().choosePreset("segnas4");
    expect(state().exampleSpec).toMatchObject({ nodes: 3, operations: [2, 0, 2, 0, 0, 0] });
  });

  test("pinning entry by entry gives the preset its name", () => {
    const { state } = openStudio();
    state().chooseSpace("segnas");
    state().choosePreset("segnas11");
    const settings = settingsOf(state);
    state().editSpace(() => ({ ...settings, n: [16, 16], p: [4, 4], sup: [0, 0] }));
    expect(nearestPreset(plannedSpace(state()))).toMatchObject({ id: "segnas7", changes: 1 });
    state().editSpace((held) => ({ ...(held as object), res: [1, 1] }));
    expect(nearestPreset(plannedSpace(state()))).toMatchObject({ id: "segnas7", changes: 0 });
  });

  test("samples are drawn within the ranges, the same from the same seed", () => {
    const settings = presetOf("segnas", "segnas4").settings as SegnasSettings;
    const specs = drawSpecs(settings, 3, 20);
    expect(drawSpecs(settings, 3, 20)).toEqual(specs);
    for (const { n, p, operations } of specs)
      expect([n >= 8 && n <= 32, p >= 2 && p <= 5, operations]).toEqual([true, true, [2, 0, 2, 0, 0, 0]]);
  });
});

test("volumes take a baseline of volumes, and patches no deeper than the training part", async () => {
  const { state } = openStudio();
  await state().openSample("platelets");
  state().setDimension(3);
  expect([firstRecipe(state()).patch, searchOf(state).baselines.map(({ id }) => id)]).toEqual([
    [8, 32, 32],
    ["unet3d"],
  ]);
  state().setDimension(2);
  expect([firstRecipe(state()).patch, searchOf(state).baselines.map(({ id }) => id)]).toEqual([[1, 64, 64], ["unet"]]);
});
